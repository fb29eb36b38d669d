"""Visitors of a furnished business, who post what no person would."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any
from urllib.parse import quote_from_bytes, quote_plus, urlsplit

import pytest
from django.db import transaction

from tests.input.pages import Form, complaints
from tests.input.world import furnish
from tests.storefront.conftest import add

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _no_limits(settings):
    """What is tried here is tried often; limits have tests of their own."""
    settings.FLOWT_RATES = {"*": "1000000/second"}


@pytest.fixture
def furnished(tenant):
    furnish(tenant)
    return tenant


@pytest.fixture
def visitors(furnished, client_as, client, main_client, global_admin):
    """Who walks where: (browser, first addresses)."""
    from catalog.models.items import Item
    from orders.models import Order

    add(client, Item.objects.get(slug="feijoada"))
    for browser in (client, main_client, global_admin):
        browser.raise_request_exception = False
    owner = client_as("owner")
    owner.raise_request_exception = False
    order = Order.objects.get(number=1)
    return {
        "owner": (owner, ["/painel/", "/conta/perfil/", "/conta/2fa/", "/conta/password/change/"]),
        "visitor": (
            client,
            [
                "/",
                "/cardapio/",
                "/carrinho/",
                "/finalizar/",
                "/consentimento/",
                f"/pedido/{order.token}/",
                "/q/nada",
                "/conta/login/",
            ],
        ),
        "stranger": (main_client, ["/", "/conta/login/", "/conta/password/reset/"]),
        "administrator": (global_admin, ["/console/"]),
    }


@contextmanager
def undone(browser: Any) -> Iterator[None]:
    """What the block changes, in the database or in the browser's cookies, is taken back."""
    cookies = deepcopy(browser.cookies)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        browser.cookies = cookies


def encoded(values: dict[str, list[str]]) -> str:
    """As a browser would send it, but for lone surrogates, which no browser sends."""
    return "&".join(
        f"{quote_plus(name)}={quote_from_bytes(value.encode('utf-8', 'surrogatepass'))}"
        for name, all_of_it in values.items()
        for value in all_of_it
    )


def send(browser: Any, action: str, form: Form, changed: dict[str, str], **more: Any) -> list[str]:
    """Send a form with some fields changed, and take back what that did."""
    values = form.values | {name: [value] for name, value in changed.items()}
    parts = urlsplit(action)
    with undone(browser):
        if form.method == "post":
            query = f"?{parts.query}" if parts.query else ""
            response = browser.post(parts.path + query, encoded(values), content_type=FORM, **more)
        else:
            response = browser.get(f"{parts.path}?{encoded(values)}", **more)
        return complaints(f"{form.method} {action} {_short(changed)}", response)


def _short(changed: dict[str, str]) -> str:
    return str({name: value[:24] for name, value in list(changed.items())[:4]})
