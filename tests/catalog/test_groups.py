from decimal import Decimal

import pytest

from catalog.errors import GroupNeedsOptions, GroupTooDeep
from catalog.models.options import Option, OptionGroup
from catalog.operations import groups as operations
from catalog.operations.groups import OptionRow
from flowt.tenancy import tenant_context
from tests.factories import make_group, make_item

HTMX = {"HX-Request": "true"}
GROUPS = "/painel/catalogo/grupos/"


def sent(**fields):
    return {
        "name": "Tamanho",
        "minimum": "1",
        "maximum": "1",
        "price_rule": "sum",
        "option": ["n1", "n2", "n3"],
        "option-n1-name": "Grande",
        "option-n1-price": "12,50",
        "option-n1-is_available": "on",
        "option-n2-name": "Pequena",
        "option-n3-name": " ",
    } | fields


def test_options_keep_their_ids_and_take_the_new_order(tenant):
    group = make_group(options={"P": "1", "M": "2", "G": "3"})
    p, m, _g = group.options.all()

    operations.save_group(
        group,
        rows=[
            OptionRow(id=m.pk, name="M"),
            OptionRow(id=None, name="XG"),
            OptionRow(id=p.pk, name="P"),
        ],
        actor=None,
        name="Tamanho",
    )

    assert [option.name for option in group.options.all()] == ["M", "XG", "P"]
    assert {m.pk, p.pk} < set(group.options.values_list("pk", flat=True))


def test_refuses_what_can_never_be_answered(tenant):
    with pytest.raises(GroupNeedsOptions):
        operations.save_group(
            None, rows=[OptionRow(id=None, name="A")], actor=None, name="X", minimum=2, maximum=2
        )

    assert not OptionGroup.objects.exists()


def test_never_two_levels_of_questions(tenant):
    option = make_group(options={"A": "1"}).options.get()
    inner = make_group(parent_option=option, options={"B": "1"})

    with pytest.raises(GroupTooDeep):
        operations.save_group(
            None, rows=[], actor=None, name="X", parent_option=inner.options.get()
        )
    with pytest.raises(GroupTooDeep):
        operations.attach_group(make_item(), inner, actor=None)


class TestPages:
    def test_none_yet(self, client_as):
        assert "Nenhum grupo de opções ainda" in client_as("owner").get(GROUPS).text

    def test_lists_and_finds_by_option(self, client_as, tenant):
        make_group("Sabores", options={"Camarão": "65"})
        make_group("Ponto", options={"Mal passado": "0"})

        response = client_as("viewer").get(f"{GROUPS}?q=camarao", headers=HTMX)

        assert "Sabores" in response.text
        assert "Ponto" not in response.text

    def test_creates(self, client_as, tenant):
        response = client_as("owner").post(f"{GROUPS}novo/", sent())

        group = OptionGroup.objects.get()
        assert response.headers["Location"] == f"{GROUPS}{group.pk}/"
        assert [(o.name, o.price, o.is_available) for o in group.options.all()] == [
            ("Grande", Decimal("12.50"), True),
            ("Pequena", Decimal("0.00"), False),
        ]

    def test_changes_and_removes(self, client_as, tenant):
        group = make_group(options={"P": "1", "G": "2"})
        p, g = group.options.all()

        client_as("owner").post(
            f"{GROUPS}{group.pk}/",
            sent(
                option=[g.pk, p.pk],
                **{
                    f"option-{g.pk}-name": "Grande",
                    f"option-{p.pk}-name": "P",
                    f"option-{p.pk}-remove": "1",
                },
            ),
        )

        assert [option.name for option in group.options.all()] == ["Grande"]

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"name": ""}, "obrigatório"),
            ({"minimum": "3", "maximum": "2"}, "Não pode ser menor que o mínimo"),
            ({"maximum": "0"}, "Entre 1 e 99"),
            ({"option-n1-price": "caro"}, "não é um valor"),
            ({"option-n1-name": "", "option-n1-sku": "A"}, "obrigatório"),
            ({"minimum": "3", "maximum": "3"}, "as opções só chegam a 2"),
        ],
    )
    def test_bad_input_keeps_what_was_typed(self, client_as, tenant, fields, words):
        response = client_as("owner").post(f"{GROUPS}novo/", sent(**fields))

        assert response.status_code == 422
        assert words in response.text
        assert "Pequena" in response.text
        assert not OptionGroup.objects.exists()

    def test_a_question_under_an_option(self, client_as, tenant):
        option = make_group(options={"Borda": "9"}).options.get()

        client_as("owner").post(f"{GROUPS}novo/?option={option.pk}", sent())

        assert option.groups.get().name == "Tamanho"

    def test_the_example_follows_what_is_typed(self, client_as, tenant):
        fields = {"option-n2-price": "30,00", "option-n1-price": "50", "price_rule": "average"}

        response = client_as("owner").post(f"{GROUPS}exemplo/", sent(**fields))

        assert "R$\xa040,00" in response.text
        assert "Metade Grande, metade Pequena" in response.text

    def test_an_agent_says_that_an_option_is_out(self, client_as, tenant):
        option = make_group(options={"Camarão": "65"}).options.get()

        response = client_as("agent").post(
            f"/painel/catalogo/opcoes/{option.pk}/disponivel/", {"available": "0"}, headers=HTMX
        )

        assert f'id="option-{option.pk}"' in response.text
        option.refresh_from_db()
        assert not option.is_available

    def test_deletes(self, client_as, tenant):
        group = make_group(item=make_item(), options={"P": "1"})

        client_as("owner").post(f"{GROUPS}{group.pk}/excluir/")

        assert not OptionGroup.objects.exists()
        assert not Option.objects.exists()

    @pytest.mark.parametrize("verb", ["", "excluir/"])
    def test_another_tenants_group_is_not_found(self, client_as, other_tenant, verb):
        with tenant_context(other_tenant):
            theirs = make_group(options={"P": "1"})

        assert client_as("owner").post(f"{GROUPS}{theirs.pk}/{verb}", sent()).status_code == 404
        with tenant_context(other_tenant):
            assert OptionGroup.objects.get().options.count() == 1

    def test_a_viewer_changes_nothing(self, client_as, tenant):
        group = make_group()

        assert client_as("viewer").post(f"{GROUPS}{group.pk}/excluir/").status_code == 403
        assert OptionGroup.objects.exists()
