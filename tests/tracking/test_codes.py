import io

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from flowt.tenancy import tenant_context
from tests.factories import make_item
from tracking.errors import BadTables, NothingToPrint, TableTaken, TooManyTables
from tracking.models import QrCode
from tracking.operations import archive_code, create_code, create_tables, restore_code
from tracking.selectors import url_of
from tracking.sheets import sheet_pdf
from tracking.tables import read_tables


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("1-3", ["1", "2", "3"]),
        ("1–3", ["1", "2", "3"]),
        ("08-10", ["08", "09", "10"]),
        ("Varanda 1-2, Bar", ["Varanda 1", "Varanda 2", "Bar"]),
        ("7, 7, 7", ["7"]),
        ("5-5", ["5"]),
    ],
)
def test_reads_tables(text, labels):
    assert read_tables(text) == labels


@pytest.mark.parametrize("text", ["", " , ", "9-3", "x" * 41])
def test_refuses_what_names_no_table(text):
    with pytest.raises(BadTables):
        read_tables(text)


@pytest.mark.parametrize("text", ["1-201", "1-9999", "1-150, A 1-80"])
def test_refuses_too_many(text):
    with pytest.raises(TooManyTables):
        read_tables(text)


def test_a_table_has_one_code(tenant):
    create_tables(["1", "2"], actor=None)

    with pytest.raises(TableTaken) as refused:
        create_tables(["2", "3"], actor=None)

    assert "2" in str(refused.value)
    assert QrCode.objects.count() == 2


def test_an_archived_table_may_have_a_new_code_and_then_does_not_come_back(tenant):
    old = create_tables(["1"], actor=None)[0]
    archive_code(old, actor=None)
    create_tables(["1"], actor=None)

    with pytest.raises(TableTaken):
        restore_code(old, actor=None)

    old.refresh_from_db()
    assert old.archived_at is not None


@pytest.mark.parametrize("per_page", [4, 6, 8])
def test_every_code_of_a_sheet_can_be_read(tenant, per_page):
    codes = create_tables([str(n) for n in range(1, 10)], actor=None)
    codes[1].label = "Mesa da varanda ao lado do jardim de inverno com vista boa"

    document = pypdfium2.PdfDocument(sheet_pdf(codes, tenant=tenant, per_page=per_page))

    found = set()
    for page in document:
        assert page.get_size() == pytest.approx((595.3, 841.9), abs=0.5)
        found |= {code.text for code in zxingcpp.read_barcodes(page.render(scale=2).to_pil())}
    assert len(document) == -(-9 // per_page)
    assert found == {url_of(tenant, code) for code in codes}


def test_a_sheet_of_nothing_is_refused(tenant):
    with pytest.raises(NothingToPrint):
        sheet_pdf([], tenant=tenant, per_page=6)


def test_a_range_of_tables_at_once(client_as, tenant):
    response = client_as("supervisor").post("/painel/qr/mesas/", {"tables": "1-20"})

    assert response.status_code == 303
    assert QrCode.objects.filter(kind="table").count() == 20


def test_a_taken_table_is_said_on_the_field(client_as, tenant):
    create_tables(["5"], actor=None)

    response = client_as("owner").post("/painel/qr/mesas/", {"tables": "1-9"})

    assert response.status_code == 422
    assert 'value="1-9"' in response.text
    assert QrCode.objects.count() == 1


def test_a_code_for_an_item(client_as, tenant):
    item = make_item()
    form = {"label": "Vitrine", "item": item.pk, "qr_src": "vitrine", "campaign": "natal"}

    client_as("owner").post("/painel/qr/novo/", form)

    code = QrCode.objects.get()
    assert (code.kind, code.item, code.utm["utm_campaign"]) == ("item", item, "natal")


def test_renaming_keeps_what_is_printed(client_as, tenant):
    code = create_code(kind="menu", label="A", qr_src="a", actor=None)
    printed = code.code

    client_as("owner").post(f"/painel/qr/{code.pk}/", {"label": "B", "qr_src": "b"})

    code.refresh_from_db()
    assert (code.label, code.qr_src, code.code) == ("B", "b", printed)


def test_downloads_can_be_read(client_as, tenant):
    code = create_tables(["Varanda 1"], actor=None)[0]
    browser = client_as("viewer")

    picture = browser.get(f"/painel/qr/{code.pk}/codigo.png?largura=512")
    drawing = browser.get(f"/painel/qr/{code.pk}/codigo.svg?baixar")

    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)))
    assert read.text == url_of(tenant, code)
    assert picture["Content-Disposition"] == 'attachment; filename="qr-Varanda-1.png"'
    assert drawing["Content-Type"] == "image/svg+xml"


def test_the_sheet_is_a_pdf(client_as, tenant):
    create_tables(["1", "2"], actor=None)

    response = client_as("viewer").get("/painel/qr/folha.pdf?per_page=8&kind=table")

    assert response.content.startswith(b"%PDF")


def test_without_codes_there_is_nothing_to_print(client_as, tenant):
    assert client_as("viewer").get("/painel/qr/folha.pdf").status_code == 302


def test_a_shared_link_tells_its_origin(client_as, tenant):
    page = client_as("viewer").get("/painel/qr/compartilhar/?utm_source=instagram").text

    assert "via=link&amp;utm_source=instagram" in page
    assert "https://wa.me/?text=" in page


@pytest.mark.parametrize("path", ["mesas/", "novo/"])
def test_an_agent_makes_no_codes(client_as, tenant, path):
    assert client_as("agent").post(f"/painel/qr/{path}", {"tables": "1"}).status_code == 403
    assert not QrCode.objects.exists()


@pytest.mark.parametrize("path", ["", "arquivar/", "restaurar/", "codigo.svg", "codigo.png"])
def test_another_tenants_code_is_not_found(client_as, tenant, other_tenant, path):
    with tenant_context(other_tenant):
        theirs = create_tables(["1"], actor=None)[0]
    browser = client_as("owner")
    ask = browser.post if path.endswith("ar/") else browser.get

    assert ask(f"/painel/qr/{theirs.pk}/{path}").status_code == 404
    with tenant_context(other_tenant):
        assert QrCode.objects.get().archived_at is None
