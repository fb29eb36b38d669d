import pytest
from django.utils import timezone

from catalog.errors import CategoryNotEmpty, CategoryTooDeep
from catalog.models.categories import Category
from catalog.operations import categories as operations
from flowt.tenancy import tenant_context
from tests.factories import make_category, make_item

HTMX = {"HX-Request": "true"}
TREE = "/painel/catalogo/categorias/"


def test_added_after_its_siblings(tenant):
    make_category(position=3)

    added = operations.create_category(name="Pães & bolos", actor=None)

    assert (added.slug, added.position) == ("paes-bolos", 4)


def test_never_three_levels(tenant):
    inner = make_category(parent=make_category())

    with pytest.raises(CategoryTooDeep):
        operations.create_category(name="X", parent=inner, actor=None)


def test_arranged_and_moved_inside(tenant):
    a, b, c = (make_category(name) for name in "abc")

    operations.arrange_categories(category_ids=[c.pk, b.pk], parent=a, actor=None)

    assert [child.name for child in a.children.order_by("position")] == ["c", "b"]


def test_one_with_others_inside_goes_into_none(tenant):
    top, other = make_category(), make_category()
    make_category(parent=top)

    with pytest.raises(CategoryTooDeep):
        operations.arrange_categories(category_ids=[top.pk], parent=other, actor=None)

    top.refresh_from_db()
    assert top.parent is None


def test_only_an_empty_one_is_archived(tenant):
    item = make_item()

    with pytest.raises(CategoryNotEmpty):
        operations.archive_category(item.category, actor=None)

    item.status = "archived"
    item.save()
    assert operations.archive_category(item.category, actor=None).archived_at


def test_restored_at_the_top_when_its_parent_is_gone(tenant):
    parent = make_category(archived_at=timezone.now())
    category = make_category(parent=parent, archived_at=timezone.now())

    assert operations.restore_category(category, actor=None).parent is None


class TestTree:
    def test_stands_in_the_order_of_the_menu(self, client_as, tenant):
        last, first = make_category("B", position=2), make_category("A", position=1)
        make_category("C", parent=last)

        nodes = client_as("viewer").get("/painel/catalogo/").context["nodes"]

        assert [node.category for node in nodes] == [first, last]
        assert [child.category.name for child in nodes[1].children] == ["C"]

    def test_adds_and_shows_the_tree(self, client_as, tenant):
        response = client_as("owner").post(TREE, {"name": "Bebidas"}, headers=HTMX)

        assert response.status_code == 200
        assert 'id="tree"' in response.text
        assert "Bebidas" in response.text

    def test_refuses_a_blank_name(self, client_as, tenant):
        response = client_as("owner").post(TREE, {"name": " "}, headers=HTMX)

        assert response.status_code == 422
        assert not Category.objects.exists()

    def test_renames(self, client_as, tenant):
        category = make_category()

        client_as("owner").post(f"{TREE}{category.pk}/nome/", {"name": "Novo"})

        category.refresh_from_db()
        assert category.name == "Novo"

    def test_hides(self, client_as, tenant):
        category = make_category()

        client_as("owner").post(f"{TREE}{category.pk}/mostrar/", {"show": "0"}, headers=HTMX)

        category.refresh_from_db()
        assert not category.is_visible

    def test_orders(self, client_as, tenant):
        a, b = make_category(position=1), make_category(position=2)

        response = client_as("owner").post(f"{TREE}ordem/", {"ids": [b.pk, a.pk]})

        assert response.status_code == 204
        assert list(Category.objects.all()) == [b, a]

    def test_says_why_it_is_not_archived(self, client_as, tenant):
        item = make_item()

        response = client_as("owner").post(f"{TREE}{item.category_id}/arquivar/", headers=HTMX)

        assert response.status_code == 422
        assert "ainda tem itens" in response.text

    def test_saves_words_and_hours(self, client_as, tenant):
        category = make_category()

        response = client_as("owner").post(
            f"{TREE}{category.pk}/",
            {
                "name": "Almoço",
                "is_visible": "on",
                "window": "n1",
                "window-n1-weekdays": ["0", "1"],
                "window-n1-starts": "11:00",
                "window-n1-ends": "15:00",
            },
        )

        assert response.status_code == 303
        assert category.windows.get().weekdays == 3

    def test_refuses_hours_without_days(self, client_as, tenant):
        category = make_category()

        response = client_as("owner").post(
            f"{TREE}{category.pk}/",
            {"name": "A", "window": "n1", "window-n1-starts": "11:00", "window-n1-ends": "15:00"},
        )

        assert response.status_code == 422
        assert "Escolha pelo menos um dia" in response.text
        assert not category.windows.exists()

    @pytest.mark.parametrize("verb", ["", "nome/", "mostrar/", "arquivar/", "restaurar/"])
    def test_another_tenants_category_is_not_found(self, client_as, other_tenant, verb):
        with tenant_context(other_tenant):
            theirs = make_category()

        response = client_as("owner").post(f"{TREE}{theirs.pk}/{verb}", {"name": "X"})

        assert response.status_code == 404
        with tenant_context(other_tenant):
            theirs.refresh_from_db()
            assert (theirs.name, theirs.is_visible) == ("Pratos", True)

    def test_an_agent_changes_nothing(self, client_as, tenant):
        assert client_as("agent").post(TREE, {"name": "X"}).status_code == 403
        assert not Category.objects.exists()
