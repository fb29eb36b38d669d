"""Sixty days of orders, decided from a fixed seed and written in a few statements."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from accounts.models import User
from cart.selectors import delivery_fee
from orders import states
from orders.models import Order, OrderNumber
from people.models import Person
from simulator.demo.baskets import Line, Offer, fill_basket, offers_of
from simulator.demo.copying import take_ids
from simulator.demo.customers import Customer, book, make_customers, make_name
from simulator.demo.ledgers import Books
from simulator.demo.rhythm import HABITS, moments
from tenants.models import Tenant
from tenants.selectors import delivery_terms
from tracking.models import QrCode

SEED = "flowt-demo-2026"
ON_THE_WAY = (  # profile, status and age in minutes of what stands on the board at first
    ("delivery", states.UNDER_REVIEW, 1.5), ("table", states.UNDER_REVIEW, 4),
    ("table", states.APPROVED, 11), ("delivery", states.APPROVED, 17), ("pickup", states.READY, 24),
    ("delivery", states.OUT, 38), ("table", states.READY, 21),
)  # fmt: skip
SERVICES = ((states.UNDER_REVIEW, 9), (states.APPROVED, 26), (states.APPROVED, 41))
CANCELLED = (("customer", "Mudança de planos"), ("no_answer", ""), ("duplicate", ""))
REJECTED = (
    ("stock", "Acabou a burrata de hoje"),
    ("busy", ""),
    ("address", "Fora da nossa rota hoje"),
)


class Wish(NamedTuple):
    """An order that comes in. Without `status` it is over by now."""

    at: datetime
    profile: str = ""
    status: str = ""


class History:
    """Everything that happened in one tenant, kept as plain rows until it is written."""

    def __init__(self, tenant: Tenant, team: dict[str, User], now: datetime) -> None:
        self.tenant, self.now = tenant, now
        self.rng = Random(f"{SEED}:{tenant.slug}")  # noqa: S311 - plausible, not secret
        self.habits = HABITS[tenant.slug]
        self.zone = ZoneInfo(tenant.time_zone)
        self.team = list(team.values())
        self.offers: list[Offer] = offers_of(tenant.slug)
        self.codes = list(QrCode.objects.filter(kind=QrCode.Kind.TABLE))
        self.books = Books(tenant)
        self.sold: Counter[int] = Counter()

    def write(self) -> int:
        """Decide and write it all. Returns how many orders there are."""
        past = moments(self.tenant.slug, self.rng, self.now, self.tenant.time_zone)
        plan = [Wish(at) for at in past] + self._open_now()
        customers = make_customers(self.tenant.slug, self.rng, self.habits.people)
        loyalty = [1 / (rank + 6) for rank in range(len(customers))]
        ids = take_ids(Order, len(plan))
        first_seen: dict[int, datetime] = {}
        for number, (order_id, wish) in enumerate(zip(ids, plan, strict=True), 1):
            customer = self.rng.choices(customers, loyalty)[0]
            row = self._order(wish, customer, id=order_id, number=number)
            first_seen.setdefault(row["person"], wish.at)
        self.books.write(first_seen)
        with connection.cursor() as cursor:
            cursor.execute(OrderNumber.SET, [len(plan)])
        return len(plan)

    def _open_now(self) -> list["Wish"]:
        """What waits on the board when the demo begins."""
        ages = [one for one in ON_THE_WAY if one[0] in self.habits.profiles]
        if len(self.habits.profiles) == 1:  # services: nothing is on a stove
            kind = next(iter(self.habits.profiles))
            ages = [(kind, status, age) for status, age in SERVICES]
        ages = ages[: self.habits.open_now]
        return sorted(Wish(self.now - timedelta(minutes=age), *rest) for *rest, age in ages)

    def _order(self, wish: "Wish", customer: Customer, **ids: int) -> dict[str, Any]:
        at = wish.at
        rng = self.rng
        kinds = self.habits.profiles
        profile = wish.profile or rng.choices(list(kinds), list(kinds.values()))[0]
        lines = fill_basket(rng, self.offers, at.astimezone(self.zone), self.habits.lines,
                            is_bulk=self.tenant.slug == "aurora")  # fmt: skip
        subtotal = sum((line.unit_price * line.quantity for line in lines), Decimal(0))
        address = customer.address if profile == "delivery" else None
        area = delivery_terms(self.tenant, address.cep) if address else None
        fee = delivery_fee(area, subtotal)
        person, name, phone = self._who(customer, profile, at)
        ways = self.habits.payments[profile]
        table, journey = self._journey(profile, at)
        row: dict[str, Any] = {
            **ids,
            "token": self._token(128),
            "idempotency_key": f"demo-{ids['number']}",
            "request_digest": self._token(192),
            "profile": profile,
            "person": person,
            "customer_name": name,
            "customer_phone": phone,
            "customer_email": customer.person.email if phone else "",
            "address": asdict(address) if address else {},
            "table_label": table,
            "notes": rng.choice(book()["notes"]) if rng.random() < 0.08 else "",
            "currency": self.tenant.currency,
            "subtotal": subtotal,
            "delivery_fee": fee,
            "total": subtotal + fee,
            "payment_kind": rng.choices(list(ways), list(ways.values()))[0],
            "placed_at": at,
            **journey,
        }
        if row["payment_kind"] == "cash" and profile == "delivery" and rng.random() < 0.6:
            row["change_for"] = (row["total"] // 50 + 1) * 50
        self._run(row, wish.status)
        self._book(row, lines)
        return row

    def _book(self, row: dict[str, Any], lines: list[Line]) -> None:
        rows = [self._line_row(row, position, line) for position, line in enumerate(lines, 1)]
        self.books.add_order(row, rows)
        if row["status"] not in (states.REJECTED, states.CANCELLED):
            for line in lines:
                self.sold[line.item_id] += line.quantity

    def _who(self, customer: Customer, profile: str, at: datetime) -> tuple[int, str, str]:
        """At a table a name is enough; elsewhere the telephone says who it is."""
        if profile == "table" and self.rng.random() < 0.55:
            name = make_name(self.rng).split()[0]
            return self.books.add_passer_by(name, at), name, ""
        person: Person = customer.person
        return person.pk, person.name, person.phone

    def _journey(self, profile: str, at: datetime) -> tuple[str, dict[str, Any]]:
        """Which table it was, and how the order came to be: by a code, by a link, by itself."""
        correlation_id = UUID(int=self.rng.getrandbits(128), version=4)
        if profile == "table" and self.codes:
            code = self.rng.choice(self.codes)
            scanned_at = at - timedelta(minutes=self.rng.uniform(3, 14))
            self.books.add_scan(code.pk, correlation_id, scanned_at)
            if self.rng.random() < 0.5:  # somebody else at the table only looked
                other = UUID(int=self.rng.getrandbits(128), version=4)
                self.books.add_scan(code.pk, other, scanned_at + timedelta(seconds=40))
            via = {"via": "qr", "qr_src": code.qr_src, "qr_code": code.code, "utm": code.utm}
            return code.table_label, {"correlation_id": correlation_id, **via}
        via = {}
        if self.rng.random() < 0.35:
            source = self.rng.choices(("instagram", "whatsapp", "google"), (5, 4, 3))[0]
            via = {"via": "link", "utm": {"utm_source": source, "utm_medium": "social"}}
        return "", {"correlation_id": correlation_id, **via}

    def _line_row(self, row: dict[str, Any], position: int, line: Line) -> dict[str, Any]:
        total = line.unit_price * line.quantity
        return {"order": row["id"], "position": position, "total": total, **vars(line)}

    def _token(self, bits: int) -> str:
        return f"{self.rng.getrandbits(bits):0{bits // 4}x}"

    def _run(self, row: dict[str, Any], status: str) -> None:
        """Let the order live up to `status`, or to its end, with its moves and its payment."""
        rng, at, is_open = self.rng, row["placed_at"], bool(status)
        actor = rng.choice(self.team)
        status = (
            status
            or rng.choices((states.DELIVERED, states.CANCELLED, states.REJECTED), (955, 27, 18))[0]
        )
        pays_ahead = row["payment_kind"] == "pix"
        is_paid_early = pays_ahead and (not is_open or status != states.UNDER_REVIEW)
        paid_at = at + timedelta(minutes=rng.uniform(1, 4)) if is_paid_early else None
        if status == states.REJECTED:
            paid_at = None
        self.books.add_move(row, "place", ("", states.UNDER_REVIEW), at=at)
        state, clock = states.UNDER_REVIEW, at
        for verb, after in self._way(row["profile"], status):
            pace = rng.uniform(*after)
            if is_open:
                pace = min(pace, 4.0)
            clock += timedelta(minutes=pace)
            target = states.target(row["profile"], state, verb)
            reason, note = self._why(verb)
            why = {"reason": reason, "note": note}
            self.books.add_move(row, verb, (state, target), at=clock, actor=actor, **why)
            state = target
            _stamp(row, state, clock, reason, note)
        row["status"] = state
        if state == states.DELIVERED and paid_at is None:
            paid_at = clock
        self.books.add_payment(row, paid_at, clock, actor)

    def _way(self, profile: str, status: str) -> list[tuple[str, tuple[float, float]]]:
        """The verbs that lead to a status, each with the minutes it takes."""
        verb = states.Verb
        if status == states.REJECTED:
            return [(verb.REJECT, (2, 9))]
        if status == states.CANCELLED:
            return [(verb.ACCEPT, (1, 5)), (verb.CANCEL, (3, 15))]
        cook = (12, 34) if profile != "table" else (8, 24)
        way = [(verb.ACCEPT, (0.7, 5)), (verb.READY, cook)]
        if profile == "delivery":
            way.append((verb.SEND, (1, 7)))
        way.append((verb.DELIVER, (9, 28) if profile == "delivery" else (2, 12)))
        reached = {states.UNDER_REVIEW: 0, states.APPROVED: 1, states.READY: 2, states.OUT: 3}
        return way[: reached.get(status, len(way))]

    def _why(self, verb: str) -> tuple[str, str]:
        if verb == states.Verb.REJECT:
            return self.rng.choice(REJECTED)
        return self.rng.choice(CANCELLED) if verb == states.Verb.CANCEL else ("", "")


def _stamp(row: dict[str, Any], state: str, at: datetime, reason: str, note: str) -> None:
    if state == states.APPROVED:
        row["accepted_at"] = at
    elif state == states.READY:
        row["ready_at"] = at
    elif state in states.FINAL:
        row |= {"closed_at": at, "close_reason": reason, "close_note": note}
