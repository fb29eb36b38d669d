"""Traces, against a receiver that speaks OTLP: one journey is one trace."""

import gzip
import os
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from uuid import UUID, uuid4

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from flowt import http, origin, tracing
from flowt.due import worker
from flowt.events import DomainEvent, bus, publish, subscribe
from flowt.tenancy import tenant_context


@dataclass(frozen=True, kw_only=True)
class Told(DomainEvent):
    name = "test.told"


JOURNEY = UUID("5f0c7f0e-1111-4111-8111-000000000001")


class Receiver(HTTPServer):
    """Keeps every span it is sent; answers anything else with JSON."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.spans = []
        self.raw = b""
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def named(self, name):
        return [span for span in self.spans if span.name == name]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/v1/traces":
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            self.server.raw += body
            sent = ExportTraceServiceRequest.FromString(body)
            for resource in sent.resource_spans:
                for scope in resource.scope_spans:
                    self.server.spans += scope.spans
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args):
        pass


@pytest.fixture
def receiver(settings):
    server = Receiver()
    settings.FLOWT_OTEL_ENDPOINT = server.url
    tracing._tracer.cache_clear()
    yield server
    settings.FLOWT_OTEL_ENDPOINT = ""
    tracing._tracer.cache_clear()
    server.shutdown()
    server.server_close()


def attributes(span):
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in span.attributes}


def test_a_request_is_a_span_by_route_with_its_statements(client, receiver, tenant):
    client.get("/cardapio/?segredo=ana@exemplo.com.br")
    tracing.flush()

    (span,) = receiver.named("GET storefront:menu")
    found = attributes(span)
    assert found["http.response.status_code"] == 200
    assert found["flowt.tenant"] == tenant.schema_name
    assert found["db.statements"] > 3
    assert 0 < found["db.seconds"] < 60
    assert UUID(bytes=span.trace_id) == UUID(found["flowt.correlation_id"])
    assert b"segredo" not in receiver.raw


def test_event_and_call_join_the_journey_they_came_from(trading_tenant, receiver):
    @subscribe(Told)
    def call_a_provider(event):
        http.post_json(f"{receiver.url}/pay", {"name": "Ana Lima"})

    try:
        with tenant_context(trading_tenant), origin.bound(origin.Origin(JOURNEY)):
            publish(Told())
        worker.run_pending()
        tracing.flush()
    finally:
        del bus._subscribers[Told.name][f"{__name__}.{call_a_provider.__qualname__}"]

    (told,) = receiver.named("event test.told")
    (called,) = receiver.named("POST 127.0.0.1")
    assert {UUID(bytes=span.trace_id) for span in (told, called)} == {JOURNEY}
    assert called.parent_span_id == told.span_id
    assert attributes(called)["outcome"] == "answered"
    assert receiver.named("due event")
    assert b"Ana Lima" not in receiver.raw


def test_a_failure_is_marked_without_its_words(receiver):
    with (
        pytest.raises(ValueError),
        origin.bound(origin.Origin(JOURNEY)),
        tracing.span("work"),
    ):
        raise ValueError("ana@exemplo.com.br")
    tracing.flush()

    (span,) = receiver.named("work")
    assert (span.status.code, span.status.message) == (2, "ValueError")
    assert b"ana@" not in receiver.raw


def test_without_a_setting_nothing_is_counted_or_sent(client, settings):
    settings.FLOWT_OTEL_ENDPOINT = ""
    client.get("/cardapio/")

    with tracing.span("work") as span:
        assert span.span_id == 1
    assert tracing._tracer.cache_info().currsize == 0


@pytest.mark.parametrize(("share", "least", "most"), [(0, 0, 0), (0.25, 180, 320), (1, 1000, 1000)])
def test_a_share_of_whole_journeys(settings, share, least, most):
    settings.FLOWT_OTEL_SHARE = share

    assert least <= sum(tracing._is_chosen(uuid4().int) for _ in range(1000)) <= most


def test_a_collector_that_is_away_delays_nobody(client, settings):
    settings.FLOWT_OTEL_ENDPOINT = "http://127.0.0.1:1"
    tracing._tracer.cache_clear()

    assert client.get("/cardapio/").status_code == 200
    tracing._tracer(os.getpid()).span_processor.shutdown()
    tracing._tracer.cache_clear()
