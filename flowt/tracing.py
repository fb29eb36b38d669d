"""Traces by OpenTelemetry, one for each journey: its id is the journey's correlation id.

So scan, order, payment and message are one query in whatever keeps the traces. Only what a span was
is kept while it runs; it becomes OpenTelemetry's when it ends, because a request learns on its way
which journey it is of. Without FLOWT_OTEL_ENDPOINT nothing of OpenTelemetry is loaded.
"""

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection

from flowt import origin
from flowt.redaction import redact

Attribute = str | int | float | bool


@dataclass
class Span:
    """A piece of work under way. `attributes` may be added to until it ends."""

    name: str
    kind: str = "internal"  # or server, client, consumer
    parent: "Span | None" = None
    attributes: dict[str, Attribute] = field(default_factory=dict)
    span_id: int = field(default_factory=lambda: random.getrandbits(64) or 1)
    began: int = field(default_factory=time.time_ns)
    statements: int = 0
    statement_seconds: float = 0.0
    error: str = ""


_open: ContextVar[Span | None] = ContextVar("flowt_span", default=None)
_ids: ContextVar[tuple[int, int]] = ContextVar("flowt_span_ids", default=(0, 0))


def is_on() -> bool:
    return bool(settings.FLOWT_OTEL_ENDPOINT)


@contextmanager
def span(
    name: str,
    *,
    kind: str = "internal",
    is_root: bool = False,
    counts_sql: bool = False,
    **given: Any,
) -> Iterator[Span]:
    """Trace the block. `is_root` begins anew, in the journey that is bound; "__" stands for ".".

    With `counts_sql` the statements of the block are counted and timed, not traced one by one.
    """
    if not is_on():
        yield Span(name, span_id=1, began=0)
        return
    one = Span(name, kind, None if is_root else _open.get())
    one.attributes |= {key.replace("__", "."): value for key, value in given.items()}
    token = _open.set(one)
    try:
        if counts_sql:
            with connection.execute_wrapper(_counting(one)):
                yield one
        else:
            yield one
    except BaseException as error:
        one.error = type(error).__name__
        raise
    finally:
        _open.reset(token)
        _record(one)


def _counting(one: Span) -> Callable[..., Any]:
    def execute(run: Callable[..., Any], *args: Any) -> Any:
        began = time.perf_counter()
        try:
            return run(*args)
        finally:
            one.statements += 1
            one.statement_seconds += time.perf_counter() - began

    return execute


def _record(one: Span) -> None:
    """Hand an ended span to OpenTelemetry, under the journey that is bound now."""
    from opentelemetry import trace
    from opentelemetry.context import Context

    where = origin.bound_now()
    trace_id = (where.correlation_id if where else uuid4()).int
    if not _is_chosen(trace_id):
        return
    context = Context()
    if one.parent is not None:
        parent = trace.SpanContext(trace_id, one.parent.span_id, False, trace.TraceFlags(1))
        context = trace.set_span_in_context(trace.NonRecordingSpan(parent), context)
    ids = _ids.set((trace_id, one.span_id))
    try:
        made = _tracer(os.getpid()).start_span(
            redact(one.name),
            context,
            kind=trace.SpanKind[one.kind.upper()],
            attributes=_attributes(one, where),
            start_time=one.began,
        )
    finally:
        _ids.reset(ids)
    if one.error:
        made.set_status(trace.StatusCode.ERROR, one.error)
    made.end()


def _attributes(one: Span, where: origin.Origin | None) -> dict[str, Attribute]:
    """What is said of a span: nothing that a person typed, and no statement's text."""
    found = {
        key: redact(value) if isinstance(value, str) else value
        for key, value in one.attributes.items()
    }
    if one.statements:
        found["db.statements"] = one.statements
        found["db.seconds"] = round(one.statement_seconds, 6)
    if where is not None:
        found["flowt.correlation_id"] = str(where.correlation_id)
        if where.request_id:
            found["flowt.request_id"] = where.request_id
    return found


def _is_chosen(trace_id: int) -> bool:
    """Choose FLOWT_OTEL_SHARE of the journeys, whole: by bits of the id that are random."""
    share: float = settings.FLOWT_OTEL_SHARE
    return (trace_id >> 80) / (1 << 48) < share


@lru_cache(maxsize=1)
def _tracer(process: int) -> Any:
    """Return this process's tracer; its exporter has a thread, which no fork takes along."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.id_generator import IdGenerator

    from flowt import __version__

    class Given(IdGenerator):
        def generate_trace_id(self) -> int:
            return _ids.get()[0]

        def generate_span_id(self) -> int:
            return _ids.get()[1]

    about = {"service.name": "flowt", "service.version": __version__}
    about["deployment.environment.name"] = settings.FLOWT_ENVIRONMENT
    provider = TracerProvider(resource=Resource(about), id_generator=Given())
    endpoint = settings.FLOWT_OTEL_ENDPOINT.rstrip("/")
    if not endpoint.endswith("/v1/traces"):
        endpoint += "/v1/traces"
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint, timeout=5)))
    return provider.get_tracer("flowt", __version__)


def flush(milliseconds: int = 5_000) -> None:
    """Send what waits, as when a process ends."""
    if is_on() and _tracer.cache_info().currsize:
        from opentelemetry.sdk.trace import Tracer

        tracer: Tracer = _tracer(os.getpid())
        tracer.span_processor.force_flush(milliseconds)
