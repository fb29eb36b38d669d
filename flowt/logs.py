"""Structured logs: every line carries the request, tenant, user and correlation ids in force.

Personal data and secrets are taken out of each line before it is written, and no text from outside
begins a line of its own.
"""

import logging
import logging.config
import os
import sys
import threading
from typing import Any

import structlog

from flowt import origin
from flowt.redaction import one_line, redact_event

LOUD = ("celery", "kombu", "redis", "urllib3", "httpx", "httpcore", "opentelemetry", "asyncio")


class OnlyBugs(logging.Filter):
    """Django logs every 4xx and 5xx answer; our own access line tells those. Bugs carry a trace."""

    def filter(self, record: logging.LogRecord) -> bool:
        return bool(record.exc_info)


def add_journey(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Add the id of the journey that is under way, and the request's."""
    bound = origin.bound_now()
    if bound is not None:
        event.setdefault("correlation_id", str(bound.correlation_id))
        if bound.request_id:
            event.setdefault("request_id", bound.request_id)
    return event


def flatten(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Keep each value, except a trace, on its line: for people, who read without quotes."""
    for key, value in event.items():
        if isinstance(value, str) and key not in {"exception", "stack"}:
            event[key] = one_line(value)
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    add_journey,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def is_json() -> bool:
    return os.environ.get("FLOWT_LOG", "text") == "json"


def formatter(*, json: bool | None = None) -> logging.Formatter:
    """Return what makes a line of a record; also named by granian's logging file."""
    last: list[Any] = (
        [structlog.processors.JSONRenderer(default=str)]
        if (is_json() if json is None else json)
        else [flatten, structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())]
    )
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            redact_event,  # type: ignore[list-item]
            *last,
        ],
        foreign_pre_chain=_SHARED,
    )


def configure(*, json: bool, level: str) -> None:
    """Send all logging, structlog's and the standard library's, to stdout in one form."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.captureWarnings(True)
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"()": formatter, "json": json}},
            "handlers": {
                "out": {
                    "class": "logging.StreamHandler",
                    "formatter": "line",
                    "stream": "ext://sys.stdout",
                }
            },
            "root": {"handlers": ["out"], "level": level},
            "filters": {"only_bugs": {"()": OnlyBugs}},
            "loggers": {
                "django.request": {"level": "ERROR", "filters": ["only_bugs"]},
                "weasyprint": {"level": "ERROR"},
                "fontTools": {"level": "ERROR"},
                **{name: {"level": "WARNING"} for name in LOUD},
            },
        }
    )
    if json:
        _log_what_nobody_caught()


def _log_what_nobody_caught() -> None:
    """An exception that ends a process or a thread is a line as well."""
    log = logging.getLogger("flowt.uncaught")

    def of_process(kind: Any, error: Any, trace: Any) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            return
        log.critical("uncaught", exc_info=(kind, error, trace))

    def of_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            trace = (args.exc_type, args.exc_value, args.exc_traceback)
            log.error("uncaught in %s", getattr(args.thread, "name", "?"), exc_info=trace)

    sys.excepthook, threading.excepthook = of_process, of_thread
