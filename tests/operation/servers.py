"""The processes of this run's own PostgreSQL and Valkey, to be frozen and thawed."""

import psutil
from django.db import connection

from flowt.redis import client


def server_pid(name: str) -> list[int]:
    """Return the process ids of "postgres" (with all it started) or "valkey" of this test run."""
    if name == "valkey":
        return [int(client().info("server")["process_id"])]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = psutil.Process(cursor.fetchone()[0])
    main = backend.parent()
    return [main.pid, *(child.pid for child in main.children(recursive=True))]
