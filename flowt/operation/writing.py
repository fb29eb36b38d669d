"""Writing down what processes handed over: errors, by kind, day and tenant."""

from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from flowt.operation import buffer
from flowt.operation.buffer import Occurrence
from flowt.operation.models import Fault, FaultDay
from flowt.redis import RedisError

KEEP = timedelta(days=90)
_FAULT = """
INSERT INTO public.operation_fault AS f (fingerprint, kind, place, first_at, last_at, sample,
  sample_tenant_id, request_id, correlation_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (fingerprint) DO UPDATE SET
  first_at = least(f.first_at, excluded.first_at), last_at = greatest(f.last_at, excluded.last_at),
  sample = coalesce(nullif(excluded.sample, ''), f.sample),
  sample_tenant_id = excluded.sample_tenant_id, request_id = excluded.request_id,
  correlation_id = excluded.correlation_id
RETURNING id
"""
_DAY = """
INSERT INTO public.operation_fault_day AS d (fault_id, day, tenant_id, count)
VALUES (%s, %s, %s, %s)
ON CONFLICT (fault_id, day, tenant_id) DO UPDATE SET count = d.count + excluded.count
"""


def write_faults() -> int:
    """Write down what was handed over; return how many entries. Raises RedisError.

    What cannot be written goes back. A worker that is killed between both loses at most one batch
    of counts, and never counts one twice: too many would be a false alarm.
    """
    entries = buffer.take()
    if not entries:
        return 0
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for one in sorted(entries, key=lambda one: one.fingerprint):
                _write(cursor, one)
    except BaseException:
        try:
            buffer.give_back(entries)
        except RedisError:
            return 0
        raise
    return len(entries)


def _write(cursor: Any, one: Occurrence) -> None:
    cursor.execute(
        _FAULT,
        [
            one.fingerprint,
            one.kind,
            one.place,
            one.at,
            one.at,
            one.sample.replace("\0", ""),
            one.tenant_id or None,
            one.request_id,
            one.correlation_id or None,
        ],
    )
    cursor.execute(_DAY, [cursor.fetchone()[0], one.day, one.tenant_id, one.count])


def forget_old(today: date | None = None) -> None:
    """Drop days long past, and kinds that have not happened since."""
    last = (today or timezone.now().date()) - KEEP
    FaultDay.objects.filter(day__lt=last).delete()
    Fault.objects.filter(last_at__date__lt=last).delete()
