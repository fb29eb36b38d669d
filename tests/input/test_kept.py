"""What was kept as typed, read back through every way out: nothing runs, nothing is fetched."""

import csv
import io
import json
import os
import random
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core import mail
from django.template.loader import render_to_string
from PIL import Image

from accounts.operations.invitations import invite
from catalog.models.items import Item
from catalog.models.options import Option, OptionGroup
from flowt.tenancy import current_tenant
from orders.models import Order
from storefront.models import LegalText
from tests.conftest import run_commit_hooks
from tests.input import corpus
from tests.input.crawl import Crawl
from tests.input.pages import Page, complaints
from tests.input.world import furnish
from tracking.models import QrCode

FORMULA = re.compile(r"^\s*[=+\-@\t\r＝＋－＠]")
PLAIN_NUMBER = re.compile(r"^-?\d+([.,]\d+)?$")
LONG = os.environ.get("FLOWT_CHAOS") == "long"
GROUPS = {"markup": corpus.MARKUP, "templates": corpus.TEMPLATES, "the rest": None}


def texts(group: str) -> list[str]:
    chosen = GROUPS[group] or {**corpus.CELLS, **corpus.TEXT}
    found = [text for name, text in chosen.items() if name in corpus.KEPT]
    return found if LONG else random.Random(7).sample(found, min(len(found), 3))


@pytest.fixture
def canary(tmp_path):
    """A server on loopback that counts who comes, and a picture on the disk."""
    hits: list[str] = []

    class Count(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_error(404)

        def log_message(self, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Count)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    picture = tmp_path / "canary.png"
    Image.new("RGB", (37, 41)).save(picture)
    yield f"http://127.0.0.1:{server.server_port}/", picture.as_uri(), hits
    server.shutdown()


def rewrite(text: str) -> None:
    """Put `text` where the furnished business and its customers write."""
    tenant = current_tenant()
    for name in ("name", "tagline", "header_text", "footer_text", "street", "delivery_policy"):
        setattr(tenant, name, text[:80])
    tenant.version += 1
    tenant.save()
    Item.objects.update(name=text[:120], description=text[:400], sku="", serves=text[:40])
    OptionGroup.objects.update(name=text[:80])
    Option.objects.update(name=text[:80], description=text[:200])
    Order.objects.update(customer_name=text[:120], notes=text[:200], close_note=text[:200])
    order = Order.objects.get(number=1)
    order.lines.update(name=text[:120], notes=text[:140])
    QrCode.objects.update(label=text[:60])
    LegalText.objects.update_or_create(kind="privacy", defaults={"body": text, "version": 1})


def outputs(owner, visitor) -> list[tuple[str, object]]:
    token = Order.objects.get(number=1).token
    public = ["/cardapio/", "/cardapio/feijoada/", "/privacidade/", f"/pedido/{token}/"]
    public += ["/manifest.webmanifest", "/tema.css", "/icone.svg", "/api/v1/menu"]
    panel = ["/painel/", "/painel/pedidos/", "/painel/pedidos/lista/", "/painel/pedidos/1/"]
    panel += ["/painel/pedidos/1/cupom/", "/painel/catalogo/", "/painel/qr/", "/painel/auditoria/"]
    panel += [f"/painel/catalogo/{Item.objects.first().pk}/", "/painel/configuracoes/"]
    return [(path, visitor.get(path)) for path in public] + [(p, owner.get(p)) for p in panel]


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_pages_show_it_as_text(furnished, client_as, client, group):
    owner, found = client_as("owner"), []
    for text in texts(group):
        rewrite(text)
        for path, response in outputs(owner, client):
            found += complaints(f"{path} {text[:30]!r}", response)

    assert found == []


def cells_of(response) -> list[str]:
    body = b"".join(response) if response.streaming else response.content
    rows = csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";")
    return [cell for row in rows for cell in row]


@pytest.mark.parametrize(
    "path", ["/painel/catalogo/exportar.csv", "/painel/pedidos/lista/exportar/"]
)
def test_a_spreadsheet_runs_nothing(furnished, client_as, path):
    owner = client_as("owner")
    for text in corpus.CELLS.values():
        rewrite(text)
        response = owner.get(path)
        assert response["Content-Type"].startswith("text/csv"), path
        cells = cells_of(response)
        assert any("flowtx" in cell or "SUM" in cell or "calc" in cell for cell in cells)
        bad = [c for c in cells if FORMULA.match(c) and not PLAIN_NUMBER.match(c)]
        assert bad == []


def documents(owner, visitor) -> list[bytes]:
    token = Order.objects.get(number=1).token
    found = [visitor.get(f"/pedido/{token}/recibo.pdf"), owner.get("/painel/qr/folha.pdf")]
    assert [one["Content-Type"] for one in found] == ["application/pdf"] * 2
    return [one.content for one in found]


def test_a_pdf_fetches_nothing(furnished, client_as, client, canary):
    remote, local, hits = canary
    owner = client_as("owner")
    for address in (remote, local):
        markup = f'<img src="{address}"><link rel=stylesheet href="{address}">'
        for text in (markup, f"</style><style>@import '{address}'", f"url({address})", address):
            rewrite(text)
            for document in documents(owner, client):
                assert b"/Width 37" not in document
                assert b"/URI" not in document or b"127.0.0.1" not in document

    assert hits == []


def test_the_canaries_would_sing(canary):
    """With WeasyPrint's own fetcher the same markup does fetch both."""
    from weasyprint import HTML

    remote, local, hits = canary
    document = HTML(string=f'<img src="{remote}"><img src="{local}">').write_pdf()

    assert hits == ["/"]
    assert b"/Width 37" in document


@pytest.mark.parametrize("text", [*corpus.MARKUP.values(), corpus.TEXT["crlf"]])
def test_a_letter_shows_it_as_text(furnished, client_as, text):
    owner = client_as("owner")
    furnished.name = text[:80]
    furnished.save(update_fields=["name"])

    invite(tenant=furnished, email="novo@exemplo.com.br", role="agent", actor=owner.user)
    run_commit_hooks()

    (letter,) = mail.outbox
    assert "\n" not in letter.subject
    assert not letter.message().get("X-Flowtx")
    for body, kind in letter.alternatives:
        dangers = [one for one in Page(body).dangers if " style>" not in one]
        assert (kind, dangers) == ("text/html", [])


def test_what_search_engines_read_stays_data(furnished, client):
    rewrite(corpus.MARKUP["json"])

    page = client.get("/cardapio/feijoada/").text

    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert json.loads(data)


def test_no_text_reaches_a_template_as_a_template(furnished):
    """Templates come from files alone; text is only ever a value in them."""
    shown = render_to_string("errors/422.html", {"sentence": corpus.TEMPLATES["django"]})

    assert corpus.SECRET not in shown
    assert "{{ settings.SECRET_KEY }}" in shown


def test_the_crawl_of_a_hostile_business_is_clean(tenant, client_as):
    furnish(tenant, text=corpus.MARKUP["handler"])

    assert Crawl(client_as("owner"), ["/painel/"], most_pages=25).complaints == []
