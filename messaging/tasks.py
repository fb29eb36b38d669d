"""Celery's side: each may be lost and is called again."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django_tenants.utils import get_tenant_model

from flowt.due.ticks import claim_tick
from flowt.tenancy import tenant_context
from messaging import summary, told
from messaging.erasure import forget_old


@shared_task(name="messaging.sweep", ignore_result=True, expires=600)
def sweep() -> None:
    """Every hour, tenant by tenant: queue what was lost, and forget what is old."""
    with transaction.atomic():
        if not claim_tick("messaging-sweep", timedelta(hours=1)):
            return
    for tenant in get_tenant_model().objects.active():
        with tenant_context(tenant):
            told.requeue_lost()
            forget_old()
            summary.plan(is_sweep=True)
