from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models.items import Item
from catalog.operations.availability import UNTIL_TOLD
from flowt.audit.models import AuditEntry
from flowt.tenancy import tenant_context
from tests.factories import make_category, make_item

HTMX = {"HX-Request": "true"}
LIST = "/painel/catalogo/"


def names(response):
    return [line.item.name for line in response.context["lines"]]


class TestList:
    def test_an_empty_catalogue_says_how_to_begin(self, client_as):
        response = client_as("owner").get(LIST)

        assert "Vamos montar seu cardápio" in response.text

    def test_htmx_gets_the_items_alone(self, client_as, tenant):
        make_item()

        response = client_as("owner").get(LIST, headers=HTMX)

        assert (
            response.text.lstrip("\n").startswith('<div id="items"')
            or 'id="items"' in response.text
        )
        assert "<html" not in response.text

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("q=nhoque", ["Nhoque ao sugo"]),
            ("q=NHOQUÊ", ["Nhoque ao sugo"]),
            ("q=tiramisu", ["Tiramisù"]),
            ("q=lazanha", ["Lasanha"]),
            ("q=CT-9", ["Lasanha"]),
            ("q=zzzz", []),
            ("status=hidden", ["Tiramisù"]),
            ("sold_out=1", ["Nhoque ao sugo"]),
            ("sort=-price", ["Lasanha", "Nhoque ao sugo", "Tiramisù"]),
            ("sort=nada&status=nada&page=9&category=x", ["Lasanha", "Nhoque ao sugo", "Tiramisù"]),
        ],
    )
    def test_finds(self, client_as, tenant, query, found):
        category = make_category()
        make_item("Lasanha", category=category, price="50", sku="CT-9", position=1)
        make_item("Nhoque ao sugo", category=category, price="40", stock=0, position=2)
        make_item("Tiramisù", category=category, price="30", status="hidden", position=3)

        assert names(client_as("viewer").get(f"{LIST}?{query}")) == found

    def test_a_category_holds_those_inside_it(self, client_as, tenant):
        drinks = make_category("Bebidas")
        make_item("Tinto", category=make_category("Vinhos", parent=drinks))
        make_item("Pão", category=make_category("Outra"))

        assert names(client_as("owner").get(f"{LIST}?category={drinks.pk}")) == ["Tinto"]

    def test_few_queries_for_a_full_page(self, client_as, tenant, django_assert_max_num_queries):
        category = make_category()
        for number in range(60):
            make_item(f"Prato {number}", category=category)
        browser = client_as("owner")

        with django_assert_max_num_queries(22):
            response = browser.get(LIST)

        assert len(names(response)) == 50

    def test_archived_items_are_only_shown_when_asked(self, client_as, tenant):
        make_item(status="archived")

        assert names(client_as("owner").get(LIST)) == []
        assert names(client_as("owner").get(f"{LIST}?status=archived")) == ["Lasanha"]

    def test_a_stranger_is_sent_to_sign_in(self, client):
        assert client.get(LIST).status_code == 302


class TestQuickChanges:
    def test_an_agent_marks_sold_out_until_tomorrow(self, client_as, tenant, noon):
        item = make_item()

        response = client_as("agent").post(
            f"{LIST}{item.pk}/esgotado/", {"until": "tomorrow"}, headers=HTMX
        )

        item.refresh_from_db()
        local = timezone.localtime(item.sold_out_until)
        assert local.date() == timezone.localdate() + timedelta(days=1)
        assert f'id="item-{item.pk}"' in response.text
        assert "<html" not in response.text
        assert AuditEntry.objects.get(action="item.availability").target_label == "Lasanha"

    def test_until_further_notice(self, client_as, tenant):
        item = make_item()

        client_as("agent").post(f"{LIST}{item.pk}/esgotado/", {"until": "told"})

        item.refresh_from_db()
        assert item.sold_out_until == UNTIL_TOLD

    @pytest.mark.parametrize("on", ["", "2020-01-01", "ontem"])
    def test_refuses_a_day_that_is_none(self, client_as, tenant, on):
        item = make_item()

        response = client_as("agent").post(
            f"{LIST}{item.pk}/esgotado/", {"until": "date", "on": on}, headers=HTMX
        )

        assert response.status_code == 422
        item.refresh_from_db()
        assert item.sold_out_until is None

    def test_sold_again(self, client_as, tenant):
        item = make_item(sold_out_until=UNTIL_TOLD, stock=0)

        client_as("agent").post(f"{LIST}{item.pk}/disponivel/")

        item.refresh_from_db()
        assert (item.sold_out_until, item.stock) == (None, None)

    @pytest.mark.parametrize(("sent", "kept"), [("7", 7), ("", None), ("0", 0)])
    def test_counts_stock(self, client_as, tenant, sent, kept):
        item = make_item(stock=3)

        client_as("agent").post(f"{LIST}{item.pk}/estoque/", {"stock": sent})

        item.refresh_from_db()
        assert item.stock == kept

    def test_refuses_a_stock_that_is_no_number(self, client_as, tenant):
        item = make_item(stock=3)

        response = client_as("agent").post(
            f"{LIST}{item.pk}/estoque/", {"stock": "muitos"}, headers=HTMX
        )

        assert response.status_code == 422
        item.refresh_from_db()
        assert item.stock == 3

    def test_a_viewer_changes_nothing(self, client_as, tenant):
        item = make_item()

        assert (
            client_as("viewer").post(f"{LIST}{item.pk}/esgotado/", {"until": "told"}).status_code
            == 403
        )
        item.refresh_from_db()
        assert item.sold_out_until is None


class TestBulk:
    def test_prices_are_shown_before_they_change(self, client_as, tenant):
        item = make_item(price="10.00")

        response = client_as("owner").post(
            f"{LIST}lote/", {"ids": [item.pk], "action": "price", "way": "up_percent", "by": "15"}
        )

        assert "11,50" in response.text
        item.refresh_from_db()
        assert item.price == Decimal("10.00")

    def test_prices_change_with_a_trace_each(self, client_as, tenant):
        items = [make_item(price="10.00"), make_item(price="20.01")]
        sent = {"ids": [i.pk for i in items], "way": "down_percent", "by": "50"}

        client_as("owner").post(f"{LIST}lote/", sent | {"action": "price_apply"})

        assert sorted(Item.objects.values_list("price", flat=True)) == [
            Decimal("5.00"),
            Decimal("10.01"),
        ]
        assert AuditEntry.objects.filter(action="item.change").count() == 2

    def test_a_price_below_zero_changes_nothing(self, client_as, tenant):
        items = [make_item(price="10.00"), make_item(price="20.00")]
        sent = {"ids": [i.pk for i in items], "way": "down_amount", "by": "15,00"}

        response = client_as("owner").post(f"{LIST}lote/", sent | {"action": "price_apply"})

        assert response.status_code == 422
        assert sorted(Item.objects.values_list("price", flat=True)) == [10, 20]

    @pytest.mark.parametrize(
        ("action", "field", "value"),
        [
            ("hide", "status", "hidden"),
            ("archive", "status", "archived"),
            ("highlight", "is_highlight", True),
            ("sold_out", "sold_out_until", UNTIL_TOLD),
        ],
    )
    def test_does_it_to_all(self, client_as, tenant, action, field, value):
        items = [make_item(), make_item()]

        response = client_as("owner").post(
            f"{LIST}lote/",
            {"ids": [i.pk for i in items], "action": action, "next": f"{LIST}?sort=name"},
        )

        assert response.headers["Location"] == f"{LIST}?sort=name"
        assert {getattr(item, field) for item in Item.objects.all()} == {value}

    def test_moves(self, client_as, tenant):
        item, target = make_item(), make_category("Outra")

        client_as("owner").post(
            f"{LIST}lote/", {"ids": [item.pk], "action": "move", "category": target.pk}
        )

        item.refresh_from_db()
        assert item.category == target

    @pytest.mark.parametrize("sent", [{}, {"ids": ["x"]}, {"ids": ["1"], "action": "explode"}])
    def test_nonsense_is_told_and_changes_nothing(self, client_as, tenant, sent):
        make_item()

        response = client_as("owner").post(f"{LIST}lote/", {"action": "hide"} | sent)

        assert response.status_code == 303
        assert Item.objects.get().status == "active"

    def test_never_leads_elsewhere(self, client_as, tenant):
        item = make_item()

        response = client_as("owner").post(
            f"{LIST}lote/", {"ids": [item.pk], "action": "hide", "next": "https://mal.example/"}
        )

        assert response.headers["Location"] == LIST

    def test_another_tenants_items_are_not_there(self, client_as, other_tenant):
        with tenant_context(other_tenant):
            theirs = make_item()

        client_as("owner").post(f"{LIST}lote/", {"ids": [theirs.pk], "action": "archive"})

        with tenant_context(other_tenant):
            theirs.refresh_from_db()
            assert theirs.status == "active"
