"""The one seam through which Flowt talks to providers: JSON in, JSON out, under limits.

A failure is one of three, and says what the caller may do next:

- `Refused`: the provider said no (4xx). The same request would be refused again.
- `Unavailable`: it did not get there, or was told to come later (429, 5xx). Try again, not before
  `retry_after` seconds where that is given.
- `Ambiguous`: it was sent and no answer came. It may have counted: ask, or repeat with the same
  idempotency key.

No redirect is followed, no proxy of the environment is used, and neither bodies nor headers reach
a log. Call nothing of this inside a transaction.
"""

import json as jsonlib
import logging
import os
import ssl
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import httpx
import structlog

from flowt import egress, metrics, tracing

log = structlog.get_logger()
logging.getLogger("httpx").setLevel(logging.WARNING)  # it would write whole addresses
CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 5.0, 10.0, 20.0
MOST_BYTES = 2_000_000
LONGEST_WAIT_SECONDS = 3600
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
SAFE = frozenset({"GET", "HEAD"})
# What a server's TLS says to a client certificate that it does not take, or that is missing. Under
# TLS 1.3 it comes after the request was written; nobody has read that then (RFC 8446, 4.4.2.4).
CERTIFICATE_ALERTS = frozenset(
    {
        "SSLV3_ALERT_BAD_CERTIFICATE",
        "SSLV3_ALERT_CERTIFICATE_EXPIRED",
        "SSLV3_ALERT_CERTIFICATE_REVOKED",
        "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
        "SSLV3_ALERT_HANDSHAKE_FAILURE",
        "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
        "TLSV13_ALERT_CERTIFICATE_REQUIRED",
        "TLSV1_ALERT_ACCESS_DENIED",
        "TLSV1_ALERT_UNKNOWN_CA",
    }
)


class HttpFailure(Exception):
    """What did not work, without bodies, tokens or queries: fit for a log."""

    def __init__(self, text: str, *, status: int = 0) -> None:
        self.status = status
        super().__init__(text)


class Refused(HttpFailure):
    """The provider's "no". `problem` is its JSON answer, {} if it gave none."""

    def __init__(self, text: str, *, status: int, problem: dict[str, Any] | None = None) -> None:
        self.problem = problem or {}
        super().__init__(text, status=status)


class CertificateRefused(Refused):
    """The provider's TLS takes no client without a certificate that it knows."""


class Unavailable(HttpFailure):
    """Not now. `retry_after` in seconds, None where the provider does not say."""

    def __init__(self, text: str, *, status: int = 0, retry_after: float | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(text, status=status)


class Ambiguous(HttpFailure):
    """Sent, and no answer that can be read: it may have counted."""


class BadCertificate(ValueError):
    """The PEM text does not hold a certificate with its private key."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """How requests to one provider go out.

    `client_pem` holds certificate and key for mutual TLS. `is_typed` says that a tenant typed the
    address, so that it goes through `flowt.egress`.
    """

    client_pem: str = field(default="", repr=False)
    is_typed: bool = False
    whole_seconds: float = WHOLE_SECONDS

    def get_json(self, url: str, **options: Any) -> Any:
        return self.send("GET", url, **options)

    def post_json(self, url: str, body: Any, **options: Any) -> Any:
        return self.send("POST", url, body=body, **options)

    def put_json(self, url: str, body: Any, **options: Any) -> Any:
        return self.send("PUT", url, body=body, **options)

    def patch_json(self, url: str, body: Any, **options: Any) -> Any:
        return self.send("PATCH", url, body=body, **options)

    def send(
        self,
        method: str,
        url: str,
        *,
        body: Any = None,
        form: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        token: str = "",
        basic: tuple[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        what: str = "",
    ) -> Any:
        """Send, and return the answer's JSON (None where it is empty). Raises HttpFailure's kin.

        `what` stands in logs and errors for the path, where that holds a key or a document.
        """
        sent = {"Accept": "application/json", "Accept-Encoding": "identity", **(headers or {})}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        request = {"params": params, "headers": sent, "auth": basic, "data": form}
        if body is not None:
            request["json"] = body
        where = _named(method, url, what)
        with observed(method, "(typed)" if self.is_typed else urlsplit(url).hostname or ""):
            return self._send(method, url, request, where)

    def _send(self, method: str, url: str, request: dict[str, Any], where: str) -> Any:
        try:
            with self._client().stream(method, url, **request) as response:
                return _read(response, where, time.monotonic() + self.whole_seconds)
        except httpx.HTTPError as error:
            raise _unsent(error, where) or _cut(
                method, f"{where}: {type(error).__name__}"
            ) from None
        except httpx.InvalidURL:
            raise Refused(f"{where}: not an address", status=0) from None

    def _client(self) -> httpx.Client:
        return _client_of(os.getpid(), self.client_pem, self.is_typed)


@contextmanager
def observed(method: str, host: str) -> Iterator[None]:
    """Trace a call, count its outcome and time it: by host, never by path."""
    began, outcome = time.perf_counter(), "answered"
    with tracing.span(f"{method} {host}", kind="client", server__address=host) as span:
        try:
            yield
        except HttpFailure as failure:
            outcome = type(failure).__name__.lower()
            span.attributes["http.response.status_code"] = failure.status
            raise
        finally:
            span.attributes["outcome"] = outcome
            metrics.calls.add(host, outcome)
            metrics.call_seconds.observe(time.perf_counter() - began, host)


def get_json(url: str, **options: Any) -> Any:
    return Caller().get_json(url, **options)


def post_json(url: str, body: Any, **options: Any) -> Any:
    return Caller().post_json(url, body, **options)


def load_client_certificate(context: ssl.SSLContext, pem: str) -> None:
    """Give the context a certificate and its key. They touch no disk where the system lets us.

    Raises BadCertificate.
    """
    try:
        if hasattr(os, "memfd_create"):
            descriptor = os.memfd_create("flowt-client", os.MFD_CLOEXEC)
            with os.fdopen(descriptor, "w") as file:
                file.write(pem)
                file.flush()
                context.load_cert_chain(f"/proc/self/fd/{descriptor}")
            return
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:  # 0600
            file.write(pem)
            file.flush()
            context.load_cert_chain(file.name)
    except (ssl.SSLError, OSError, ValueError):
        raise BadCertificate("no certificate with its private key") from None


@lru_cache(maxsize=32)
def _client_of(process: int, client_pem: str, is_typed: bool) -> httpx.Client:
    """One pool of connections a process, certificate and way out; after a fork, another one."""
    context = ssl.create_default_context()
    if client_pem:
        load_client_certificate(context, client_pem)
    plain = httpx.HTTPTransport(verify=context, retries=0)
    transport = egress.transport(context) if is_typed else plain
    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    return httpx.Client(
        transport=transport, timeout=timeout, follow_redirects=False, trust_env=False
    )


def _read(response: httpx.Response, where: str, until: float) -> Any:
    """Read the body under its caps, and sort the status."""
    chunks, size = [], 0
    for chunk in response.iter_raw():
        size += len(chunk)
        if size > MOST_BYTES:
            raise _cut(response.request.method, f"{where}: more than {MOST_BYTES} bytes")
        if time.monotonic() > until:
            raise _cut(response.request.method, f"{where}: too slow")
        chunks.append(chunk)
    status = response.status_code
    log.info("provider_answered", where=where, status=status, bytes=size)
    if status == 429 or status >= 500:
        raise Unavailable(f"{where}: {status}", status=status, retry_after=_wait_of(response))
    answer = _parse(b"".join(chunks))
    if status >= 300:
        problem = answer if isinstance(answer, dict) else {}
        raise Refused(f"{where}: {status}", status=status, problem=problem)
    if answer is _UNREADABLE:
        raise _cut(response.request.method, f"{where}: not JSON")
    return answer


_UNREADABLE = object()


def _parse(content: bytes) -> Any:
    if not content.strip():
        return None
    try:
        return jsonlib.loads(content)
    except (ValueError, RecursionError):
        return _UNREADABLE


def _unsent(error: Exception, where: str) -> HttpFailure | None:
    """Return the failure if nobody can have read the request."""
    causes = list(_causes(error))
    tls = next((one for one in causes if isinstance(one, ssl.SSLError)), None)
    if tls is not None and tls.reason in CERTIFICATE_ALERTS:
        return CertificateRefused(f"{where}: the client certificate was refused", status=0)
    if isinstance(tls, ssl.SSLCertVerificationError):
        return Unavailable(f"{where}: its certificate cannot be trusted")
    if forbidden := next((one for one in causes if isinstance(one, egress.Forbidden)), None):
        return Refused(f"{where}: {forbidden}", status=0)
    return Unavailable(f"{where}: {type(error).__name__}") if isinstance(error, NOT_SENT) else None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _cut(method: str, text: str) -> HttpFailure:
    """Nothing is changed by reading: what was cut off may simply be read again."""
    return Unavailable(text) if method in SAFE else Ambiguous(text)


def _wait_of(response: httpx.Response) -> float | None:
    given = response.headers.get("Retry-After", "").strip()
    return float(min(int(given), LONGEST_WAIT_SECONDS)) if given.isdecimal() else None


def _named(method: str, url: str, what: str) -> str:
    """The request as a log may hold it: no query, no credentials."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return f"{method} {what}"
    return f"{method} {parts.hostname or ''} {what or parts.path}"[:300]
