"""Is this installation fit to serve? Each check names what is wrong in a few words."""

import time

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from psycopg_pool import PoolTimeout

from flowt.due.tasks import HEARTBEAT_KEY
from flowt.permissions import public
from flowt.redis import RedisError, client

WORKER_SILENT_SECONDS = 20


def failures() -> dict[str, str]:
    """Return what is not fine: {"database" | "redis" | "worker": why}."""
    found: dict[str, str] = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, PoolTimeout) as error:
        found["database"] = type(error).__name__
    try:
        beat = client().get(HEARTBEAT_KEY)
    except RedisError as error:
        found["redis"] = type(error).__name__
        return found
    if beat is None:
        found["worker"] = "no heartbeat yet"
    elif (silent := time.time() - int(beat)) > WORKER_SILENT_SECONDS:
        found["worker"] = f"silent for {int(silent)} s"
    return found


@public(scope="any")
def healthz(request: HttpRequest) -> JsonResponse:
    """200 once web, database, Valkey and a worker's heartbeat are fine; else 503 and why."""
    found = failures()
    status = {"status": "unhealthy", "failing": found} if found else {"status": "ok"}
    response = JsonResponse(status, status=503 if found else 200)
    response["Cache-Control"] = "no-store"
    return response
