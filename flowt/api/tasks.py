"""Celery's side of the API: what may be lost."""

from celery import shared_task
from django.utils.dateparse import parse_datetime

from flowt.api import operations
from flowt.tasks import TenantTask


@shared_task(base=TenantTask, name="flowt.api.note_key_use", ignore_result=True, expires=600)
def note_key_use(key_id: int, at: str, ip: str) -> None:
    """Write down when a key was last used, away from the request that used it."""
    used_at = parse_datetime(at)
    if used_at is not None:
        operations.note_use(key_id, at=used_at, ip=ip)
