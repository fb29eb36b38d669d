import json
import time
from datetime import time as clock
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.errors import FileRefused, ImportChanged
from catalog.models.categories import Category
from catalog.models.items import Item, Window
from catalog.models.options import OptionGroup
from catalog.operations.transfer import import_catalogue, plan_import
from catalog.stored import stored_document
from catalog.transfer.flat import dump_csv, parse_csv
from catalog.transfer.nested import dump_json, parse_json
from flowt.audit.models import AuditEntry
from flowt.tenancy import tenant_context
from tests.factories import make_category, make_group, make_item

SIMPLE = """nome;dentro de;preço;sku
Bruschetta;Entradas;24,90;B1
Lasanha;Massas;52,00;L1
"""


def take(text, seen=None):
    parsed = parse_csv(text.encode())
    return import_catalogue(parsed, seen=seen or plan_import(parsed).digest, actor=None)


def furnish():
    """A catalogue with something of everything."""
    drinks = make_category("Bebidas", description="Geladas")
    wines = make_category("Vinhos", parent=drinks, is_visible=False)
    item = make_item("Tinto", category=wines, sku="V1", diets=["vegan"], stock=4, position=1)
    make_item("Branco", category=wines, status="archived", position=2)
    group = make_group("Taça", item=item, minimum=1, options={"Pequena": "10", "Grande": "18.50"})
    make_group("Gelo", parent_option=group.options.first(), options={"Sim": "0", "Não": "0"})
    Window.objects.create(item=item, weekdays=96, starts=clock(18), ends=clock(2))
    Window.objects.create(category=drinks, weekdays=31, starts=clock(11), ends=clock(15))


def test_creates_what_is_new(tenant):
    plan = take(SIMPLE)

    assert (plan.count("create"), plan.count("change")) == (4, 0)
    assert [item.category.name for item in Item.objects.order_by("pk")] == ["Entradas", "Massas"]
    assert Item.objects.get(sku="L1").price == Decimal("52.00")


def test_twice_changes_nothing(tenant):
    take(SIMPLE)

    plan = take(SIMPLE)

    assert plan.is_empty
    assert AuditEntry.objects.filter(action="catalogue.import").count() == 1


def test_columns_that_are_missing_stay_as_they_are(tenant):
    item = make_item("Lasanha", sku="L1", price="50.00", description="Com molho", stock=3)

    take(f"nome;dentro de;preço;sku\nLasanha;{item.category.slug};52,00;L1\n")

    item.refresh_from_db()
    assert (item.price, item.description, item.stock) == (Decimal("52.00"), "Com molho", 3)
    entry = AuditEntry.objects.get(action="item.change")
    assert (entry.before, entry.after) == ({"price": "50.00"}, {"price": "52.00"})


@pytest.mark.parametrize(
    ("dump", "parse"),
    [(dump_csv, parse_csv), (lambda document: dump_json(document).encode(), parse_json)],
    ids=["csv", "json"],
)
class TestRoundTrip:
    def test_an_export_changes_nothing(self, tenant, dump, parse):
        furnish()

        plan = plan_import(parse(dump(stored_document())))

        assert plan.problems == ()
        assert plan.is_empty

    def test_another_tenant_becomes_equal(self, tenant, other_tenant, dump, parse):
        furnish()
        document = stored_document()

        with tenant_context(other_tenant):
            parsed = parse(dump(document))
            import_catalogue(parsed, seen=plan_import(parsed).digest, actor=None)

            assert stored_document() == document


def test_a_group_is_changed_in_place(tenant):
    group = make_group("Taça", options={"Pequena": "10", "Grande": "18"})
    text = dump_json(stored_document()).replace('"18.00"', '"20.00"')
    parsed = parse_json(text.encode())

    import_catalogue(parsed, seen=plan_import(parsed).digest, actor=None)

    assert OptionGroup.objects.get() == group
    assert group.options.get(name="Grande").price == Decimal("20.00")


def test_a_bad_row_stops_all_of_it(tenant):
    parsed = parse_csv(b"nome;dentro de;preco\nA;B;dez\nC;B;10\n")

    with pytest.raises(FileRefused):
        import_catalogue(parsed, seen=plan_import(parsed).digest, actor=None)

    assert not Item.objects.exists()
    assert not Category.objects.exists()


def test_a_code_that_somebody_else_has_is_told(tenant):
    make_item("Outra", sku="L1", slug="outra")

    plan = plan_import(parse_csv(b"nome;chave;dentro de;sku\nLasanha;lasanha;Massas;L1\n"))

    assert plan.is_empty or plan.problems == ()  # known by its SKU: the same item, renamed


def test_two_items_may_trade_their_codes(tenant):
    one, two = make_item("A", slug="a", sku="1"), make_item("B", slug="b", sku="2")
    category = one.category.slug

    take(f"nome;chave;dentro de;sku\nA;a;{category};2\nB;b;{category};1\n")

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.sku, two.sku) == ("2", "1")


def test_what_changed_meanwhile_is_looked_at_again(tenant):
    take(SIMPLE)
    parsed = parse_csv(SIMPLE.replace("52,00", "60,00").encode())
    seen = plan_import(parsed).digest
    Item.objects.filter(sku="L1").update(price=55)

    with pytest.raises(ImportChanged):
        import_catalogue(parsed, seen=seen, actor=None)

    assert Item.objects.get(sku="L1").price == 55


@pytest.mark.slow
def test_five_thousand_items_in_reasonable_time(tenant):
    rows = "\n".join(f"Item {n};Categoria {n % 40};{n % 90},90;S{n}" for n in range(5000))
    started = time.process_time()

    plan = take(f"nome;dentro de;preço;sku\n{rows}\n")

    assert plan.count("create") == 5040
    assert time.process_time() - started < 20


class TestPages:
    def upload(self, browser, text, name="cardapio.csv"):
        file = SimpleUploadedFile(name, text.encode())
        return browser.post("/painel/catalogo/importar/", {"file": file})

    def test_file_check_and_confirmation(self, client_as, tenant):
        browser = client_as("owner")

        check = self.upload(browser, SIMPLE).headers["Location"]
        page = browser.get(check)
        assert "Bruschetta" in page.text
        assert not Item.objects.exists()

        browser.post(f"{check}aplicar/", {"seen": page.context["plan"].digest})
        assert Item.objects.count() == 2

    def test_shows_each_bad_row_and_why(self, client_as, tenant):
        browser = client_as("owner")

        check = self.upload(browser, SIMPLE + "Pizza;Massas;caro;P1\n").headers["Location"]
        page = browser.get(check)

        assert [(e.line, e.column) for e in page.context["plan"].problems] == [(4, "price")]
        assert not page.context["can_apply"]
        browser.post(f"{check}aplicar/", {"seen": page.context["plan"].digest})
        assert not Item.objects.exists()

    def test_json_is_known_by_its_content(self, client_as, tenant):
        browser = client_as("owner")
        text = json.dumps({"format": "flowt.catalog", "version": 1, "categories": [{"name": "A"}]})

        check = self.upload(browser, text, "dados.txt").headers["Location"]

        assert browser.get(check).context["created"] == 1

    def test_no_file_is_told(self, client_as, tenant):
        response = client_as("owner").post("/painel/catalogo/importar/", {})

        assert response.status_code == 422
        assert "Escolha um arquivo antes" in response.text

    @pytest.mark.parametrize("token", ["0" * 32, "nada"])
    def test_an_unknown_token_leads_back(self, client_as, tenant, token):
        response = client_as("owner").get(f"/painel/catalogo/importar/{token}/")

        assert response.headers["Location"] == "/painel/catalogo/importar/"

    def test_another_tenants_file_is_not_there(self, client_as, other_tenant):
        check = self.upload(client_as("owner", at=other_tenant), SIMPLE).headers["Location"]

        response = client_as("owner").get(check)

        assert response.headers["Location"] == "/painel/catalogo/importar/"

    @pytest.mark.parametrize("kind", ["csv", "json"])
    def test_exports(self, client_as, tenant, kind):
        make_item("Lasanha")

        response = client_as("owner").get(f"/painel/catalogo/exportar.{kind}")

        assert "attachment" in response.headers["Content-Disposition"]
        assert "Lasanha" in response.content.decode("utf-8-sig")

    @pytest.mark.parametrize("path", ["importar/", "exportar.csv"])
    def test_a_supervisor_may_not(self, client_as, tenant, path):
        assert client_as("supervisor").get(f"/painel/catalogo/{path}").status_code == 403
