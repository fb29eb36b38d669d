"""The providers' libraries send through `flowt.http`: its timeouts, caps, failures and counts.

None of them retries: the due queue does. Tenants type keys, never addresses.
"""

import json
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

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
            method.upper(), url, form=form, token=token, headers=kept(given)
        )
        return json.dumps(answer), 200, {}

    def close(self) -> None:
        """Connections are flowt's to keep."""


def kept(headers: dict[str, str]) -> dict[str, str]:
    """Without what `flowt.http` writes itself."""
    left_out = HIDDEN | {"content-type"}
    return {name: value for name, value in headers.items() if name.lower() not in left_out}
