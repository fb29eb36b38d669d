from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models.items import Item, ItemPicture, Window
from catalog.selectors import for_sale, item_detail, menu
from flowt.tenancy import tenant_context
from tests.factories import make_category, make_group, make_item

NOON = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("America/Sao_Paulo"))  # a Monday
LUNCH = {"weekdays": 127, "starts": time(11), "ends": time(15)}


def titles(found):
    return [section.title for section in found.sections]


def card_of(slug, now=NOON):
    return item_detail(slug, now).card


@pytest.mark.parametrize("count", [1, 60])
def test_takes_five_queries_whatever_its_size(tenant, count):
    category = make_category()
    for number in range(count):
        item = make_item(f"Prato {number}", category=category, sold_count=number)
        group = make_group(item=item, options={"Grande": "10", "Pequena": "5"}, minimum=1)
        make_group("Borda", parent_option=group.options.first(), options={"Catupiry": "3"})
        Window.objects.create(item=item, **LUNCH)
        ItemPicture.objects.create(item=item, file="x", widths=[320], width=320, height=240)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = menu(NOON)

    assert found.count == count
    assert len(queries) == 5


def test_an_empty_catalogue_is_an_empty_menu(tenant):
    found = menu(NOON)

    assert found.sections == ()
    assert found.true_until is None


def test_categories_in_their_order_with_those_inside(tenant):
    drinks = make_category("Bebidas", position=2)
    dishes = make_category("Pratos", position=1)
    wines = make_category("Vinhos", parent=drinks)
    make_item("Tinto", category=wines)
    make_item("Lasanha", category=dishes)

    found = menu(NOON)

    assert titles(found) == ["Pratos", "Bebidas"]
    assert [child.title for child in found.sections[1].children] == ["Vinhos"]


def test_leaves_out_what_is_hidden_archived_or_empty(tenant):
    make_category("Vazia")
    hidden = make_category("Escondida", is_visible=False)
    make_item("A", category=hidden)
    make_item("B", category=make_category("Dentro", parent=hidden))
    shown = make_category("Pratos")
    make_item("C", category=shown, status=Item.Status.HIDDEN)
    make_item("D", category=shown, status=Item.Status.ARCHIVED)

    assert menu(NOON).sections == ()


def test_highlights_and_best_sellers_come_first(tenant):
    make_item("A", is_highlight=True, sold_count=1)
    make_item("B", sold_count=9)
    make_item("C", sold_count=5)
    make_item("D", sold_count=100, stock=0)

    found = menu(NOON)

    assert [section.key for section in found.sections[:2]] == ["highlights", "best-sellers"]
    assert [card.name for card in found.sections[1].items] == ["B", "C", "A"]


def test_the_price_is_that_of_the_cheapest_order(tenant):
    item = make_item(price="10.00")
    make_group(item=item, minimum=1, options={"Pequena": "20", "Grande": "35"})
    make_group("Extras", item=item, minimum=0, options={"Queijo": "5"})

    card = card_of(item.slug)

    assert card.price == Decimal("30.00")
    assert card.is_from_price
    assert card.has_options


def test_optional_extras_do_not_make_a_price_from(tenant):
    item = make_item()
    make_group("Extras", item=item, minimum=0, options={"Queijo": "5", "Bacon": "8"})

    assert not card_of(item.slug).is_from_price


def test_sold_out_when_a_question_cannot_be_answered(tenant):
    item = make_item()
    group = make_group(item=item, minimum=1, options={"Pequena": "20"})
    group.options.update(is_available=False)

    assert card_of(item.slug).is_sold_out


def test_a_group_without_options_asks_nothing(tenant):
    item = make_item()
    make_group(item=item, minimum=1)

    card = card_of(item.slug)

    assert not card.has_options
    assert not card.is_sold_out


def test_a_question_under_an_option(tenant):
    item = make_item()
    group = make_group(item=item, options={"Pizza": "0"})
    make_group("Borda", parent_option=group.options.get(), options={"Catupiry": "9"})

    detail = item_detail(item.slug, NOON)

    inner = detail.groups[0].options[0].groups[0]
    assert inner.name == "Borda"
    assert inner.options[0].price == Decimal("9.00")


def test_sold_out_until_ends_by_itself(tenant):
    evening = NOON + timedelta(hours=6)
    item = make_item(sold_out_until=evening)

    assert card_of(item.slug).is_sold_out
    assert card_of(item.slug).available_text == "A partir das 18:00 de hoje"
    assert menu(NOON).true_until == evening
    assert not card_of(item.slug, evening).is_sold_out


def test_windows_of_the_item_and_of_its_categories_all_count(tenant):
    category = make_category()
    item = make_item(category=category)
    Window.objects.create(item=item, weekdays=127, starts=time(9), ends=time(18))
    Window.objects.create(category=category, weekdays=32, starts=time(11), ends=time(15))

    card = card_of(item.slug)

    assert not card.is_available
    assert card.available_text == "A partir de sábado, 11:00"
    assert menu(NOON).true_until == NOON.replace(day=7, hour=11)


def test_pictures_have_all_their_widths(tenant):
    item = make_item()
    ItemPicture.objects.create(
        item=item, file="catalogo/ab", widths=[320, 640, 900], width=900, height=600, alt="Prato"
    )

    picture = card_of(item.slug).picture

    assert picture.url == "/media/catalogo/ab-640.webp"
    assert picture.srcset.endswith("/media/catalogo/ab-900.webp 900w")
    assert (picture.width, picture.height, picture.alt) == (900, 600, "Prato")


def test_an_unknown_item_is_none(tenant):
    assert item_detail("nada", NOON) is None


def test_another_tenants_item_is_unknown(tenant, other_tenant):
    with tenant_context(other_tenant):
        theirs = make_item(slug="delas")

    assert item_detail("delas", NOON) is None
    assert for_sale([theirs.pk], NOON) == {}


class TestForSale:
    def test_an_item_that_can_be_ordered(self, tenant):
        item = make_item(price="12.50", stock=3, sku="A1")

        found = for_sale([item.pk], NOON)[item.pk]

        assert found.problem is None
        assert (found.price, found.stock, found.sku) == (Decimal("12.50"), 3, "A1")

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"status": "hidden"}, "não está mais no cardápio"),
            ({"status": "archived"}, "não está mais no cardápio"),
            ({"interest_only": True}, "não é vendido online"),
            ({"stock": 0}, "está esgotado"),
            ({"sold_out_until": NOON + timedelta(days=1)}, "está esgotado"),
        ],
    )
    def test_says_why_not(self, tenant, fields, words):
        item = make_item(**fields)

        assert words in for_sale([item.pk], NOON)[item.pk].problem

    def test_says_when_it_is_back(self, tenant):
        item = make_item()
        Window.objects.create(item=item, weekdays=127, starts=time(18), ends=time(2))

        problem = for_sale([item.pk], NOON)[item.pk].problem

        assert problem == "“Lasanha” não está disponível agora. A partir das 18:00 de hoje"

    def test_asks_what_the_items_page_asks(self, tenant):
        above = make_category("Jantar")
        item = make_item(category=make_category("Pizzas", parent=above), slug="pizza")
        group = make_group(item=item, options={"Grande": "10.50", "Pequena": "0"}, minimum=1)
        make_group("Borda", parent_option=group.options.first(), options={"Catupiry": "3"})
        make_group("Vazio", item=item, options={})
        Window.objects.create(category=above, **LUNCH)
        page = item_detail("pizza", NOON)

        found = for_sale([item.pk], NOON)[item.pk]

        assert found.groups == page.groups
        assert found.groups[0].options[0].groups[0].name == "Borda"
        assert found.problem is None
        assert for_sale([item.pk], NOON.replace(hour=17))[item.pk].problem

    @pytest.mark.parametrize("hidden", ["is_visible", "archived_at"])
    @pytest.mark.parametrize("level", ["parent", "own"])
    def test_a_hidden_category_hides_its_items(self, tenant, hidden, level):
        change = {"is_visible": False} if hidden == "is_visible" else {"archived_at": NOON}
        above = make_category(**(change if level == "parent" else {}))
        own = make_category(parent=above, **(change if level == "own" else {}))
        item = make_item(category=own)

        assert "não está mais no cardápio" in for_sale([item.pk], NOON)[item.pk].problem
