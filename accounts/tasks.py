"""Celery tasks of people's accounts."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction

from accounts import guard
from accounts.operations.sign_ins import forget_old_sign_ins
from accounts.operations.support import end_expired_support
from flowt.due.ticks import claim_tick


@shared_task(name="accounts.tidy", ignore_result=True, expires=60)
def tidy() -> None:
    """Put on the record what ran out, and forget what has no more use. Once a minute."""
    with transaction.atomic():
        if not claim_tick("accounts.tidy", timedelta(minutes=1)):
            return
    end_expired_support()
    guard.forget_old()
    forget_old_sign_ins()
