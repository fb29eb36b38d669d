from datetime import time
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.errors import CategoryArchived, SkuTaken
from catalog.models.items import Item
from catalog.operations import items as operations
from catalog.operations.bulk import move_items
from flowt import versions
from flowt.audit.models import AuditEntry
from flowt.events.models import Event
from flowt.tenancy import tenant_context
from tenants.hours import WeeklyWindow
from tests.factories import make_category, make_group, make_item

LUNCH = WeeklyWindow(31, time(11), time(15))


def form_of(item=None, **fields):
    values = {
        "name": "Nhoque",
        "category": (item.category_id if item else make_category().pk),
        "kind": "product",
        "price": "42,00",
        "status": "active",
    }
    return values | fields


class TestCreate:
    def test_comes_last_with_an_address_of_its_own(self, tenant):
        category = make_category()
        make_item(category=category, position=4, slug="nhoque")

        item = operations.create_item(actor=None, name="Nhoque", category=category)

        assert (item.slug, item.position) == ("nhoque-2", 5)

    def test_makes_the_menu_old_and_leaves_a_trace(self, tenant):
        before = versions.read(f"menu:{tenant.schema_name}")

        operations.create_item(actor=None, name="Nhoque", category=make_category())

        assert AuditEntry.objects.get(action="item.create").target_label == "Nhoque"
        assert before == [0]

    def test_refuses_a_code_that_is_taken(self, tenant):
        other = make_item(sku="A1")

        with pytest.raises(SkuTaken, match="Lasanha"):
            operations.create_item(actor=None, name="B", sku="A1", category=other.category)

        assert Item.objects.count() == 1

    def test_refuses_an_archived_category(self, tenant):
        category = make_category(archived_at=timezone.now())

        with pytest.raises(CategoryArchived):
            operations.create_item(actor=None, name="B", category=category)


class TestUpdate:
    def test_a_price_is_audited_and_told(self, tenant):
        item = make_item(price="30.00")

        operations.update_item(item, actor=None, price=Decimal("32.50"))

        entry = AuditEntry.objects.get(action="item.change")
        assert (entry.before, entry.after) == ({"price": "30.00"}, {"price": "32.50"})
        assert Event.objects.get(type="prices.changed").payload == {"item_ids": [item.pk]}

    def test_hours_are_replaced(self, tenant):
        item = operations.create_item(
            actor=None, name="A", category=make_category(), windows=[LUNCH, LUNCH]
        )

        operations.update_item(item, actor=None, windows=[LUNCH])

        assert item.windows.count() == 1

    def test_what_did_not_change_leaves_no_trace(self, tenant):
        item = make_item(price="30.00")

        operations.update_item(item, actor=None, price=Decimal("30.00"))

        assert not AuditEntry.objects.filter(action="item.change").exists()


def test_a_copy_is_hidden_and_has_the_same_options(tenant):
    item = make_item(sku="A1", stock=3, is_highlight=True)
    group = make_group(item=item, options={"P": "1"})

    copy = operations.duplicate_item(item, actor=None)

    assert (copy.name, copy.sku, copy.stock) == ("Lasanha (cópia)", "", None)
    assert copy.status == Item.Status.HIDDEN
    assert [link.group_id for link in copy.group_links.all()] == [group.pk]


def test_archived_and_restored_hidden(tenant):
    item = operations.archive_item(make_item(is_highlight=True), actor=None)
    assert (item.status, item.is_highlight) == ("archived", False)

    assert operations.restore_item(item, actor=None).status == "hidden"


def test_a_page_of_a_list_is_ordered_by_itself(tenant):
    category = make_category()
    a, b, c, d = (make_item(n, category=category, position=p) for p, n in enumerate("abcd", 1))

    operations.arrange_items(category, item_ids=[d.pk, b.pk])

    assert [item.name for item in category.items.order_by("position")] == ["a", "d", "c", "b"]


class TestPage:
    def test_adds_an_item(self, client_as, tenant):
        response = client_as("owner").post(
            "/painel/catalogo/novo/",
            form_of(
                diets=["vegan"],
                **{
                    "window": ["n1"],
                    "window-n1-weekdays": ["0", "4"],
                    "window-n1-starts": "18:00",
                    "window-n1-ends": "02:00",
                },
            ),
        )

        item = Item.objects.get()
        assert response.headers["Location"] == f"/painel/catalogo/{item.pk}/"
        assert (item.name, item.price, item.diets) == ("Nhoque", Decimal("42.00"), ["vegan"])
        assert item.windows.get().weekdays == 0b10001

    def test_saves_and_removes_hours(self, client_as, tenant):
        item = operations.create_item(
            actor=None, name="A", category=make_category(), windows=[LUNCH]
        )
        key = item.windows.get().pk

        response = client_as("owner").post(
            f"/painel/catalogo/{item.pk}/",
            form_of(
                item,
                **{"window": [key], f"window-{key}-starts": "11:00", f"window-{key}-remove": "1"},
            ),
        )

        assert response.status_code == 303
        assert not item.windows.exists()

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"name": ""}, "obrigatório"),
            ({"price": "dez"}, "não é um valor"),
            ({"price": "-1"}, "negativo"),
            ({"stock": "-1"}, "maior ou igual a 0"),
            ({"stock": "9" * 40}, "menor ou igual a 999999"),
            ({"category": "0"}, "Faça uma escolha válida"),
            ({"sku": "A1"}, "já é usado por"),
            ({"window": ["n"], "window-n-starts": "10:00"}, "obrigatório"),
        ],
    )
    def test_bad_input_keeps_what_was_typed(self, client_as, tenant, fields, words):
        make_item(sku="A1", slug="outro")
        item = make_item(price="30.00")

        response = client_as("owner").post(
            f"/painel/catalogo/{item.pk}/", form_of(item, description="Com sálvia", **fields)
        )

        assert response.status_code == 422
        assert words in response.text
        assert "Com sálvia" in response.text
        item.refresh_from_db()
        assert (item.name, item.price) == ("Lasanha", Decimal("30.00"))

    def test_shows_every_part(self, client_as, tenant):
        item = make_item(stock=3)
        make_group("Ponto", item=item, options={"Mal": "0"})

        response = client_as("owner").get(f"/painel/catalogo/{item.pk}/")

        assert response.status_code == 200
        assert all(part in response.text for part in ('id="pictures"', 'id="item-groups"', "Ponto"))

    @pytest.mark.parametrize(
        "verb", ["", "duplicar/", "arquivar/", "restaurar/", "esgotado/", "estoque/"]
    )
    def test_another_tenants_item_is_not_found(self, client_as, other_tenant, verb):
        with tenant_context(other_tenant):
            theirs = make_item()

        response = client_as("owner").post(
            f"/painel/catalogo/{theirs.pk}/{verb}", {"name": "X", "until": "told", "stock": "1"}
        )

        assert response.status_code == 404
        with tenant_context(other_tenant):
            theirs.refresh_from_db()
            assert (theirs.name, theirs.stock, theirs.status) == ("Lasanha", None, "active")

    @pytest.mark.parametrize("role", ["agent", "viewer"])
    def test_who_may_not_edit_is_refused(self, client_as, tenant, role):
        item = make_item()

        response = client_as(role).post(f"/painel/catalogo/{item.pk}/arquivar/")

        assert response.status_code == 403
        item.refresh_from_db()
        assert item.status == "active"

    def test_attaches_and_detaches_groups(self, client_as, tenant):
        item, group = make_item(), make_group("Ponto")
        browser = client_as("owner")

        browser.post(f"/painel/catalogo/{item.pk}/grupos/", {"group": group.pk})
        assert item.group_links.count() == 1

        browser.post(f"/painel/catalogo/{item.pk}/grupos/{group.pk}/retirar/")
        assert item.group_links.count() == 0

    def test_orders_a_category_and_offers_a_row_of_hours(self, client_as, tenant):
        category, browser = make_category(), client_as("owner")
        one, two = (make_item(category=category, position=place) for place in (1, 2))

        browser.post(
            f"/painel/catalogo/categorias/{category.pk}/itens/ordem/", {"ids": [two.pk, one.pk]}
        )
        row = browser.get("/painel/catalogo/horario/")

        assert list(category.items.order_by("position")) == [two, one]
        assert 'name="window"' in row.text


def test_the_trail_names_the_categories_between_which_an_item_moved(tenant):
    item = make_item(category=make_category(name="Massas"))

    operations.update_item(item, actor=None, category=make_category(name="Da casa"))

    entry = AuditEntry.objects.get(action="item.change")
    assert entry.changes == [("category", "Massas", "Da casa")]


def test_so_does_moving_many(tenant):
    item, target = make_item(category=make_category(name="Massas")), make_category(name="Da casa")

    move_items([item.pk], category=target, actor=None)

    moved = AuditEntry.objects.get(action="item.change")
    assert moved.changes == [("category", "Massas", "Da casa")]
