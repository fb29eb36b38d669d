"""`seed_demo`: four businesses with their history; a second run changes nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F, Sum
from django.utils import timezone

from accounts.models import Membership, User
from catalog.models.items import Item
from flowt.tenancy import tenant_context
from orders.models import Order, OrderLine, OrderMove, OrderNumber
from orders.states import CANCELLED, REJECTED
from payments.ledger import add_up
from payments.models import Payment
from people.models import Person
from simulator.demo.content import SLUGS
from simulator.demo.seeding import seed
from tenants.models import Tenant
from tenants.selectors import opening
from tracking.models import QrCode

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def cantina(settings, tmp_path):
    """The whole demo, seen from cantina."""
    settings.MEDIA_ROOT = tmp_path
    seed(lambda _text: None)
    tenant = Tenant.objects.get(slug="cantina")
    with tenant_context(tenant):
        yield tenant


def test_tells_a_whole_story(cantina, tmp_path):
    orders = Order.objects.all()

    assert set(Tenant.objects.filter(slug__in=SLUGS).values_list("slug", flat=True)) == set(SLUGS)
    assert orders.count() > 1500
    assert next_number() == orders.count() + 1
    assert set(orders.open().values_list("status", flat=True)) >= {"under_review", "approved"}
    assert orders.open().filter(placed_at__lt=timezone.now() - timedelta(hours=1)).count() == 0
    assert QrCode.objects.filter(kind="table").count() == 20
    assert opening(cantina, timezone.now()).is_open
    assert len(list((tmp_path / cantina.schema_name).glob("*.svg"))) == Item.objects.count()
    _adds_up()
    _second_run_changes_nothing()


def _adds_up():
    """Lines, payments, moves and sold units say the same as the orders."""
    lines = OrderLine.objects.values("order").annotate(sum=Sum("total"))
    subtotals = dict(Order.objects.values_list("pk", "subtotal"))
    assert {row["order"]: row["sum"] for row in lines} == subtotals
    kept = OrderLine.objects.exclude(order__status__in=[CANCELLED, REJECTED])
    kept = kept.filter(order__tab=None)  # those of the table that is taken, a worker counts
    sold = kept.values("item_id").annotate(units=Sum("quantity"))
    assert dict(sold.values_list("item_id", "units")) == dict(
        Item.objects.filter(sold_count__gt=0).values_list("pk", "sold_count")
    )
    last = {move.order_id: move.to_status for move in OrderMove.objects.order_by("id")}
    assert last == dict(Order.objects.values_list("pk", "status"))
    paid = {order.reference: order.paid for order in Order.objects.all()}
    for payment in Payment.objects.prefetch_related("ledger"):
        entries = [(entry.kind, entry.amount) for entry in payment.ledger.all()]
        standing = add_up(payment.amount, entries)
        assert (standing.status, standing.kept) == (payment.status, paid[payment.reference])
    phones = Person.objects.exclude(phone="").values("phone").annotate(n=Count("pk"))
    assert phones.filter(n__gt=1).count() == 0
    assert Order.objects.filter(paid__gt=F("total")).count() == 0
    assert Order.objects.aggregate(sum=Sum("total"))["sum"] > Decimal(100_000)


def _second_run_changes_nothing():
    before = (Order.objects.count(), Item.objects.count(), User.objects.count())

    seed(lambda _text: None)

    assert (Order.objects.count(), Item.objects.count(), User.objects.count()) == before


def test_people_have_their_places(cantina):
    roles = Membership.objects.filter(user__is_demo=True).values_list(
        "user__email", "tenant__slug", "role"
    )

    owned = {
        slug for email, slug, role in roles if (email, role) == ("demo@plataforma.com", "owner")
    }
    assert owned == set(SLUGS)
    assert ("atendente@plataforma.com", "cantina", "agent") in roles
    assert User.objects.get(email="omni8@plataforma.com").is_global_admin
    assert all(user.check_password("demo123") for user in User.objects.filter(is_demo=True))


def test_refuses_outside_a_demo(settings):
    settings.FLOWT_DEMO = False

    with pytest.raises(CommandError, match="FLOWT_DEMO=1"):
        call_command("seed_demo")

    assert not User.objects.filter(is_demo=True).exists()


def next_number():
    with connection.cursor() as cursor:
        cursor.execute(OrderNumber.NEXT)
        return cursor.fetchone()[0]
