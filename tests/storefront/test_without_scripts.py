"""From the menu to the placed order in a real browser that runs no script, by keyboard alone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from playwright.sync_api import Page, Playwright

from flowt.tenancy import tenant_context
from orders.models import Order
from tests.conftest import host_of
from tests.factories import make_group, make_item
from tests.plugins.machine import chromium_path
from tests.storefront.conftest import open_shop

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        return


@pytest.fixture
def site(trading_tenant, django_db_blocker) -> Iterator[str]:
    """The address of a served tenant with one pizza, whose halves must be chosen."""
    with django_db_blocker.unblock():
        with tenant_context(trading_tenant):
            open_shop(trading_tenant)
            pizza = make_item("Pizza", slug="pizza", price="0")
            halves = {"Margherita": "60.00", "Calabresa": "64.00", "Napolitana": "58.00"}
            make_group(
                "Sabores", item=pizza, options=halves, minimum=1, maximum=2, price_rule="highest"
            )
        server = make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Quiet)
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{host_of(trading_tenant)}:{server.server_port}"
        server.shutdown()
        server.server_close()


@pytest.fixture
def page(playwright: Playwright) -> Iterator[Page]:
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
    yield browser.new_context(java_script_enabled=False, locale="pt-BR").new_page()
    browser.close()


def press_on(page: Page, selector: str, key: str = "Enter") -> None:
    """Walk by Tab to what `selector` means, as a keyboard does, and press `key`."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            page.keyboard.press(key)
            return
    raise AssertionError(f"{selector} is not reached by keyboard")


def the_order(tenant) -> Order:
    try:
        with tenant_context(tenant):
            return Order.objects.get()
    finally:
        connection.close()


def test_from_the_menu_to_the_order(site, page, trading_tenant):
    page.goto(f"{site}/cardapio/?via=link&utm_source=teste")
    with page.expect_navigation():
        press_on(page, "button[value=necessary]")
    press_on(page, "a[href='/cardapio/pizza/']")
    page.wait_for_url(f"{site}/cardapio/pizza/")
    press_on(page, ".option-row:nth-of-type(1) input", "Space")
    press_on(page, ".option-row:nth-of-type(2) input", "Space")
    press_on(page, ".item-buy .btn-primary")
    page.wait_for_url(f"{site}/carrinho/")
    press_on(page, "a[href='/finalizar/']")
    page.wait_for_url(f"{site}/finalizar/")
    page.locator("input[name=profile][value=pickup]").check()
    page.fill("#id_name", "Ana Lima")
    page.fill("#id_phone", "(11) 98765-4321")
    press_on(page, "#checkout-side .btn-primary")

    page.wait_for_url(f"{site}/pedido/**")
    assert "Pague com PIX" in page.locator("body").inner_text()
    with ThreadPoolExecutor(1) as pool:  # this thread belongs to the browser's event loop
        order = pool.submit(the_order, trading_tenant).result()
    assert (str(order.total), order.customer_name) == ("64.00", "Ana Lima")
    assert order.utm == {"utm_source": "teste"}
