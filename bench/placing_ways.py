"""The two ways of placing one order of three lines: Flowt's operation, and plain psycopg."""

import json
import time
from decimal import Decimal
from itertools import count
from random import Random
from secrets import token_urlsafe
from uuid import uuid4

import psycopg
from django.conf import settings
from django.db import connection
from django.utils import timezone
from psycopg.types.json import Jsonb

from cart.contents import CartContents, CartLine
from cart.selectors import price
from catalog.models.items import Item
from catalog.shelf import groups_of
from flowt.tenancy import tenant_context
from orders.operations.placing import place_order
from orders.requests import Customer, Journey
from tenants.models import Tenant

LINES = 3


class Ways:
    """`run` places orders one after the other in the calling thread, and notes how long each took."""

    def __init__(self, schema: str, number: int) -> None:
        self.tenant = Tenant.objects.get(schema_name=schema)
        self.number = number
        self.serial = count()
        with tenant_context(self.tenant):
            self.items = list(Item.objects.values_list("pk", "name", "price", "stock"))
            self.groups = groups_of([item[0] for item in self.items])

    def run(self, way: str, thread: int, times: int, took: list[float]) -> None:
        rng = Random(f"{way}{self.number}{thread}{next(self.serial)}")
        if way == "plain":
            self._run_plain(rng, times, took)
            return
        try:
            with tenant_context(self.tenant):
                for _ in range(times):
                    self._place(rng, took)
        finally:
            connection.close()

    def _place(self, rng: Random, took: list[float]) -> None:
        contents, phone = self._cart(rng), self._phone(rng)
        seen = price(contents, tenant=self.tenant, now=timezone.now(), profile="pickup").total
        customer = Customer(name="Ana Souza", phone=phone)
        began = time.perf_counter()
        place_order(
            contents,
            tenant=self.tenant,
            customer=customer,
            profile="pickup",
            payment_kind="pix",
            key=contents.id,
            seen_total=seen,
            journey=Journey(),
        )
        took.append(time.perf_counter() - began)

    def _cart(self, rng: Random) -> CartContents:
        lines = []
        for item_id, *_ in rng.sample(self.items, LINES):
            chosen = [[group.options[1].id, 1, []] for group in self.groups.get(item_id, ())]
            lines.append(CartLine(key=str(item_id), item_id=item_id, selection=chosen, quantity=1))
        return CartContents(id=uuid4().hex, lines=tuple(lines))

    @staticmethod
    def _phone(rng: Random) -> str:
        return f"+55319{rng.randrange(80_000_000, 99_999_999)}"

    def _run_plain(self, rng: Random, times: int, took: list[float]) -> None:
        url = settings.DATABASES["default"]
        database = psycopg.connect(
            dbname=url["NAME"], user=url["USER"], password=url["PASSWORD"],
            host=url["OPTIONS"].get("host") or url["HOST"] or None, port=url["PORT"] or None,
            autocommit=True,
        )  # fmt: skip
        with database:
            database.execute(f'SET search_path = "{self.tenant.schema_name}", public')
            for _ in range(times):
                cart, phone = self._cart(rng), self._phone(rng)
                began = time.perf_counter()
                with database.transaction():
                    self._insert(database.cursor(), cart, phone)
                took.append(time.perf_counter() - began)

    def _insert(self, db: psycopg.Cursor, cart: CartContents, phone: str) -> None:
        """The statements of one placement, with every value known beforehand."""
        ids = sorted(line.item_id for line in cart.lines)
        known = {item[0]: item for item in self.items}
        total = sum((known[item_id][2] for item_id in ids), Decimal(0))
        db.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [cart.id])
        db.execute("SELECT id FROM orders_order WHERE idempotency_key = %s", [cart.id])
        db.execute(
            "SELECT id, name, price, stock FROM catalog_item WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
            [ids],
        )
        counted = [item_id for item_id in ids if known[item_id][3] is not None]
        db.execute("UPDATE catalog_item SET stock = stock - 1 WHERE id = ANY(%s)", [counted])
        person = db.execute(
            "INSERT INTO people_person (kind, name, email, phone, document, document_index, created_at,"
            " updated_at) VALUES ('individual', %s, '', %s, '', '', now(), now())"
            " ON CONFLICT (phone) WHERE NOT phone = '' DO UPDATE SET updated_at = now() RETURNING id",
            ["Ana Souza", phone],
        ).fetchone()[0]
        number = db.execute(
            "UPDATE orders_counter SET value = value + 1 WHERE name = 'order' RETURNING value"
        ).fetchone()[0]
        order = self._insert_order(db, cart, number, person, phone, total)
        for position, item_id in enumerate(ids, 1):
            db.execute(
                "INSERT INTO orders_orderline (order_id, position, item_id, name, sku, options, selection,"
                " quantity, unit_price, total, notes) VALUES (%s, %s, %s, %s, '', '[]', '[]', 1, %s, %s, '')",
                [order, position, item_id, known[item_id][1], known[item_id][2], known[item_id][2]],
            )
        db.execute(
            "INSERT INTO orders_ordermove (order_id, verb, from_status, to_status, actor_label, reason,"
            " note, at) VALUES (%s, 'place', '', 'under_review', '', '', '', now())",
            [order],
        )
        payment = db.execute(
            "INSERT INTO payments_payment (key, reference, gateway, status, amount, currency, txid,"
            " instructions, created_at) VALUES (%s, %s, 'pix', 'pending', %s, 'BRL', %s, %s, now())"
            " RETURNING id",
            [f"order-{order}", f"order-{order}", total, uuid4().hex[:25], Jsonb({"brcode": "0" * 150})],
        ).fetchone()[0]
        db.execute(
            "INSERT INTO payments_ledgerentry (payment_id, kind, amount, provider_event, note, at)"
            " VALUES (%s, 'requested', %s, '', '', now())",
            [payment, total],
        )
        self._publish(db, order, number, total)

    def _insert_order(self, db: psycopg.Cursor, cart: CartContents, number: int, person: int, phone: str, total: Decimal) -> int:  # fmt: skip
        return db.execute(
            "INSERT INTO orders_order (number, token, idempotency_key, request_digest, profile, status,"
            " person_id, customer_name, customer_phone, customer_email, customer_document, address,"
            " table_label, notes, currency, subtotal, discount, delivery_fee, total, paid, payment_kind,"
            " placed_at, close_reason, close_note, correlation_id, via, qr_src, qr_code, utm) VALUES"
            " (%s, %s, %s, %s, 'pickup', 'under_review', %s, 'Ana Souza', %s, '', '', '{}', '', '', 'BRL',"
            " %s, 0, 0, %s, 0, 'pix', now(), '', '', %s, '', '', '', '{}') RETURNING id",
            [number, token_urlsafe(16), cart.id, cart.id * 2, person, phone, total, total, uuid4()],
        ).fetchone()[0]

    def _publish(self, db: psycopg.Cursor, order: int, number: int, total: Decimal) -> None:
        event = uuid4()
        payload = {"order_id": order, "number": number, "total": str(total)}
        db.execute(
            "INSERT INTO event (event_id, tenant_id, type, source, occurred_at, correlation_id, payload,"
            " pending) VALUES (%s, %s, 'order.placed', 'web', now(), %s, %s, %s)",
            [event, self.tenant.pk, uuid4(), json.dumps(payload), ["bench"]],
        )
        db.execute(
            "INSERT INTO due_queue (tenant_id, kind, ref, run_at, is_ready, lease_token, attempt,"
            " last_error, created_at) VALUES (%s, 'event', %s, now(), true, 0, 0, '', now())",
            [self.tenant.pk, f"{event}:bench"],
        )
