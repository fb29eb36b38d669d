import pytest

from catalog.models.items import Item
from flowt.tenancy import tenant_context
from tenants.models import OpeningRange
from tenants.operations import touch_tenant
from tests.conftest import TenantClient, host_of
from tests.factories import make_group, make_item
from tests.storefront.conftest import HTMX, add


def lines(client):
    return client.get("/carrinho/").context["cart"].lines


def test_without_a_script_adding_leads_to_the_cart(client, dish):
    found = add(client, dish, quantity="2", notes="Sem couve")

    assert (found.status_code, found["Location"]) == (303, "/carrinho/")
    (line,) = lines(client)
    assert (line.quantity, line.notes, str(line.total)) == (2, "Sem couve", "84.00")


def test_htmx_gets_the_bar_and_closes_the_sheet(client, dish):
    found = client.post("/carrinho/adicionar/", {"item": dish.slug, "quantity": "1"}, headers=HTMX)

    assert found["HX-Trigger"] == "close-sheet"
    assert 'id="cart-bar"' in found.text
    assert "42,00" in found.text
    assert "c=1" in client.cookies["flowt_ui"].value


def test_a_bad_choice_comes_back_with_what_was_typed(client, dish):
    group = make_group("Tamanho", item=dish, options={"P": "0", "G": "9"}, minimum=1)
    extra = make_group("Extra", item=dish, options={"Ovo": "3"}, maximum=2).options.get()

    found = add(client, dish, quantity="3", notes="Bem quente", **{f"g{extra.group_id}": extra.pk})

    assert found.status_code == 422
    assert "Escolha 1 em “Tamanho”." in found.text
    assert "Bem quente" in found.text
    assert f'value="{extra.pk}" data-price="3.00" checked' in found.text
    assert f'id="g{group.pk}" data-option-group' in found.text
    assert lines(client) == ()


@pytest.mark.parametrize(
    "typed",
    [
        {"quantity": "x"},
        {"quantity": "0"},
        {"quantity": "-1"},
        {"quantity": "1.5"},
        {"quantity": "100"},
    ],
)
def test_a_bad_quantity_is_refused(client, dish, typed):
    assert add(client, dish, **typed).status_code == 422
    assert lines(client) == ()


def test_an_option_of_another_item_is_refused(client, dish):
    other = make_group(item=make_item(), options={"X": "0"}, minimum=0).options.get()
    group = make_group(item=dish, options={"Y": "0"}, minimum=0)

    assert add(client, dish, **{f"g{group.pk}": other.pk}).status_code == 422


def test_a_note_holds_what_the_database_can_keep(client, dish):
    add(client, dish, notes="Sem\0 couve")

    (line,) = lines(client)
    assert line.notes == "Sem couve"


@pytest.mark.parametrize("item", ["nada", "na\0da", ""])
def test_an_unknown_item_is_not_found(client, dish, item):
    found = client.post("/carrinho/adicionar/", {"item": item, "quantity": "1"})

    assert found.status_code == 404


def test_quantity_and_note_change(filled):
    (line,) = lines(filled)

    part = filled.post(
        f"/carrinho/{line.key}/mudar/", {"quantity": "3", "notes": "Quente"}, headers=HTMX
    )

    assert part.text.lstrip().startswith('<div class="cart-page" id="cart">')
    (line,) = lines(filled)
    assert (line.quantity, line.notes) == (3, "Quente")


def test_too_many_are_refused_and_nothing_changes(filled):
    (line,) = lines(filled)

    found = filled.post(f"/carrinho/{line.key}/mudar/", {"quantity": "100"})

    assert found.status_code == 422
    assert lines(filled)[0].quantity == 1


def test_removing_empties_the_cart(filled):
    (line,) = lines(filled)

    found = filled.post(f"/carrinho/{line.key}/remover/")

    assert found.status_code == 303
    assert "Seu carrinho está vazio" in filled.get("/carrinho/").text
    assert "c=0" in filled.cookies["flowt_ui"].value


def test_says_once_what_changed(filled):
    filled.get("/carrinho/")
    Item.objects.update(price="50.00")

    page = filled.get("/carrinho/").text

    assert "passou de R$\xa042,00 para R$\xa050,00" in page
    assert "passou de" not in filled.get("/carrinho/").text


def test_what_is_gone_stays_marked_until_it_is_removed(filled):
    filled.get("/carrinho/")
    Item.objects.update(status="archived")

    page = filled.get("/carrinho/")

    assert "não está mais no cardápio" in page.text
    assert not page.context["view"].can_check_out


def test_the_cart_is_not_known_to_another_tenant(filled, other_tenant):
    neighbour = TenantClient(SERVER_NAME=host_of(other_tenant))
    neighbour.cookies = filled.cookies

    with tenant_context(other_tenant):
        assert "Feijoada" not in neighbour.get("/carrinho/").text


def test_another_site_cannot_fill_the_cart(client, dish):
    data = {"item": dish.slug, "quantity": "1"}

    found = client.post("/carrinho/adicionar/", data, headers={"Sec-Fetch-Site": "cross-site"})

    assert found.status_code == 403
    assert lines(client) == ()


def test_closed_can_fill_but_not_finish(filled, tenant):
    OpeningRange.objects.filter(tenant=tenant).delete()
    touch_tenant(tenant)

    page = filled.get("/carrinho/")

    assert "closed-banner" in page.text
    assert not page.context["view"].can_check_out


def test_adding_something_does_not_hide_what_changed(filled, dish):
    filled.get("/carrinho/")
    other = make_item("Torresmo", slug="torresmo")
    Item.objects.filter(pk=dish.pk).update(price="50.00")

    filled.post("/carrinho/adicionar/", {"item": other.slug, "quantity": "1"}, headers=HTMX)

    assert "passou de R$\xa042,00 para R$\xa050,00" in filled.get("/carrinho/").text
