"""Mercado Pago's library as we use it. Whoever needs it imports it then: it brings an HTTP client
and a few hundred modules, which most processes never need.
"""

import json
from typing import Any

import mercadopago
from mercadopago.config import Config, RequestOptions
from mercadopago.http import HttpClient
from mercadopago.webhook import InvalidWebhookSignatureError, WebhookSignatureValidator

from flowt import http
from payments.providers.transports import kept


class MercadoPagoTransport(HttpClient):  # type: ignore[misc]
    """What `mercadopago.SDK` sends through; `base` takes the place of its own address."""

    def __init__(self, base: str) -> None:
        self.base = base

    def request(self, method: str, url: str, **options: Any) -> dict[str, Any]:
        given = dict(options.get("headers") or {})
        body = options.get("data")
        answer = http.Caller().send(
            method,
            url.replace(Config().api_base_url, self.base, 1),
            body=json.loads(body) if body else None,
            params=options.get("params"),
            token=given.get("Authorization", "").removeprefix("Bearer "),
            headers=kept(given),
        )
        return {"status": 200, "response": answer}


def sdk_of(token: str, base: str) -> Any:
    return mercadopago.SDK(token, http_client=MercadoPagoTransport(base))


def once(key: str) -> RequestOptions:
    """Return what makes a repeat with the same key the same."""
    return RequestOptions(custom_headers={"x-idempotency-key": key}, max_retries=0)


def is_signed(signature: str, request_id: str, pointer: str, secret: str) -> bool:
    try:
        WebhookSignatureValidator.validate(signature, request_id, pointer, secret)
    except (InvalidWebhookSignatureError, ValueError, TypeError):
        return False
    return True
