"""Errors of our own, counted where they happen and carried over every few seconds.

A logging handler notes the kind, place, tenant and one scrubbed sample of each error, so ten
thousand of a kind cost ten thousand additions and one entry in Redis. A worker writes them down.
"""

import hashlib
import json
import logging
import sys
import traceback
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any

from flowt import background, metrics, origin, reporting
from flowt.metrics import classes
from flowt.redaction import redact
from flowt.redis import client
from flowt.tenancy import connection, in_tenant

KEY = "flowt:faults"
MAX_KINDS = 300  # of one process between two turns
MAX_WAITING = 5_000  # entries in Redis: about a day without a worker
SAMPLE = 6_000
OURS = str(Path(__file__).resolve().parent.parent.parent)
_lock = Lock()
_seen: "dict[tuple[str, int, str], Occurrence]" = {}


@dataclass
class Occurrence:
    """How often one kind of error happened in one tenant on one day, and what it looked like."""

    fingerprint: str
    kind: str
    place: str
    tenant_id: int
    day: str
    count: int = 0
    at: str = ""
    sample: str = ""
    request_id: str = ""
    correlation_id: str = ""


class FaultHandler(logging.Handler):
    """Notes every record of level ERROR or above. It raises nothing and logs nothing."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            note(record)
        except Exception:  # noqa: BLE001 - an error about an error helps nobody
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:
        sys.stderr.write("the error handler failed\n")


def install() -> None:
    """Listen to everything that is logged in this process. A repeat does nothing."""
    root = logging.getLogger()
    if not any(isinstance(handler, FaultHandler) for handler in root.handlers):
        root.addHandler(FaultHandler())


def note(record: logging.LogRecord) -> None:
    """Count one record under its kind, place and tenant."""
    kind, error, trace = _exception_of(record)
    name, place = (_name(kind), _place(trace)) if kind else (_event_of(record), record.name)
    tenant_id = int(getattr(connection.tenant, "pk", None) or 0) if in_tenant() else 0
    metrics.errors.add(name, classes.bound())
    fingerprint = hashlib.blake2b(f"{name}\0{place}".encode(), digest_size=12).hexdigest()
    now = datetime.now(UTC)
    key = (fingerprint, tenant_id, now.date().isoformat())
    with _lock:
        seen = _seen.get(key)
        if seen is None:
            if len(_seen) >= MAX_KINDS:
                return
            seen = _seen[key] = Occurrence(fingerprint, name, place, tenant_id, key[2])
        seen.count += 1
        seen.at = now.isoformat()
        if seen.sample:
            return
    _describe(seen, record, error)
    reporting.report(name, place, error, seen.sample)


def _describe(seen: Occurrence, record: logging.LogRecord, error: BaseException | None) -> None:
    if error is not None:
        lines = traceback.format_exception(error, limit=-25)
        seen.sample = redact("".join(lines)[-SAMPLE:], limit=SAMPLE)
    else:
        seen.sample = redact(str(_event_of(record)), limit=SAMPLE)
    where = origin.bound_now()
    if where is not None:
        seen.request_id, seen.correlation_id = where.request_id, str(where.correlation_id)


def _exception_of(
    record: logging.LogRecord,
) -> tuple[type[BaseException] | None, BaseException | None, TracebackType | None]:
    """Return what a record of the standard library's, or of structlog's, was raised by."""
    info: Any = record.exc_info
    if not info and isinstance(record.msg, dict):
        info = record.msg.get("exc_info")
    if info is True:
        info = sys.exc_info()
    if isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    return info if info and info[0] else (None, None, None)


def _name(kind: type[BaseException]) -> str:
    module = kind.__module__
    name = kind.__qualname__ if module == "builtins" else f"{module}.{kind.__qualname__}"
    return name[:120]


def _place(trace: TracebackType | None) -> str:
    """Name the innermost function of ours, or else of anybody's."""
    place = ""
    for module, function, is_ours in _frames(trace):
        if is_ours or not place:
            place = f"{module}.{function}"
    return place[:200]


def _frames(trace: TracebackType | None) -> Iterator[tuple[str, str, bool]]:
    while trace is not None:
        code = trace.tb_frame.f_code
        is_ours = code.co_filename.startswith(OURS) and "site-packages" not in code.co_filename
        module = trace.tb_frame.f_globals.get("__name__", "?")
        yield module, code.co_qualname, is_ours
        trace = trace.tb_next


def _event_of(record: logging.LogRecord) -> str:
    """The words of a record before anything was put into them: they name the kind."""
    text = record.msg.get("event", "") if isinstance(record.msg, dict) else record.msg
    return redact(str(text))[:120]


@background.duty
def carry_over() -> None:
    """Hand what was noted to the workers, by way of Redis. Raises RedisError; then it waits."""
    with _lock:
        taken = list(_seen.items())
        _seen.clear()
    if not taken:
        return
    try:
        with client().pipeline(transaction=False) as pipe:
            pipe.rpush(KEY, *(json.dumps(asdict(seen)) for _, seen in taken))
            pipe.ltrim(KEY, -MAX_WAITING, -1)
            pipe.execute()
    except BaseException:
        _put_back(taken)
        raise


def _put_back(taken: "list[tuple[tuple[str, int, str], Occurrence]]") -> None:
    with _lock:
        for key, old in taken:
            new = _seen.setdefault(key, old)
            if new is not old:
                new.count += old.count
                new.sample = new.sample or old.sample


def take(most: int = 1_000) -> list[Occurrence]:
    """Take what processes handed over. Raises RedisError."""
    found: Any = client().lpop(KEY, most)
    return [Occurrence(**json.loads(text)) for text in found or ()]


def give_back(entries: list[Occurrence]) -> None:
    """Put back what could not be written down. Raises RedisError."""
    if entries:
        client().rpush(KEY, *(json.dumps(asdict(one)) for one in entries))
