"""The clock: beat may run twice, each slot is run once."""

from datetime import UTC as utc
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone


def slot_of(now: datetime, every: timedelta) -> datetime:
    """Return the start of the slot of length `every` that `now` falls in (aware, UTC)."""
    seconds = int(every.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=utc)


def claim_tick(job: str, every: timedelta, *, now: datetime | None = None) -> bool:
    """Claim this slot of `job` in the current transaction. Only the first caller gets True."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.due_tick (job, slot) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [job, slot_of(now or timezone.now(), every)],
        )
        return bool(cursor.rowcount)


def forget_old_ticks(keep: timedelta = timedelta(days=2)) -> int:
    """Delete claims of slots long past. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM public.due_tick WHERE slot < %s", [timezone.now() - keep])
        return int(cursor.rowcount)
