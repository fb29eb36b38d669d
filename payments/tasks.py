"""Celery's side: each may be lost and is called again."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from django_tenants.utils import get_tenant_model

from flowt import due
from flowt.due.ticks import claim_tick
from flowt.tenancy import tenant_context
from payments.models import GatewayAccount
from payments.providers import reconcile as hosted
from payments.providers.base import providers
from payments.psp import reconcile
from payments.psp.api import KIND

NIGHT_HOUR_UTC = 6  # three in the morning in Brasília


@shared_task(name="payments.sweep", ignore_result=True, expires=300)
def sweep() -> None:
    """Every ten minutes, in each tenant with a PSP or a gateway: queue what was lost; at night,
    compare.
    """
    with transaction.atomic():
        if not claim_tick("payments-sweep", timedelta(minutes=10)):
            return
    now = timezone.now()
    for tenant in get_tenant_model().objects.active():
        with tenant_context(tenant):
            _sweep_tenant(is_night=now.hour == NIGHT_HOUR_UTC)


def _sweep_tenant(*, is_night: bool) -> None:
    kinds = set(GatewayAccount.objects.values_list("kind", flat=True))
    if KIND in kinds:
        reconcile.requeue_lost()
        if is_night:
            due.schedule(reconcile.NIGHTLY, timezone.localdate().isoformat())
    if kinds & {one.kind for one in providers}:
        hosted.requeue_lost()
        if is_night:
            hosted.schedule_nights()
