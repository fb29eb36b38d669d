"""Reports to Sentry, against a receiver that speaks its envelopes."""

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import brotli
import pytest
import sentry_sdk
import structlog

from flowt import origin, reporting
from flowt.operation import buffer
from tests.operation.test_tracing import JOURNEY

log = structlog.get_logger("test")


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        elif self.headers.get("Content-Encoding") == "br":
            body = brotli.decompress(body)
        self.server.raw += body
        lines = body.split(b"\n")
        for head, item in zip(lines[1::2], lines[2::2], strict=False):
            if json.loads(head)["type"] == "event":
                self.server.events.append(json.loads(item))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args):
        pass


@pytest.fixture
def sentry(settings):
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.events, server.raw = [], b""
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.FLOWT_SENTRY_DSN = f"http://key@127.0.0.1:{server.server_port}/1"
    buffer._seen.clear()
    reporting.configure()
    yield server
    sentry_sdk.get_client().close()
    reporting._is_ready = False
    buffer._seen.clear()
    server.shutdown()
    server.server_close()


def fail(cpf):
    secret = "hunter22"
    try:
        raise LookupError(f"no person {cpf} {len(secret)}")
    except LookupError:
        log.exception("it_failed", email="ana@exemplo.com.br")


def test_an_error_is_reported_with_its_place_and_journey_and_nothing_else(tenant, sentry):
    with origin.bound(origin.Origin(JOURNEY, "request-1")):
        fail("529.982.247-25")
    sentry_sdk.flush(60)

    (event,) = sentry.events
    assert event["tags"] == {
        "tenant": tenant.schema_name,
        "correlation_id": str(JOURNEY),
        "request_id": "request-1",
    }
    assert event["exception"]["values"][0]["type"] == "LookupError"
    assert event["exception"]["values"][0]["stacktrace"]["frames"][-1]["function"] == "fail"
    assert event["fingerprint"] == ["LookupError", f"{__name__}.fail"]
    assert event["release"].startswith("flowt@")
    for secret in (b"529.982", b"hunter22", b"ana@"):
        assert secret not in sentry.raw


def test_a_storm_is_one_report(tenant, sentry):
    for _ in range(500):
        fail("529.982.247-25")
    sentry_sdk.flush(60)

    assert len(sentry.events) == 1


def test_without_a_setting_nothing_is_loaded(settings):
    settings.FLOWT_SENTRY_DSN = ""
    reporting.configure()

    assert not reporting._is_ready
