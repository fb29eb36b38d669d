import gzip
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import brotli
import pytest
from django.utils import timezone

from catalog.models.items import Item
from catalog.operations.menu import bump_menu
from flowt.tenancy import tenant_context
from storefront import page_cache
from storefront.page_cache import Page, PageStore
from tenants.models import OpeningRange, Tenant
from tenants.operations import touch_tenant
from tests.conftest import TenantClient, host_of
from tests.factories import make_group, make_item


def test_the_second_visit_asks_the_database_nothing(client, dish, django_assert_num_queries):
    first = client.get("/cardapio/")

    with django_assert_num_queries(0):
        second = client.get("/cardapio/")

    assert second.content == first.content


def test_a_cold_menu_asks_at_most_eight_times(client, dish, django_assert_max_num_queries):
    client.get("/cardapio/")
    bump_menu()
    for number in range(20):
        item = make_item(f"Prato {number}")
        make_group(item=item, options={"Grande": "10"})

    with django_assert_max_num_queries(8):
        client.get("/cardapio/")


def test_a_new_price_is_on_the_very_next_page(client, dish):
    assert "42,00" in client.get("/cardapio/").text

    Item.objects.update(price=Decimal("45.50"))
    bump_menu()

    assert "45,50" in client.get("/cardapio/").text
    assert "42,00" not in client.get("/cardapio/").text


def test_new_settings_are_on_the_very_next_page(client, dish, tenant):
    client.get("/cardapio/")

    Tenant.objects.filter(pk=tenant.pk).update(tagline="Feito na hora")
    touch_tenant(tenant)

    assert "Feito na hora" in client.get("/cardapio/").text


def test_another_tenant_never_gets_this_page(client, dish, other_tenant):
    client.get("/cardapio/")
    with tenant_context(other_tenant):
        make_item("Só da segunda")
    neighbour = TenantClient(SERVER_NAME=host_of(other_tenant))

    page = neighbour.get("/cardapio/").text

    assert "Só da segunda" in page
    assert "Feijoada" not in page
    assert "Feijoada" in client.get("/cardapio/").text


def test_a_page_ends_when_the_business_closes(noon, client, dish, tenant, monkeypatch):
    now = timezone.localtime(noon, ZoneInfo(tenant.time_zone))
    OpeningRange.objects.filter(tenant=tenant).delete()
    starts, ends = now - timedelta(minutes=5), now + timedelta(minutes=5)
    OpeningRange.objects.create(
        tenant=tenant, weekday=starts.weekday(), opens=starts.time(), closes=ends.time()
    )
    touch_tenant(tenant)
    assert 'data-open="true"' in client.get("/cardapio/").text

    monkeypatch.setattr(timezone, "now", lambda: ends + timedelta(minutes=1))

    assert 'data-open="false"' in client.get("/cardapio/").text


def test_where_a_visit_came_from_makes_no_page_of_its_own(client, dish, django_assert_num_queries):
    client.get("/cardapio/?fbclid=abc")

    with django_assert_num_queries(0):
        client.get("/cardapio/?fbclid=xyz&gclid=1")


def test_a_search_is_made_for_who_asks(client, dish):
    make_item("Moqueca de caju")

    page = client.get("/cardapio/?q=feijoáda").text

    assert "Feijoada" in page
    assert "Moqueca" not in page
    assert "Moqueca" in client.get("/cardapio/").text


def test_each_language_has_its_page(client, dish):
    assert "Buscar no cardápio" in client.get("/cardapio/").text

    client.post("/idioma/setlang/", {"language": "en", "next": "/cardapio/"})

    assert "Search the menu" in client.get("/cardapio/").text


def test_the_cart_fills_its_slot_on_a_kept_page(client, dish):
    assert 'id="cart-bar" hidden' in client.get("/cardapio/").text

    client.post("/carrinho/adicionar/", {"item": dish.slug, "quantity": "2"})

    page = client.get("/cardapio/").text
    assert "84,00" in page
    assert 'id="cart-bar" hidden' not in page


def test_the_table_fills_its_slot(client, dish, tenant):
    client.get("/cardapio/")
    client.cookies["flowt_ui"] = f"s={tenant.schema_name}&c=0&t=%3Cb%3E12"

    assert "Mesa &lt;b&gt;12" in client.get("/cardapio/").text


def test_another_tenants_cookie_counts_as_none(client, dish):
    client.cookies["flowt_ui"] = "s=t_other&c=3&t=12"

    assert 'id="cart-bar" hidden' in client.get("/cardapio/").text


@pytest.mark.parametrize("value", ["", "s", "c=²", "c=-1&p=x", "%ff%00", "c=" + "9" * 500])
def test_a_broken_cookie_counts_as_none(client, dish, value):
    client.cookies["flowt_ui"] = value

    assert client.get("/cardapio/").status_code == 200


def test_an_unchanged_page_answers_304(client, dish):
    first = client.get("/cardapio/")

    again = client.get("/cardapio/", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert "Cookie" in again["Vary"]


def test_a_choice_makes_another_tag(client, dish):
    first = client.get("/cardapio/")
    client.post("/consentimento/", {"choice": "necessary", "next": "/cardapio/"})

    again = client.get("/cardapio/", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 200
    assert 'id="consent"' not in again.text


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [("gzip, br", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress)],
)
def test_is_sent_compressed(client, dish, accepted, encoding, unpack):
    plain = client.get("/cardapio/")

    packed = client.get("/cardapio/", headers={"Accept-Encoding": accepted})

    assert packed["Content-Encoding"] == encoding
    assert unpack(packed.content) == plain.content
    assert packed["ETag"] != plain["ETag"]


def test_head_has_headers_alone(client, dish):
    found = client.head("/cardapio/")

    assert found.status_code == 200
    assert found.content == b""
    assert found["ETag"]


def test_a_kept_page_keeps_its_guards(client, dish):
    client.get("/cardapio/")

    kept = client.get("/cardapio/")

    assert kept["X-Frame-Options"] == "DENY"
    assert kept["X-Content-Type-Options"] == "nosniff"
    assert kept["Content-Type"].startswith("text/html")


def test_htmx_gets_the_fragment_also_with_origin_in_the_address(client, dish):
    whole = client.get("/cardapio/feijoada/?utm_source=x").text
    part = client.get("/cardapio/feijoada/?utm_source=x", headers={"HX-Request": "true"}).text

    assert "<html" in whole
    assert "<html" not in part
    assert 'id="item"' in part


def test_what_is_personal_is_never_kept(filled):
    assert filled.get("/carrinho/")["Cache-Control"] == "private, no-store"
    assert not any("carrinho" in str(key) for key in page_cache.store._pages)


def test_the_store_drops_the_longest_unused():
    pages = PageStore(max_bytes=10)
    pages.put(("a",), Page(b"12345", (), None))
    pages.put(("b",), Page(b"12345", (), None))
    pages.get(("a",))
    pages.put(("c",), Page(b"123", (), None))

    assert pages.get(("b",)) is None
    assert pages.get(("a",)) is not None
    assert pages.size == 8
