"""Now, or a day and an hour: cart, checkout, order page, open menus."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from flowt.live import read_token
from flowt.tenancy import public_schema
from orders.models import Order, SlotUse
from tenants import selectors
from tenants.models import OpeningRange, OrderProfile, Tenant
from tenants.operations import touch_tenant
from tenants.pausing import begin_rush, pause_ordering
from tests.storefront.conftest import HTMX, order_data

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def later(filled, tenant):
    """A browser with a dish, at a shop that takes orders for later: one a slot."""
    change(tenant, takes_scheduled=True, slot_capacity=1)
    return filled


def change(tenant, **fields):
    with public_schema():
        OrderProfile.objects.filter(tenant=tenant).update(**fields)
        touch_tenant(tenant)
    selectors.forget()


def close_today(tenant):
    today = here().weekday()
    with public_schema():
        rows = OpeningRange.objects.filter(tenant=tenant)
        rows.filter(weekday__in=[today, (today - 1) % 7]).delete()
        touch_tenant(tenant)
    selectors.forget()


def tomorrow():
    return here().date() + timedelta(days=1)


def here():
    """Now, on the shop's clock; a request leaves another one behind."""
    return timezone.localtime(timezone=ZoneInfo("America/Sao_Paulo"))


def seven_p_m():
    local = here() + timedelta(days=1)
    return local.replace(hour=19, minute=0, second=0, microsecond=0).astimezone(UTC)


def chosen(**fields):
    start = seven_p_m().strftime("%Y-%m-%dT%H:%MZ")
    return {"when": "later", "day": tomorrow().isoformat(), "slot": start, **fields}


def test_as_soon_as_possible_stays_the_first_choice(later):
    page = later.get("/finalizar/")

    assert page.context["view"].when.mode == "now"
    assert 'id="id_when_now" value="now" checked' in page.text
    later.post("/finalizar/", order_data(later))
    assert Order.objects.get().scheduled_for is None


def test_a_day_and_hour_are_chosen_said_and_kept(later):
    page = later.post("/finalizar/", chosen(profile="pickup", refresh="1"), headers=HTMX)
    assert f"amanhã, {page.context['view'].when.text.split(', ', 1)[1]}" in page.text
    assert "19:00–19:30" in page.text
    assert "19:00–19:30" in later.get("/carrinho/").text

    later.post("/finalizar/", order_data(later, **chosen()))

    order = Order.objects.get()
    assert order.scheduled_for == seven_p_m()
    assert "19:00–19:30" in later.get(order.get_absolute_url()).text
    assert SlotUse.objects.get().taken == 1


def test_without_an_hour_nothing_is_placed(later):
    page = later.post("/finalizar/", order_data(later, **chosen(slot="")))

    assert page.status_code == 422
    assert "Escolha o horário" in page.text
    assert not Order.objects.exists()


def test_another_day_wants_its_own_hour(later):
    day = (tomorrow() + timedelta(days=1)).isoformat()

    page = later.post("/finalizar/", chosen(day=day, profile="pickup", refresh="1"))

    found = page.context["view"].when
    assert (found.day, found.starts_at, found.text) == (day, None, "")


@pytest.mark.parametrize("slot", ["2026-01-01T10:00Z", "amanhã", "9" * 20, ""])
def test_an_hour_that_is_none_is_no_order(later, slot):
    page = later.post("/finalizar/", order_data(later, **chosen(slot=slot)))

    assert page.status_code == 422
    assert not Order.objects.exists()


def test_a_full_hour_says_so_and_loses_nothing(later):
    SlotUse.objects.create(profile="pickup", starts_at=seven_p_m(), taken=1)

    page = later.post("/finalizar/", order_data(later, **chosen(name="Bia Reis")))

    assert page.status_code == 422
    assert "Este horário está lotado" in page.text
    assert 'value="Bia Reis"' in page.text
    assert "19:00–19:30 · lotado" in page.text


def test_while_closed_one_orders_for_later_alone(later, tenant):
    close_today(tenant)
    assert later.get("/carrinho/").context["view"].can_check_out

    page = later.get("/finalizar/")
    assert page.context["view"].when.is_later
    assert 'name="when" id="id_when_now" value="now" disabled' in page.text
    later.post("/finalizar/", order_data(later, **chosen()))

    assert Order.objects.get().scheduled_for == seven_p_m()


def test_a_pause_is_on_menu_cart_and_checkout_and_refuses(later, tenant):
    until = timezone.now() + timedelta(minutes=30)
    pause_ordering(
        tenant, kinds=["delivery", "pickup", "table"], until=until, note="Já volta", actor=None
    )

    for address in ("/cardapio/", "/carrinho/", "/finalizar/"):
        assert "Já volta" in later.get(address).text
    page = later.post("/finalizar/", order_data(later, **chosen()))

    assert page.status_code == 422
    assert not Order.objects.exists()


def test_a_rush_is_said_where_one_orders(later, tenant):
    until = timezone.now() + timedelta(minutes=30)
    begin_rush(tenant, kinds=["delivery", "pickup", "table"], minutes=25, until=until, actor=None)

    for address in ("/cardapio/", "/carrinho/", "/finalizar/"):
        assert "cerca de 25 minutos a mais" in later.get(address).text
    assert "55 min" in later.get("/finalizar/").text


def test_a_kept_menu_ends_when_the_pause_does(later, tenant):
    until = timezone.now() + timedelta(minutes=5)
    pause_ordering(tenant, kinds=["pickup"], until=until, actor=None)

    page = later.get("/cardapio/", headers=HTMX)

    assert '<div class="wrap" id="menu"' in page.text
    assert "<html" not in page.text
    assert 'id="store-open" hx-swap-oob="true"' in page.text
    assert page.context["true_until"] == until


def test_an_open_menu_hears_of_its_tenant_alone(client, tenant, other_tenant):
    found = client.get("/cardapio/-/ao-vivo/").json()

    claim = read_token(found["src"].partition("?t=")[2])
    assert (claim.schema, claim.topics) == (tenant.schema_name, ["menu"])
    assert claim.visitor
    assert claim.visitor != "127.0.0.1"
    with public_schema():
        touch_tenant(Tenant.objects.get(pk=tenant.pk))
    assert client.get("/cardapio/-/ao-vivo/").json()["version"] != found["version"]


def test_the_menu_prints_its_version_and_no_address_that_ends(client, dish):
    page = client.get("/cardapio/").text

    assert 'data-live-src="" data-live-renew="/cardapio/-/ao-vivo/"' in page
    version = client.get("/cardapio/-/ao-vivo/").json()["version"]
    assert f'data-live-version="{version}"' in page
