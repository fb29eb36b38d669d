import json
import re

from tenants.models import OpeningRange
from tenants.operations import touch_tenant
from tests.factories import make_category, make_group, make_item


def test_home_leads_to_the_menu_and_keeps_the_query(client, tenant):
    found = client.get("/?via=qr&qr_src=mesa")

    assert (found.status_code, found["Location"]) == (302, "/cardapio/?via=qr&qr_src=mesa")


def test_the_main_hosts_home_is_the_products_own(main_client):
    assert main_client.get("/").status_code == 200


def test_shows_sections_prices_and_states(client, shop):
    category = make_category("Massas", slug="massas", description="Feitas em casa")
    make_item("Lasanha", price="39.90", category=category, diets=["vegetarian"])
    make_item("Nhoque", category=category, stock=0)
    pizza = make_item("Pizza", price="0", category=category)
    make_group(item=pizza, options={"Broto": "30", "Grande": "60"}, minimum=1)

    page = client.get("/cardapio/").text

    for words in ("Massas", "Feitas em casa", "39,90", "Vegetariano", "Esgotado", "a partir de"):
        assert words in page


def test_an_empty_menu_says_so(client, shop):
    page = client.get("/cardapio/")

    assert page.status_code == 200
    assert "O cardápio está sendo preparado" in page.text


def test_nothing_found_says_so(client, dish):
    page = client.get("/cardapio/?q=sushi").text

    assert "Nada no cardápio combina" in page
    assert "Feijoada" not in page


def test_what_was_searched_is_shown_as_text(client, dish):
    page = client.get('/cardapio/?q="><script>alert(1)</script>').text

    assert "<script>alert" not in page


def test_closed_says_when_it_opens(client, dish, tenant):
    OpeningRange.objects.filter(tenant=tenant).delete()
    touch_tenant(tenant)

    page = client.get("/cardapio/").text

    assert "closed-banner" in page
    assert 'data-open="false"' in page


def test_only_items_without_options_are_added_at_once(client, shop):
    make_item("Água", slug="agua")
    make_group(item=make_item("Pizza", slug="pizza"), options={"Broto": "30"}, minimum=1)

    page = client.get("/cardapio/").text

    assert page.count('class="quick-add"') == 1
    assert 'name="item" value="agua"' in page


def test_no_page_has_a_script_or_style_of_its_own(client, dish):
    for path in ("/cardapio/", "/cardapio/feijoada/", "/carrinho/", "/termos/", "/consentimento/"):
        page = client.get(path).text
        scripts = re.findall(r"<script\b([^>]*)>(.)", page, re.S)
        assert all("src=" in tag or "ld+json" in tag for tag, _ in scripts)
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)


def test_the_business_is_described_for_machines(client, dish):
    page = client.get("/cardapio/").text

    data = json.loads(re.search(r'ld\+json">(.*?)</script>', page, re.S)[1])["@graph"][0]
    assert (data["@type"], data["name"]) == ("Restaurant", "Primeira")
