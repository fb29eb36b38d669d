"""Does this process answer, and is this installation fit to serve?

`/livez` asks nothing of anybody. `/healthz` asks the database, Redis, the worker and the queue, and
names what is not well, within two seconds whatever hangs.
"""

import time
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from flowt.due.tasks import HEARTBEAT_KEY
from flowt.permissions import public
from flowt.probe import Ending, NoAnswer, Probe, answers, one_row
from flowt.redis import client

log = structlog.get_logger()
LIVEZ = "/livez"
WORKER_SILENT_SECONDS = 20
ANSWER_SECONDS = 1.5
# Both counts walk the index of what is claimable, whatever the table holds beside it.
_QUEUE = """
SELECT (SELECT count(*) FROM public.due_queue WHERE is_ready AND lease_until IS NULL),
       (SELECT extract(epoch FROM clock_timestamp() - min(run_at)) FROM public.due_queue
         WHERE is_ready AND lease_until IS NULL),
       (SELECT count(*) FROM public.due_dead_letter)
"""
_probes = {
    "database": Probe("database", lambda: one_row(_QUEUE)),
    "redis": Probe("redis", lambda: client().get(HEARTBEAT_KEY)),
}


@dataclass
class Health:
    """What was found. `failing` maps "database", "redis", "worker", "queue" to what is wrong."""

    failing: dict[str, str] = field(default_factory=dict)
    queue: dict[str, float] = field(default_factory=dict)


def examine() -> Health:
    """Look at everything at once, within `ANSWER_SECONDS`."""
    found, health = answers(_probes, ANSWER_SECONDS), Health()
    for name, answer in found.items():
        if isinstance(answer, Exception):
            health.failing[name] = _reason(answer)
    if "database" not in health.failing:
        _look_at_queue(health, *found["database"])
    if "redis" not in health.failing:
        _look_at_worker(health, found["redis"])
    return health


def _reason(error: Exception) -> str:
    """Name the kind of error; its words, unless they are ours, may hold addresses and names."""
    return str(error) if isinstance(error, Ending | NoAnswer) else type(error).__name__


def _look_at_queue(health: Health, ready: int, oldest: Any, dead: int) -> None:
    waited = max(float(oldest or 0), 0.0)
    health.queue = {"ready": ready, "oldest_seconds": round(waited, 1), "dead_letters": dead}
    if waited > settings.FLOWT_QUEUE_LAG_SECONDS:
        health.failing["queue"] = f"the oldest of {ready} ready jobs waits for {int(waited)} s"


def _look_at_worker(health: Health, beat: bytes | None) -> None:
    if beat is None:
        health.failing["worker"] = "no heartbeat yet"
    elif (silent := time.time() - int(beat)) > WORKER_SILENT_SECONDS:
        health.failing["worker"] = f"silent for {int(silent)} s"


def failures() -> dict[str, str]:
    """Return what is not fine: {"database" | "redis" | "worker" | "queue": why}."""
    return examine().failing


@public(scope="any")
def healthz(request: HttpRequest) -> JsonResponse:
    """200 once database, Valkey, a worker's heartbeat and the queue are fine; else 503 and why."""
    health = examine()
    status: dict[str, Any] = {"status": "unhealthy" if health.failing else "ok"}
    if health.failing:
        status["failing"] = health.failing
        log.warning("unhealthy", **health.failing)
    if getattr(request, "is_main_host", False) and health.queue:
        status["queue"] = health.queue
    response = JsonResponse(status, status=503 if health.failing else 200)
    response["Cache-Control"] = "no-store"
    return response


@public(scope="any")
def livez(request: HttpRequest) -> HttpResponse:
    """200 from a process that answers: no database, no Redis, any host."""
    response = HttpResponse(b"ok", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
