"""Due work of the chaos tests, loaded into real workers with `--include`."""

import os
import time

from django.db import connection

from flowt import due
from flowt.tenancy import current_tenant


@due.handles("chaos.note")
def note(ref: str) -> None:
    """Write down that it ran; twice would be seen."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.chaos_note (tenant_id, ref, pid) VALUES (%s, %s, %s)",
            [current_tenant().pk, ref, os.getpid()],
        )


@due.handles("chaos.slow")
def slow(ref: str) -> None:
    """As `note`, with a while between its write and its commit."""
    note(ref)
    time.sleep(float(ref.partition(":")[2] or 1))
