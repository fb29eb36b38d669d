from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from flowt.tenancy import tenant_context
from orders.models import Order
from payments.operations import request_payment
from tests.factories import make_order

HTMX = {"HX-Request": "true", "HX-Target": "board"}


def asked_to_pay(order: Order) -> Order:
    request_payment(
        key=order.reference,
        reference=order.reference,
        amount=order.total,
        currency="BRL",
        gateway="cash",
    )
    return order


def test_each_order_stands_in_its_column_and_new_ones_ring(client_as, tenant):
    make_order(number=1)
    make_order(number=2, status="approved")

    page = client_as("agent").get("/painel/pedidos/").text

    assert 'id="order-1" data-status="under_review"' in page
    assert 'id="order-2" data-status="approved"' in page
    assert page.count("data-ring=") == 1


def test_a_new_order_of_another_profile_rings_too(client_as, tenant):
    make_order(number=1, profile="pickup")
    make_order(number=2, profile="table", table_label="7", status="approved")

    page = client_as("agent").get("/painel/pedidos/?perfil=table").text

    assert 'id="order-1"' not in page
    assert "data-ring" in page


def test_htmx_gets_the_board_alone(client_as, tenant):
    make_order()

    response = client_as("viewer").get("/painel/pedidos/", headers=HTMX)

    assert response.text.lstrip().startswith('<div id="board"')
    assert "<html" not in response.text


def test_what_was_placed_days_ago_for_today_is_among_the_finished(client_as, tenant):
    now = timezone.now()
    make_order(number=7, status="delivered", closed_at=now, prepare_at=now - timedelta(hours=1))
    make_order(number=8, status="delivered", closed_at=now - timedelta(hours=13))
    Order.objects.update(placed_at=now - timedelta(days=3))

    page = client_as("agent").get("/painel/pedidos/").text

    assert "#7" in page
    assert "#8" not in page


def test_a_board_without_orders_says_what_comes(client_as, tenant):
    assert "board-idle" in client_as("owner").get("/painel/pedidos/").text


def test_the_number_of_queries_does_not_grow(client_as, tenant):
    browser = client_as("owner")
    asked_to_pay(make_order(number=1))
    browser.get("/painel/pedidos/")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/painel/pedidos/").status_code == 200
        return len(queries)

    few = count()
    for number in range(2, 22):
        asked_to_pay(make_order(number=number, lines=3))

    assert count() == few
    assert few <= 14


def test_accepting_answers_with_the_board_as_it_now_stands(client_as, tenant):
    order = make_order()

    response = client_as("agent").post("/painel/pedidos/1/mover/accept/", headers=HTMX)

    order.refresh_from_db()
    assert response.status_code == 200
    assert 'id="order-1" data-status="approved"' in response.text
    assert order.status == "approved"


def test_without_javascript_accepting_goes_back_to_the_board(client_as, tenant):
    make_order()

    response = client_as("agent").post("/painel/pedidos/1/mover/accept/")

    assert response.status_code == 302
    assert response["Location"] == "/painel/pedidos/"


def test_a_forbidden_move_is_a_422_that_changes_nothing(client_as, tenant):
    order = make_order(status="delivered")

    response = client_as("agent").post("/painel/pedidos/1/mover/accept/", headers=HTMX)

    order.refresh_from_db()
    assert response.status_code == 422
    assert response["HX-Retarget"] == "#toasts"
    assert order.status == "delivered"


def test_rejecting_without_a_reason_asks_again_in_the_dialog(client_as, tenant):
    order = make_order()

    response = client_as("owner").post("/painel/pedidos/1/mover/reject/", headers=HTMX)

    order.refresh_from_db()
    assert response.status_code == 422
    assert response["HX-Retarget"] == "#order-dialog-body"
    assert order.status == "under_review"


@pytest.mark.parametrize("verb", ["reject", "cancel"])
def test_ends_an_order_with_its_reason(client_as, tenant, verb):
    order = make_order()
    page = client_as("owner")
    assert page.get(f"/painel/pedidos/1/mover/{verb}/").status_code == 200

    response = page.post(f"/painel/pedidos/1/mover/{verb}/", {"reason": "stock"}, headers=HTMX)

    order.refresh_from_db()
    assert response.status_code == 200
    assert 'hx-swap-oob="true"' in response.text  # the dialog closes
    assert order.close_reason == "stock"


def test_something_else_needs_words(client_as, tenant):
    make_order()

    response = client_as("owner").post("/painel/pedidos/1/mover/reject/", {"reason": "other"})

    assert response.status_code == 422
    assert Order.objects.get().status == "under_review"


def test_an_agent_accepts_but_does_not_reject(client_as, tenant):
    make_order()

    response = client_as("agent").post("/painel/pedidos/1/mover/reject/", {"reason": "stock"})

    assert response.status_code == 403
    assert Order.objects.get().status == "under_review"


def test_a_viewer_moves_nothing(client_as, tenant):
    make_order()

    assert client_as("viewer").post("/painel/pedidos/1/mover/accept/").status_code == 403
    assert Order.objects.get().status == "under_review"


def test_an_unknown_verb_is_not_found(client_as, tenant):
    make_order()

    assert client_as("owner").post("/painel/pedidos/1/mover/explode/").status_code == 404


@pytest.mark.parametrize(
    "path", ["mover/accept/", "mover/reject/", "pagar/", "reembolsar/", "cupom/", ""]
)
def test_another_tenants_order_is_not_found(client_as, tenant, other_tenant, path):
    with tenant_context(other_tenant):
        make_order(number=7)
    browser = client_as("owner")

    assert browser.get(f"/painel/pedidos/7/{path}").status_code == 404
    assert browser.post(f"/painel/pedidos/7/{path}", {"reason": "stock"}).status_code in (404, 405)
    with tenant_context(other_tenant):
        assert Order.objects.get().status == "under_review"


def test_marking_as_paid(client_as, tenant):
    order = asked_to_pay(make_order())

    response = client_as("agent").post("/painel/pedidos/1/pagar/", headers=HTMX)

    order.refresh_from_db()
    assert response.status_code == 200
    assert order.paid == Decimal("30.00")


def test_marking_as_paid_what_was_never_asked_for(client_as, tenant):
    order = make_order()

    response = client_as("agent").post("/painel/pedidos/1/pagar/", headers=HTMX)

    order.refresh_from_db()
    assert response.status_code == 422
    assert order.paid == 0


def test_a_refund_is_noted_once(client_as, tenant):
    order = asked_to_pay(make_order())
    browser = client_as("owner")
    browser.post("/painel/pedidos/1/pagar/")

    for _ in range(2):
        browser.post("/painel/pedidos/1/reembolsar/", {"key": "refund-x"})

    order.refresh_from_db()
    assert order.paid == 0


def test_the_stream_is_signed_anew(client_as, tenant):
    reply = client_as("viewer").get("/painel/pedidos/fluxo/").json()

    assert "/live/?t=" in reply["src"]
