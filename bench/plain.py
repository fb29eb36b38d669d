"""Placing an order by hand: the rows and locks of Flowt's operation, every value known before."""

import json
from decimal import Decimal
from secrets import token_urlsafe
from typing import Any
from uuid import uuid4

import psycopg
from django.conf import settings
from psycopg.types.json import Jsonb

LOCK_KEY = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
FIND_ORDER = "SELECT id FROM orders_order WHERE idempotency_key = %s"
LOCK_ITEMS = """
SELECT id, name, price, stock FROM catalog_item WHERE id = ANY(%s) AND stock IS NOT NULL
ORDER BY id FOR UPDATE
"""
TAKE_STOCK = "UPDATE catalog_item SET stock = stock - 1 WHERE id = ANY(%s)"
ADD_PERSON = """
INSERT INTO people_person (kind, name, email, phone, document, document_index, created_at,
                           updated_at)
VALUES ('individual', 'Ana Souza', '', %s, '', '', now(), now())
ON CONFLICT (phone) WHERE NOT phone = '' DO UPDATE SET updated_at = now() RETURNING id
"""
NEXT_NUMBER = "SELECT nextval('orders_ordernumber_id_seq')"
ADD_ORDER = """
INSERT INTO orders_order (number, token, idempotency_key, request_digest, profile, status,
  person_id, customer_name, customer_phone, customer_email, customer_document, address,
  table_label, notes, currency, subtotal, discount, delivery_fee, total, paid, payment_kind,
  placed_at, close_reason, close_note, correlation_id, via, qr_src, qr_code, utm)
VALUES (%s, %s, %s, %s, 'pickup', 'under_review', %s, 'Ana Souza', %s, '', '', '{}', '', '',
  'BRL', %s, 0, 0, %s, 0, 'pix', now(), '', '', %s, '', '', '', '{}') RETURNING id
"""
ADD_LINE = """
INSERT INTO orders_orderline (order_id, position, item_id, name, sku, options, selection,
                              quantity, unit_price, total, notes)
VALUES (%s, %s, %s, %s, '', '[]', '[]', 1, %s, %s, '')
"""
ADD_MOVE = """
INSERT INTO orders_ordermove (order_id, verb, from_status, to_status, actor_label, reason, note,
                              at)
VALUES (%s, 'place', '', 'under_review', '', '', '', now())
"""
ADD_PAYMENT = """
INSERT INTO payments_payment (key, reference, gateway, status, amount, currency, txid,
                              instructions, created_at)
VALUES (%s, %s, 'pix', 'pending', %s, 'BRL', %s, %s, now()) RETURNING id
"""
ADD_ENTRY = """
INSERT INTO payments_ledgerentry (payment_id, kind, amount, provider_event, note, at)
VALUES (%s, 'requested', %s, '', '', now())
"""
ADD_EVENT = """
INSERT INTO event (event_id, tenant_id, type, source, occurred_at, correlation_id, payload,
                   pending)
VALUES (%s, %s, 'order.placed', 'web', now(), %s, %s, '{bench}')
"""
ADD_DUE = """
INSERT INTO due_queue (tenant_id, kind, ref, run_at, is_ready, lease_token, attempt, last_error,
                       created_at)
VALUES (%s, 'event', %s, now(), true, 0, 0, '', now())
"""
Known = dict[int, tuple[str, Decimal, int | None]]  # id: name, price, stock


def connect(schema: str) -> psycopg.Connection:
    """A connection of one's own whose names are found in `schema`."""
    given = settings.DATABASES["default"]
    database = psycopg.connect(
        dbname=given["NAME"],
        user=given["USER"],
        password=given["PASSWORD"],
        host=given["OPTIONS"].get("host") or given["HOST"] or None,
        port=given["PORT"] or None,
        autocommit=True,
    )
    database.execute(f'SET search_path = "{schema}", public')
    return database


def place(database: psycopg.Connection, *, tenant_id: int, key: str, phone: str, ids: list[int],
          known: Known) -> None:  # fmt: skip
    """One transaction, three lines."""
    total = sum((known[item_id][1] for item_id in ids), Decimal(0))
    with database.transaction():
        db = database.cursor()
        db.execute(LOCK_KEY, [key])
        db.execute(FIND_ORDER, [key])
        db.execute(LOCK_ITEMS, [ids])
        db.execute(TAKE_STOCK, [[item_id for item_id in ids if known[item_id][2] is not None]])
        person = _one(db, ADD_PERSON, phone)
        number = _one(db, NEXT_NUMBER)
        order = _one(db, ADD_ORDER, number, token_urlsafe(16), key, key * 2, person, phone, total,
                     total, uuid4())  # fmt: skip
        for position, item_id in enumerate(ids, 1):
            name, price, _stock = known[item_id]
            db.execute(ADD_LINE, [order, position, item_id, name, price, price])
        db.execute(ADD_MOVE, [order])
        reference, code = f"order-{order}", Jsonb({"brcode": "0" * 150})
        payment = _one(db, ADD_PAYMENT, reference, reference, total, uuid4().hex[:25], code)
        db.execute(ADD_ENTRY, [payment, total])
        event, payload = uuid4(), {"order_id": order, "number": number, "total": str(total)}
        db.execute(ADD_EVENT, [event, tenant_id, uuid4(), json.dumps(payload)])
        db.execute(ADD_DUE, [tenant_id, f"{event}:bench"])


def _one(db: psycopg.Cursor, statement: str, *values: Any) -> int:
    return db.execute(statement, values).fetchone()[0]
