"""Celery tasks of the installation's tenants."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction

from flowt.due.ticks import claim_tick
from tenants import schemas
from tenants.domains import operations as domains


@shared_task(name="tenants.prepare_schemas", ignore_result=True, expires=60)
def prepare_schemas() -> None:
    """Keep a few schemas ready, so that a new tenant is there at once."""
    schemas.prepare_schemas()


@shared_task(name="tenants.check_domains", ignore_result=True, expires=60)
def check_domains() -> None:
    """Look whether own domains are still proven, and whether new ones are. Once a minute."""
    with transaction.atomic():
        if not claim_tick("domains", timedelta(minutes=1)):
            return
    domains.check_due()
