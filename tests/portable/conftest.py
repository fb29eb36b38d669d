"""Tenants that really commit: they are exported, dropped and brought back, then cleaned up."""

import io
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction

from accounts.models import Membership, User
from flowt import due
from flowt.crypto import blind_index
from flowt.events import publish
from flowt.events.bus import listeners
from flowt.models import Erasure
from flowt.tenancy import tenant_context
from orders.events import OrderPlaced
from orders.models import Order
from payments.models import GatewayAccount, LedgerEntry, Payment
from people.models import Person
from people.operations import DOCUMENT_PURPOSE
from portable.archive import Reader
from portable.dropping import drop_tenant
from portable.exporting import export_tenant
from portable.importing import import_tenant
from tenants.models import DeliveryArea, OpeningRange, Tenant
from tenants.operations import create_tenant
from tests.factories import PIX_SETTINGS, make_group, make_item, make_order

CPF = "52998224725"
DOCUMENTS = {1: CPF, 2: "11144477735", 3: "39053344705"}
WORDS = "quatro palavras bem longas"

HERE = Path(__file__).parent


def queued() -> int:
    """How many jobs wait in a shop: each of three orders' news, and one for nobody."""
    return 3 * len(listeners("order.placed")) + 1


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """The database without a test's transaction; tenants whose slug begins with `prova` go."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            clean_up("prova")


@pytest.fixture
def shop(committed):
    """A business with something in every corner, for a test that changes it."""
    return make_shop(f"prova-{uuid4().hex[:6]}")


@pytest.fixture(scope="module")
def _standing(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        tenant = make_shop(f"firme-{uuid4().hex[:6]}")
        connection.close()
    yield tenant
    with django_db_blocker.unblock():
        clean_up("firme")


@pytest.fixture
def standing(_standing, committed):
    """The same, one for all tests of a module: they do not change it."""
    return _standing


def make_shop(slug):
    tenant = create_tenant(name="Prova", slug=slug, document="11222333000181")
    user = User.objects.create_user(f"{slug}@exemplo.com.br")
    Membership.objects.create(user=user, tenant=tenant, role="owner")
    DeliveryArea.objects.create(tenant=tenant, name="Centro", cep_from="01000000", cep_to="02")
    OpeningRange.objects.create(tenant=tenant, weekday=1, opens="11:00", closes="02:00")
    with tenant_context(tenant), transaction.atomic():
        fill(user)
    picture = Path(settings.MEDIA_ROOT) / tenant.schema_name / "itens" / "abc.webp"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"RIFF0000WEBP")
    return tenant


def clean_up(prefix):
    connection.close()
    connection.set_schema_to_public()
    found = Tenant.objects.filter(slug__startswith=prefix)
    found.update(document="")  # perhaps under another key
    for tenant in found:
        drop_tenant(tenant)
    Erasure.objects.all().delete()
    User.objects.filter(email__startswith=prefix).delete()
    connection.close()


def fill(user):
    """Customers, orders, payments, events and due work; texts that COPY has to escape."""
    item = make_item("Lasanha \\ à\tbolonhesa\nda casa", price="30.00", sku="\\N")
    make_group(item=item, options={"Grande": "5.00"})
    GatewayAccount.objects.create(kind="pix", is_enabled=True, settings=PIX_SETTINGS)
    for number in (1, 2, 3):
        person = Person.objects.create(
            name=f"Ana {number}",
            phone=f"+551198888000{number}",
            document=DOCUMENTS[number],
            document_index=blind_index(DOCUMENTS[number], DOCUMENT_PURPOSE),
        )
        order = make_order(
            number=number,
            person=person,
            status=Order.Status.DELIVERED,
            customer_document=CPF,
            notes="sem \\ sal",
        )
        payment = Payment.objects.create(
            key=f"k{number}", reference=order.reference, gateway="pix", amount=Decimal(30),
            currency="BRL",
        )  # fmt: skip
        LedgerEntry.objects.create(payment=payment, kind="requested", amount=Decimal(30))
        publish(placed(order), actor=user)
    due.schedule("event", "nobody:nothing")
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('orders_ordernumber', 'id'), 3)")


def placed(order):
    return OrderPlaced(
        order_id=order.pk,
        number=order.number,
        person_id=order.person_id,
        profile="pickup",
        total=order.total,
        payment_kind="cash",
    )


def exported(tenant, passphrase=""):
    """Return the bytes of the tenant's file."""
    file = io.BytesIO()
    export_tenant(tenant, file, passphrase=passphrase)
    return file.getvalue()


def imported(data, passphrase="", **how):
    return import_tenant(Reader(io.BytesIO(data), passphrase=passphrase), **how)


def rows_of(schema, *, without=()):
    """Return every table's rows as text, so that two schemas compare; `without` names columns."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, string_agg(quote_ident(column_name), ',' ORDER BY column_name)"
            " FROM information_schema.columns WHERE table_schema = %s AND column_name <> ALL(%s)"
            " GROUP BY 1",
            [schema, list(without)],
        )
        for table, columns in cursor.fetchall():
            cursor.execute(f'SELECT ({columns})::text FROM "{schema}"."{table}" ORDER BY 1')
            found[table] = [row[0] for row in cursor.fetchall()]
    del found["django_migrations"]
    return found
