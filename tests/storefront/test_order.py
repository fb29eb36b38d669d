from decimal import Decimal

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.utils import translation
from pypdfium2 import PdfDocument

from catalog.models.items import Item
from flowt.pdf import NotOwn
from flowt.tenancy import tenant_context
from orders.models import Order
from orders.operations.moving import move_order
from orders.operations.paying import confirm_order_payment
from storefront import receipts
from tests.conftest import TenantClient, host_of
from tests.storefront.conftest import HTMX, order_data


@pytest.fixture
def order(filled) -> Order:
    found = filled.post("/finalizar/", order_data(filled))
    assert found.status_code == 302, found.text
    return Order.objects.get()


def test_shows_the_order_and_how_to_pay(client, order):
    page = client.get(f"/pedido/{order.token}/")

    assert "Pague com PIX" in page.text
    assert page.context["view"].brcode in page.text
    assert "Feijoada" in page.text
    assert f'hx-trigger="live:order-{order.token} from:body"' in page.text
    assert "data-live-src=" in page.text


def test_is_kept_nowhere_and_found_by_nobody(client, order):
    page = client.get(f"/pedido/{order.token}/")

    assert page["Cache-Control"] == "private, no-store"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "no-referrer"


def test_htmx_gets_the_fragment(client, order):
    part = client.get(f"/pedido/{order.token}/", headers=HTMX).text

    assert "<html" not in part
    assert part.lstrip().startswith('<div class="order-page stack" id="order"')


def test_follows_the_order(client, order):
    move_order(order, verb="accept", actor=None)
    page = client.get(f"/pedido/{order.token}/")
    steps = [(step.status, step.state) for step in page.context["view"].steps]
    assert steps == [
        ("under_review", "done"),
        ("approved", "now"),
        ("ready", "ahead"),
        ("delivered", "ahead"),
    ]

    move_order(order, verb="deliver", actor=None)
    view = client.get(f"/pedido/{order.token}/").context["view"]
    assert {step.state for step in view.steps} == {"done"}


def test_a_rejected_order_says_why(client, order):
    move_order(order, verb="reject", reason="stock", note="Acabou o feijão", actor=None)

    page = client.get(f"/pedido/{order.token}/")

    assert "Acabou o feijão" in page.text
    assert page.context["view"].steps[-1].state == "stopped"
    assert page.context["view"].pix is None


def test_once_paid_the_code_is_gone(client, order):
    confirm_order_payment(order, actor=None)

    page = client.get(f"/pedido/{order.token}/").text

    assert "Pague com PIX" not in page
    assert client.get(f"/pedido/{order.token}/pix.svg").status_code == 404


def test_the_code_is_a_picture(client, order):
    found = client.get(f"/pedido/{order.token}/pix.svg")

    assert found["Content-Type"] == "image/svg+xml"
    assert b"<path" in found.content
    assert b"<script" not in found.content


def test_the_receipt_is_one_page_with_what_was_ordered(client, order):
    found = client.get(f"/pedido/{order.token}/recibo.pdf")

    pages = PdfDocument(found.content)
    text = pages[0].get_textpage().get_text_range()
    assert found["Content-Type"] == "application/pdf"
    assert len(pages) == 1
    assert "Feijoada" in text
    assert "42,00" in text


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/a.png", "file:///etc/passwd", "data:text/css,", "media:a.html"]
)
def test_the_receipt_fetches_nothing_else(tenant, url):
    with pytest.raises(NotOwn):
        receipts.fetch(url)


def test_the_receipt_cannot_leave_the_tenants_folder(tenant):
    with pytest.raises(SuspiciousFileOperation):
        receipts.fetch("media:../../secret.png")


def test_an_unknown_order_is_not_found(client, shop):
    for path in ("", "recibo.pdf", "pix.svg", "ao-vivo/"):
        assert client.get(f"/pedido/nada/{path}").status_code == 404
    assert client.post("/pedido/nada/repetir/").status_code == 404


def test_another_tenants_order_is_not_found(client, order, other_tenant):
    neighbour = TenantClient(SERVER_NAME=host_of(other_tenant))

    with tenant_context(other_tenant):
        assert neighbour.get(f"/pedido/{order.token}/").status_code == 404


def test_ordering_again_takes_todays_prices(client, order):
    Item.objects.update(price="48.00")

    found = client.post(f"/pedido/{order.token}/repetir/")

    assert found["Location"] == "/carrinho/"
    assert client.get("/carrinho/").context["cart"].total == Decimal("48.00")


def test_ordering_again_says_what_is_gone(client, order):
    Item.objects.update(status="archived")

    client.post(f"/pedido/{order.token}/repetir/")

    page = client.get("/carrinho/").text
    assert "ficou de fora" in page
    assert "Feijoada" in page


def test_english_for_who_reads_english(client, order):
    client.cookies["flowt_lang"] = "en"

    assert "Almost there" in client.get(f"/pedido/{order.token}/").text
    translation.activate("pt-br")
