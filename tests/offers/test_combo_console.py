import io
from decimal import Decimal

import pytest
from PIL import Image

from flowt import versions
from flowt.audit.models import AuditEntry
from flowt.tenancy import current_schema, tenant_context
from offers.combos.models import Combo, ComboChoice
from tests.factories import make_category, make_item
from tests.offers.combos import add_fixed, add_group, make_combo

URL = "/painel/catalogo/combos/"


@pytest.fixture
def dish(tenant):
    return make_item("Prato", price="38.00")


@pytest.fixture
def drinks(dish):
    return [make_item("Água", price="8.00"), make_item("Vinho", price="12.00")]


def typed(dish, drinks, **more) -> dict:
    """What the editor sends: one part, and one of two drinks."""
    return {
        "name": "Almoço",
        "price": "40,00",
        "is_on_menu": "on",
        "fixed": ["n1"],
        "fixed-n1-item": dish.pk,
        "fixed-n1-maximum": "1",
        "group": ["n2"],
        "group-n2-name": "Bebida",
        "group-n2-minimum": "1",
        "group-n2-maximum": "1",
        "choicen2": ["a1", "a2"],
        "choicen2-a1-item": drinks[0].pk,
        "choicen2-a2-item": drinks[1].pk,
        "choicen2-a2-surcharge": "2,00",
        **more,
    }


def version() -> int:
    return versions.read(versions.of_menu(current_schema()))[0]


def test_makes_a_combo_of_what_was_typed(client_as, dish, drinks):
    before = version()

    client_as("owner").post(f"{URL}novo/", typed(dish, drinks))

    combo = Combo.objects.get()
    assert (combo.name, combo.slug, combo.price) == ("Almoço", "almoco", Decimal("40.00"))
    rows = ComboChoice.objects.order_by("group__position", "position")
    assert [(row.item.name, row.surcharge) for row in rows] == [
        ("Prato", 0),
        ("Água", 0),
        ("Vinho", 2),
    ]
    assert AuditEntry.objects.filter(action="combo.create").count() == 1
    assert version() > before


def test_choices_keep_their_ids_when_it_is_changed(client_as, dish, drinks):
    combo = make_combo("Almoço", price="40.00")
    (part,) = add_fixed(combo, dish)
    first, second = add_group(combo, dict.fromkeys(drinks, "0"))
    group = first.group_id
    sent = {
        **typed(dish, drinks, price="41,00"),
        "fixed": [part.pk],
        f"fixed-{part.pk}-item": dish.pk,
        "group": [group],
        f"group-{group}-name": "Para beber",
        f"group-{group}-minimum": "1",
        f"group-{group}-maximum": "1",
        f"choice{group}": [second.pk, first.pk],
        f"choice{group}-{first.pk}-item": drinks[0].pk,
        f"choice{group}-{second.pk}-item": drinks[1].pk,
    }

    client_as("owner").post(f"{URL}{combo.pk}/", sent)

    rows = ComboChoice.objects.order_by("group__position", "position")
    assert list(rows.values_list("pk", flat=True)) == [part.pk, second.pk, first.pk]
    combo.refresh_from_db()
    assert combo.price == 41


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"price": "-1"}, "não pode ser negativo"),
        ({"name": ""}, "obrigatório"),
        ({"fixed": [], "group": []}, "Adicione pelo menos um item"),
        ({"group-n2-minimum": "3", "group-n2-maximum": "3"}, "seus itens só chegam a 2"),
        ({"group-n2-minimum": "2"}, "Não pode ser menor"),
        ({"choicen2": []}, "não tem nada para escolher"),
        ({"fixed-n1-item": "999999"}, "Escolha um item do cardápio"),
        ({"group-n2-name": ""}, "obrigatório"),
    ],
)
def test_what_makes_no_sense_comes_back_as_typed(client_as, dish, drinks, change, words):
    found = client_as("owner").post(f"{URL}novo/", typed(dish, drinks) | change)

    assert found.status_code == 422
    assert words in found.text
    assert not Combo.objects.exists()


def test_shows_what_it_comes_to_while_it_is_typed(client_as, dish, drinks):
    owner = client_as("owner")

    fine = owner.post(f"{URL}exemplo/", typed(dish, drinks)).text
    dear = owner.post(f"{URL}exemplo/", typed(dish, drinks, price="50,00")).text
    half = owner.post(f"{URL}exemplo/", typed(dish, drinks, price="")).text

    assert "6,00 a R$\xa08,00" in fine
    assert "33,04" in fine
    assert "custam mais" in dear
    assert "Termine os campos" in half


def test_pausing_and_deleting(client_as, dish):
    combo = make_combo()
    add_fixed(combo, dish)

    row = client_as("agent").post(f"{URL}{combo.pk}/mostrar/", headers={"HX-Request": "true"})
    paused = Combo.objects.get().is_on_menu
    client_as("owner").post(f"{URL}{combo.pk}/excluir/")

    assert f'id="combo-{combo.pk}"' in row.text
    assert not paused
    assert not Combo.objects.exists()


def test_the_list_says_what_each_costs_and_saves(client_as, dish, drinks):
    add_fixed(make_combo("Casal", price="40.00"), dish, *drinks)
    add_fixed(make_combo("Caro", price="99.00"), dish)

    page = client_as("viewer").get(URL).text

    assert "economiza R$\xa018,00" in page
    assert "mais caro que os itens" in page
    assert "novo/" not in page


def test_a_picture_is_taken_replaced_and_removed(client_as, dish):
    combo = make_combo()
    file = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(file, "PNG")
    owner, url = client_as("owner"), f"{URL}{combo.pk}/foto/"
    bad = owner.post(url, {"file": io.BytesIO(b"no picture")}, headers={"HX-Request": "true"})
    file.seek(0)
    file.name = "a.png"
    owner.post(url, {"file": file})
    combo.refresh_from_db()
    stem = combo.picture["file"]
    owner.post(f"{url}excluir/")
    combo.refresh_from_db()

    assert bad.status_code == 422
    assert stem.startswith("combos/")
    assert combo.picture == {}


def test_another_tenants_combo_is_not_found(client_as, other_tenant):
    with tenant_context(other_tenant):
        theirs = make_combo(category=make_category())

    assert client_as("owner").get(f"{URL}{theirs.pk}/").status_code == 404
    assert client_as("owner").post(f"{URL}{theirs.pk}/excluir/").status_code == 404
    with tenant_context(other_tenant):
        assert Combo.objects.filter(pk=theirs.pk).exists()
