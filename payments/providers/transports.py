"""The providers' libraries send through `flowt.http`: its timeouts, caps, failures and counts.

None of them retries: the due queue does. Tenants type keys, never addresses.
"""

import json
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from mercadopago.http import HttpClient
from stripe import HTTPClient

from flowt import http

logging.getLogger("stripe").setLevel(logging.WARNING)  # it would write whole addresses and bodies
HIDDEN = frozenset({"authorization", "accept", "accept-encoding", "content-length", "host"})


class StripeTransport(HTTPClient):
    """What `stripe.StripeClient` sends through. Failures are flowt's, not the library's."""

    name = "flowt"

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        given = dict(headers or {})
        token = given.get("Authorization", "").removeprefix("Bearer ")
        form = dict(parse_qsl(post_data, keep_blank_values=True)) if post_data else None
        answer = http.Caller().send(
            method.upper(), url, form=form, token=token, headers=_kept(given)
        )
        return json.dumps(answer), 200, {}

    def close(self) -> None:
        """Connections are flowt's to keep."""


class MercadoPagoTransport(HttpClient):  # type: ignore[misc]
    """What `mercadopago.SDK` sends through; `base` takes the place of its own address."""

    def __init__(self, base: str) -> None:
        self.base = base

    def request(self, method: str, url: str, **options: Any) -> dict[str, Any]:
        from mercadopago.config import Config

        given = dict(options.get("headers") or {})
        body = options.get("data")
        answer = http.Caller().send(
            method,
            url.replace(Config().api_base_url, self.base, 1),
            body=json.loads(body) if body else None,
            params=options.get("params"),
            token=given.get("Authorization", "").removeprefix("Bearer "),
            headers=_kept(given),
        )
        return {"status": 200, "response": answer}


def _kept(headers: dict[str, str]) -> dict[str, str]:
    """Without what `flowt.http` writes itself."""
    left_out = HIDDEN | {"content-type"}
    return {name: value for name, value in headers.items() if name.lower() not in left_out}
