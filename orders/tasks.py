"""Celery's side: each may be lost and is called again."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.utils import translation
from django_tenants.utils import get_tenant_model

from flowt.due.ticks import claim_tick
from flowt.tenancy import tenant_context
from orders.tabs.forgetting import forget_old


@shared_task(name="orders.tidy", ignore_result=True, expires=600)
def tidy() -> None:
    """Once a day, tenant by tenant: forget who sat at tables long ago."""
    with transaction.atomic():
        if not claim_tick("orders-tidy", timedelta(days=1)):
            return
    for tenant in get_tenant_model().objects.active():
        with tenant_context(tenant), translation.override(tenant.language):
            forget_old()
