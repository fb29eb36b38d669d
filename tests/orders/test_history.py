import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from flowt.tenancy import public_schema, tenant_context
from orders import selectors
from orders.export import neutral
from tests.factories import make_order

HTMX = {"HX-Request": "true"}


def numbers(browser, query: str = "") -> list[int]:
    page = browser.get(f"/painel/pedidos/lista/?{query}").context["page"]
    return [order.number for order in page.object_list]


@pytest.fixture
def three(noon, tenant):
    return [
        make_order(number=1, customer_name="Ana Lima", total="10.00"),
        make_order(
            number=2,
            customer_name="Bruno Sá",
            total="90.00",
            profile="table",
            table_label="7",
            placed_at=timezone.now() - timedelta(days=3),
        ),
        make_order(
            number=31,
            customer_name="Carla",
            total="50.00",
            status="delivered",
            paid=50,
            customer_phone="+5531988887777",
            placed_at=timezone.now() - timedelta(days=40),
        ),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [31, 2, 1]),
        ("q=ana", [1]),
        ("q=%2331", [31]),
        ("q=8888-7777", [31]),
        ("q=nobody", []),
        ("status=open", [2, 1]),
        ("status=delivered", [31]),
        ("profile=table", [2]),
        ("payment=paid", [31]),
        ("payment=unpaid", [2, 1]),
        ("period=today", [1]),
        ("period=7", [2, 1]),
        ("sort=total", [1, 31, 2]),
        ("sort=-total", [2, 31, 1]),
        ("sort=customer", [1, 2, 31]),
        ("sort=nonsense&status=nonsense&page=999", [31, 2, 1]),
    ],
)
def test_finds_and_sorts(client_as, three, query, found):
    result = numbers(client_as("viewer"), query)

    assert result == found or (query.startswith("sort=nonsense") and sorted(result) == [1, 2, 31])


def test_a_range_of_dates_holds_both_ends(client_as, three):
    day = timezone.localtime(three[1].placed_at).date()

    assert numbers(client_as("viewer"), f"period=custom&since={day}&until={day}") == [2]


def test_htmx_gets_the_list_alone(client_as, three):
    response = client_as("viewer").get("/painel/pedidos/lista/", headers=HTMX)

    assert '<section class="card" id="orders">' in response.text
    assert "<html" not in response.text


def test_queries_do_not_grow_with_rows(client_as, three):
    browser = client_as("viewer")
    browser.get("/painel/pedidos/lista/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/painel/pedidos/lista/")
    for number in range(100, 130):
        make_order(number=number)

    with CaptureQueriesContext(connection) as many:
        browser.get("/painel/pedidos/lista/")

    assert len(many) == len(few)


def test_the_count_stops_where_deep_pages_would_begin(three, monkeypatch):
    monkeypatch.setattr(selectors, "MOST_COUNTED", 2)

    paginator = selectors.CappedPaginator(selectors.search({}), 1)

    assert paginator.count == 2
    assert paginator.is_capped


def test_another_tenants_orders_are_not_listed(client_as, three, other_tenant):
    with tenant_context(other_tenant):
        make_order(number=99)

    assert 99 not in numbers(client_as("viewer"))


def rows_of(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_exports_what_the_filters_leave(client_as, three):
    rows = rows_of(client_as("supervisor").get("/painel/pedidos/lista/exportar/?status=open"))

    assert [row[0] for row in rows[1:]] == ["2", "1"]
    assert rows[1][4] == "Bruno Sá"
    assert rows[1][11] == "90,00"


def test_an_export_is_read_after_the_request_let_its_tenant_go(client_as, three):
    response = client_as("owner").get("/painel/pedidos/lista/exportar/")

    with public_schema():
        rows = rows_of(response)

    assert [row[0] for row in rows[1:]] == ["31", "2", "1"]


def test_a_day_at_the_end_of_the_calendar_is_left_out(client_as, three):
    assert numbers(client_as("owner"), "period=custom&until=9999-12-31") == [31, 2, 1]


def test_a_number_that_is_none_has_no_stream(client_as, three):
    assert client_as("owner").get("/painel/pedidos/fluxo/?pedido=²").status_code == 404


def test_an_export_crosses_its_batches(client_as, three, monkeypatch):
    monkeypatch.setattr("orders.export.BATCH", 2)

    rows = rows_of(client_as("owner").get("/painel/pedidos/lista/exportar/"))

    assert [row[0] for row in rows[1:]] == ["31", "2", "1"]


def test_no_cell_is_a_formula(client_as, tenant):
    make_order(customer_name='=HYPERLINK("http://evil")')

    rows = rows_of(client_as("owner").get("/painel/pedidos/lista/exportar/"))

    assert rows[1][4] == '\'=HYPERLINK("http://evil")'


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_dangerous_beginnings_are_made_plain(text):
    assert neutral(text) == f"'{text}"


def test_an_agent_exports_nothing(client_as, three):
    assert client_as("agent").get("/painel/pedidos/lista/exportar/").status_code == 403


def test_one_order_with_everything(client_as, three):
    page = client_as("viewer").get("/painel/pedidos/31/").text

    assert "wa.me/5531988887777" in page
    assert "Prato 1" in page


def test_the_ticket_is_80_mm_wide(client_as, three):
    browser = client_as("agent")

    page = browser.get("/painel/pedidos/2/cupom/").text
    style = browser.get("/painel/pedidos/2/cupom.css").text

    assert "receipt-80" in page
    assert "<script>" not in page
    assert style.startswith("@page { size: 80mm ")
