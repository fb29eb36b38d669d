import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models.items import Item
from catalog.operations.availability import mark_sold_out
from offers.combos.models import Combo
from offers.combos.operations import show_combo
from tenants.operations import touch_tenant
from tests.factories import make_category, make_group, make_item
from tests.offers.combos import add_fixed, add_group, make_combo
from tests.orders.conftest import open_shop


@pytest.fixture
def lunch(tenant):
    """A dish and a drink for 40: 46 or 50 alone. The second drink costs 2 more."""
    open_shop(tenant)
    combo = make_combo("Almoço feliz", slug="almoco", price="40.00", is_highlight=True)
    category = make_category("Pratos", slug="pratos")
    Combo.objects.update(category=category)
    add_fixed(combo, make_item("Prato", price="38.00", category=category))
    add_group(combo, {make_item("Água", price="8.00"): "0", make_item("Vinho", price="12.00"): "2"})
    touch_tenant(tenant)
    return combo


def picked(combo, at=0) -> dict[str, str]:
    group = combo.groups.get(is_fixed=False)
    return {f"g{group.pk}": str(group.choices.order_by("pk")[at].pk)}


def add(client, combo, **fields):
    return client.post("/carrinho/combo/", {"combo": combo.slug, "quantity": "1", **fields})


def test_the_menu_shows_combos_in_their_section_and_category(client, lunch):
    page = client.get("/cardapio/").text

    assert page.count("/cardapio/combo/almoco/") == 3  # a highlight, among combos, with its dishes
    assert "Economize R$\xa06,00" in page
    assert 'id="combos"' in page


def test_the_cold_menu_asks_once_more_for_combos(client, lunch, django_assert_max_num_queries):
    client.get("/cardapio/combo/almoco/")
    with django_assert_max_num_queries(9):
        assert client.get("/cardapio/").status_code == 200


def test_its_page_works_without_a_script_up_to_the_cart(client, lunch):
    page = client.get("/cardapio/combo/almoco/").text
    cart = add(client, lunch, **picked(lunch, at=1), notes="Sem gelo")

    assert "Vem junto" in page
    assert "+ R$\xa02,00" in page
    assert cart["Location"] == "/carrinho/"
    shown = client.get("/carrinho/").text
    for words in ("Almoço feliz", "Vinho", "42,00", "Sem gelo", "/cardapio/combo/almoco/"):
        assert words in shown


def test_what_its_rules_refuse_comes_back_as_typed(client, lunch):
    found = add(client, lunch, notes="Sem gelo", quantity="3")

    assert found.status_code == 422
    assert "Escolha 1 em “Bebida”." in found.text
    assert "Sem gelo" in found.text
    assert client.get("/carrinho/").text.count("cart-line") == 0


@pytest.mark.parametrize("value", ["x", "99999999", "1" * 20, "-1"])
def test_nonsense_is_refused(client, lunch, value):
    name = next(iter(picked(lunch)))

    assert add(client, lunch, **{name: value}).status_code == 422


def test_the_options_of_a_part_are_asked_and_paid_beyond_what_is_included(client, lunch):
    dish = Item.objects.get(name="Prato")
    group = make_group("Tamanho", item=dish, options={"P": "0", "G": "9"}, minimum=1)
    part = lunch.groups.get(is_fixed=True).choices.get()
    big = group.options.get(name="G")

    refused = add(client, lunch, **picked(lunch))
    add(client, lunch, **picked(lunch), **{f"{part.pk}.g{group.pk}": str(big.pk)})

    assert "Prato: Escolha 1 em “Tamanho”." in refused.text
    assert "49,00" in client.get("/carrinho/").text


def test_htmx_gets_the_sheet_alone_and_the_bar_after_adding(client, lunch):
    headers = {"HX-Request": "true"}
    sheet = client.get("/cardapio/combo/almoco/", headers=headers)
    form = {"combo": "almoco", "quantity": "1", **picked(lunch)}
    done = client.post("/carrinho/combo/", form, headers=headers)

    assert "<html" not in sheet.text
    assert done["HX-Trigger"] == "close-sheet"


def test_it_tells_search_engines_what_it_is(client, lunch):
    page = client.get("/cardapio/combo/almoco/").text
    thing, way = json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])["@graph"]

    assert thing["offers"]["price"] == "40.00"
    assert thing["offers"]["availability"].endswith("InStock")
    assert [step["name"] for step in way["itemListElement"]][1:] == ["Combos", "Almoço feliz"]


def test_links_to_it_have_a_picture_and_the_map_names_it(client, lunch):
    for page in ("/cardapio/combo/almoco/", "/catalogo/combos/"):
        (url,) = re.findall(r'og:image" content="http://[^/]+([^"]+)"', client.get(page).text)
        assert client.get(url)["Content-Type"] == "image/png"

    found = client.get("/sitemap.xml").text

    assert "/cardapio/combo/almoco/</loc>" in found
    assert "/catalogo/combos/</loc>" in found
    assert "Almoço feliz" in client.get("/catalogo/").text


def test_its_pages_are_kept_and_change_with_it_and_with_its_parts_hours(client, lunch, monkeypatch):
    pages = ("/cardapio/combo/almoco/", "/catalogo/", "/sitemap.xml")
    before = [client.get(page).content for page in pages]
    assert [client.get(page).content for page in pages] == before
    later = timezone.now() + timedelta(hours=2)
    mark_sold_out(Item.objects.get(name="Prato"), until=later, actor=None)
    assert "esgotado" in client.get(pages[0]).text
    monkeypatch.setattr(timezone, "now", lambda: later + timedelta(minutes=1))
    assert "esgotado" not in client.get(pages[0]).text

    show_combo(lunch, is_on_menu=False, actor=None)

    assert client.get(pages[0]).status_code == 404
    for page in pages[1:]:
        assert "/cardapio/combo/almoco/" not in client.get(page).text


def test_it_is_away_with_a_part_that_is_sold_out_and_back_with_it(client, lunch):
    Item.objects.filter(name="Prato").update(stock=0)

    page = client.get("/cardapio/combo/almoco/").text

    assert "“Prato” está esgotado." in page
    assert "data-options-total" not in page


def test_outside_its_hours_it_says_when_it_is_back(client, lunch):
    local = timezone.localtime()
    begins, ends = local + timedelta(hours=2), local + timedelta(hours=3)
    Combo.objects.update(windows=[[127, f"{begins:%H:%M}", f"{ends:%H:%M}"]])

    page = client.get("/cardapio/combo/almoco/").text

    assert f"{begins:%H:%M}" in page
    assert add(client, lunch, **picked(lunch)).status_code == 422


def test_a_paused_one_has_no_page(client, lunch):
    Combo.objects.update(is_on_menu=False)

    assert client.get("/cardapio/combo/almoco/").status_code == 404
    assert add(client, lunch).status_code == 404
