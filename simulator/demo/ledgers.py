"""The rows of a history, gathered and written with COPY."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case, DateTimeField, Value, When
from django.db.models.functions import Now

from accounts.models import User
from orders.models import Order, OrderLine, OrderMove
from orders.states import CANCELLED, REJECTED
from payments.gateways import Ask, gateways
from payments.models import GatewayAccount, LedgerEntry, Payment
from people.models import Person
from simulator.demo.copying import copy_rows, take_ids
from tenants.models import Tenant
from tracking.models import Scan

Kind, Status = LedgerEntry.Kind, Payment.Status
GENERATED = {"id"}
Row = dict[str, Any]


class Books:
    """What happened, by table. Nothing is written before `write`."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.rows: dict[type, list[Row]] = defaultdict(list)
        self.passers_by: list[tuple[str, datetime]] = []
        accounts = {row.kind: dict(row.settings) for row in GatewayAccount.objects.all()}
        self.gateways = {kind: gateways.get(kind)(settings) for kind, settings in accounts.items()}
        self.spare_people: list[int] = []
        self.spare_payments: list[int] = []

    def add_order(self, row: Row, lines: list[Row]) -> None:
        self.rows[Order].append(row)
        self.rows[OrderLine] += lines

    def add_passer_by(self, name: str, at: datetime) -> int:
        """Somebody who left no telephone. Returns their id."""
        if not self.spare_people:
            self.spare_people = take_ids(Person, 400)
        person_id = self.spare_people.pop(0)
        self.rows[Person].append(
            {"id": person_id, "name": name, "created_at": at, "updated_at": at}
        )
        return person_id

    def add_scan(self, code_id: int, correlation_id: UUID, at: datetime) -> None:
        row = {"qr_code": code_id, "correlation_id": correlation_id, "scanned_at": at}
        self.rows[Scan].append(row)

    def add_move(
        self,
        order: Row,
        verb: str,
        way: tuple[str, str],
        *,
        at: datetime,
        actor: User | None = None,
        reason: str = "",
        note: str = "",
    ) -> None:
        """One step of an order: `way` is from where to where."""
        before, after = way
        self.rows[OrderMove].append(
            {
                "order": order["id"],
                "verb": str(verb),
                "from_status": before,
                "to_status": after,
                "actor_id": actor.pk if actor else None,
                "actor_label": actor.name if actor else "",
                "reason": reason,
                "note": note,
                "at": at,
            }
        )

    def add_payment(
        self, order: Row, paid_at: datetime | None, ended_at: datetime, actor: User
    ) -> None:
        """The order's payment with its ledger, and what the order knows of it."""
        if not order["total"]:
            return
        if not self.spare_payments:
            self.spare_payments = take_ids(Payment, 400)
        key, amount, at = f"order-{order['id']}", order["total"], order["placed_at"]
        ask = Ask(key=key, reference=key, amount=amount, currency=order["currency"],
                  description=f"Pedido {order['number']}")  # fmt: skip
        begun = self.gateways[order["payment_kind"]].begin(ask)
        payment = {
            "id": self.spare_payments.pop(0),
            "key": key,
            "reference": key,
            "gateway": order["payment_kind"],
            "status": Status.PENDING,
            "amount": amount,
            "currency": order["currency"],
            "txid": begun.txid,
            "instructions": begun.instructions,
            "created_at": at,
        }
        self.rows[Payment].append(payment)
        self._note(payment, Kind.REQUESTED, amount, at)
        if paid_at:
            order["paid"] = amount
            payment |= {"status": Status.APPROVED, "settled_at": paid_at}
            self._note(payment, Kind.APPROVED, amount, paid_at, actor=actor)
        if order["status"] in (CANCELLED, REJECTED):
            self._call_off(order, payment, ended_at, actor)

    def _call_off(self, order: Row, payment: Row, at: datetime, actor: User) -> None:
        if payment["status"] == Status.PENDING:
            payment["status"] = Status.CANCELLED
            self._note(payment, Kind.CANCELLED, Decimal(0), at, actor=actor)
            return
        order["paid"], payment["status"] = Decimal(0), Status.REFUNDED
        event = f"{payment['key']}-called-off"
        for kind in (Kind.REFUND_ASKED, Kind.REFUNDED):
            self._note(payment, kind, payment["amount"], at, actor=actor, event=event)

    def _note(
        self,
        payment: Row,
        kind: str,
        amount: Decimal,
        at: datetime,
        *,
        actor: User | None = None,
        event: str = "",
    ) -> None:
        self.rows[LedgerEntry].append(
            {
                "payment": payment["id"],
                "kind": kind,
                "amount": amount,
                "provider_event": event,
                "actor_id": actor.pk if actor else None,
                "at": at,
            }
        )

    def write(self, first_seen: dict[int, datetime]) -> None:
        """Write every table; then say since when the customers with a telephone are known."""
        for model in (Person, Order, OrderLine, OrderMove, Payment, LedgerEntry, Scan):
            rows = self.rows[model]
            skipped = GENERATED if rows and "id" not in rows[0] else set()
            fields = model._meta.concrete_fields
            names = [field.name for field in fields if field.name not in skipped]
            copy_rows(model, names, rows)
        known = Person.objects.exclude(phone="")
        seen = [When(pk=pk, then=Value(at)) for pk, at in first_seen.items()]
        since = Case(*seen, default=Now(), output_field=DateTimeField())
        known.update(created_at=since, updated_at=since)
