"""A post office on loopback, and orders whose customers left an e-mail."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from messaging.models import Message
from orders.models import Order
from simulator.post.server import Server
from tests.factories import make_order
from tests.payments.conftest import work

ANA = "ana@exemplo.com.br"


@pytest.fixture(scope="session")
def _post_server() -> Iterator[Server]:
    server = Server(0)
    server.notice_seconds = 0
    threading.Thread(target=server.serve_forever, daemon=True, args=(0.05,)).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def post(_post_server: Server, settings: Any) -> Server:
    """The post office, empty; the installation sends there by SMTP."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _post_server.smtp.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL = "Flowt <no-reply@flowt.example>"
    settings.FLOWT_MAIL_SIMULATOR = _post_server.origin
    _post_server.store.clear()
    return _post_server


@pytest.fixture
def order_of(tenant: Any) -> Callable[..., Order]:
    """Return a function that makes an order of somebody with an e-mail."""

    def make(email: str = ANA, **fields: Any) -> Order:
        return make_order(customer_email=email, **{"number": 7, **fields})

    return make


def only() -> Message:
    """The one message there is, as the database has it now."""
    return Message.objects.select_related("effect", "order").get()


def deliver() -> Message:
    """Let a worker send what is due, and return the only message."""
    work()
    return only()
