"""Stripe's library as we use it. Whoever needs it imports it then: most processes never do."""

import json
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import stripe

from flowt import http
from payments.providers.transports import kept

logging.getLogger("stripe").setLevel(logging.WARNING)  # it would write whole addresses and bodies


class StripeTransport(stripe.HTTPClient):
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
            method.upper(), url, form=form, token=token, headers=kept(given)
        )
        return json.dumps(answer), 200, {}

    def close(self) -> None:
        """Connections are flowt's to keep."""


def v1_of(secret: str, base: str) -> Any:
    """Return the library's calls, for an account at `base`."""
    client = stripe.StripeClient(
        secret,
        base_addresses={"api": base},
        max_network_retries=0,
        http_client=StripeTransport(),
    )
    return client.v1


def is_signed(content: bytes, header: str | None, secret: str, tolerance: int) -> bool:
    """`tolerance` is in seconds: what was signed longer ago counts as not signed."""
    try:
        stripe.WebhookSignature.verify_header(content, header, secret, tolerance)
    except (stripe.SignatureVerificationError, ValueError, TypeError, IndexError):
        return False
    return True
