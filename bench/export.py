"""One tenant's export, against a plain COPY of the same tables."""

import resource
import tempfile
import time
from pathlib import Path

from django.db import connection

from bench import crowd
from bench.measures import Line, Spread, by_turns
from flowt.tenancy import tenant_context
from portable import tables
from portable.exporting import export_tenant, snapshot
from tenants.models import Tenant
from tenants.operations import create_tenant

ORDERS = 100_000
ROUNDS = 5
_FILL = """
INSERT INTO people_person (kind, name, email, phone, document, document_index, created_at,
                           updated_at)
SELECT 'individual', 'Cliente ' || n, 'cliente' || n || '@exemplo.com.br',
       '+55119' || (10000000 + n), '', '', now(), now()
  FROM generate_series(1, {people}) AS n;
INSERT INTO orders_order (number, token, idempotency_key, request_digest, profile, status,
    person_id, customer_name, customer_phone, customer_email, customer_document, address,
    table_label, notes, currency, subtotal, discount, delivery_fee, total, paid, payment_kind,
    placed_at, close_reason, close_note, correlation_id, via, qr_src, qr_code, utm)
SELECT n, md5(n::text), md5('k' || n) || md5('l' || n), md5('r' || n) || md5('s' || n), 'delivery',
       'delivered', n % {people} + 1, 'Cliente ' || n, '+55119' || (10000000 + n % {people}),
       'cliente' || n || '@exemplo.com.br', '',
       jsonb_build_object('cep', '01310100', 'street', 'Avenida Paulista', 'number', n::text,
                          'district', 'Bela Vista', 'city', 'São Paulo', 'state', 'SP'),
       '', 'sem cebola, por favor', 'BRL', 84.00, 0, 6.00, 90.00, 90.00, 'pix',
       now() - n * interval '1 minute', '', '', gen_random_uuid(), 'qr', 'cardapio', '', '{{}}'
  FROM generate_series(1, {orders}) AS n;
INSERT INTO orders_orderline (order_id, position, item_id, name, sku, options, selection, quantity,
                              unit_price, total, notes)
SELECT o.id, p, p, 'Lasanha à bolonhesa ' || p, 'L' || p,
       '[{{"group": "Tamanho", "name": "Grande", "price": "5.00", "quantity": 1}}]', '[[1, 1]]', 1,
       42.00, 42.00, ''
  FROM orders_order AS o, generate_series(1, 2) AS p;
INSERT INTO orders_ordermove (order_id, verb, from_status, to_status, actor_label, reason, note, at)
SELECT o.id, v, '', 'delivered', 'atendente@plataforma.com', '', '', now()
  FROM orders_order AS o, unnest(array['place', 'accept', 'ready', 'deliver']) AS v;
INSERT INTO payments_payment (key, reference, gateway, status, amount, currency, txid, instructions,
                              created_at)
SELECT 'order-' || o.id, 'order-' || o.id, 'pix', 'approved', 90.00, 'BRL', '', '{{}}', now()
  FROM orders_order AS o;
INSERT INTO event (event_id, tenant_id, type, source, occurred_at, correlation_id, payload, pending)
SELECT gen_random_uuid(), {tenant}, 'order.moved', 'web', now(), o.correlation_id,
       jsonb_build_object('order_id', o.id, 'number', o.number, 'person_id', o.person_id), '{{}}'
  FROM orders_order AS o, generate_series(1, 3);
ANALYZE
"""


def one_tenant() -> Line:
    crowd.gather(crowd.size())
    tenant = _full_tenant()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tenant"
        peak = _peak_megabytes()
        ours, theirs = by_turns(
            lambda: _timed(lambda out: export_tenant(tenant, out), file),
            lambda: _timed(lambda out: _plain_copy(tenant, out), file),
            ROUNDS,
        )
        grown = _peak_megabytes() - peak
    ratio = Spread.of([a / b for a, b in zip(ours, theirs, strict=True)])
    among = Tenant.objects.count()
    return Line(
        job=f"export of one tenant ({ORDERS:,} orders) among {among:,}",
        reference="a plain COPY of the same tables",
        ours=f"{Spread.of(ours).text()} s",
        theirs=f"{Spread.of(theirs).text()} s",
        ratio=f"{ratio.text('{:.2f}')} × the time",
        target="≤ 3 × the time; ≤ 60 s",
        share=min(3 / ratio.median, 60 / Spread.of(ours).median),
        notes=(f"peak memory grew by {grown:.0f} MB; the export is compressed and digested",),
    )


def _full_tenant() -> Tenant:
    tenant = create_tenant(name="Cheia", slug=f"cheia-{time.time_ns()}")
    script = _FILL.format(orders=ORDERS, people=ORDERS // 5, tenant=tenant.pk)
    with tenant_context(tenant), connection.cursor() as cursor:
        for statement in script.split(";\n"):
            cursor.execute(statement)
    return tenant


def _plain_copy(tenant: Tenant, out) -> None:
    schema = tenant.schema_name
    with snapshot(), connection.cursor() as cursor:
        for table in tables.find_tables(schema, tables.tenant_tables()):
            with cursor.copy(f"COPY {table.regclass} TO STDOUT") as copy:
                for block in copy:
                    out.write(block)


def _timed(write, file: Path) -> float:
    began = time.perf_counter()
    with file.open("wb") as out:
        write(out)
    return time.perf_counter() - began


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
