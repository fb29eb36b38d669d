"""Due work of the chaos tests, loaded into real workers with `--include`."""

import os
import time
from datetime import timedelta

from celery import shared_task
from django.db import connection, transaction
from django.utils import timezone

from flowt import due, http
from flowt.due.ticks import claim_tick, slot_of
from flowt.effects import Accepted, EffectKind, kinds
from flowt.effects.models import Effect
from flowt.effects.operations import request_effect
from flowt.tenancy import current_schema, current_tenant

SLOT = timedelta(seconds=1)
PAUSE = timedelta(seconds=2)  # between the first answer and the timer of the second send


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
    """As `note`, with so many seconds between its write and its commit: "name:0.5"."""
    note(ref)
    time.sleep(float(ref.partition(":")[2] or 1))


@shared_task(name="chaos.tick", ignore_result=True)
def tick() -> None:
    """As every clockwork of ours: whoever claims the slot does its work, in one transaction."""
    with transaction.atomic():
        now = timezone.now()
        if claim_tick("chaos", SLOT, now=now):
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO public.chaos_note (ref) VALUES (%s)",
                    [slot_of(now, SLOT).isoformat()],
                )


class Keyed(EffectKind):
    """A provider that takes our key. What is accepted first starts the timer of the second."""

    kind = "chaos.keyed"
    label = "Keyed"
    takes_key = True

    def send(self, sending):
        url = os.environ["CHAOS_PROVIDER"] + "/send"
        headers = {"Idempotency-Key": sending.reference} if self.takes_key else {}
        body = {"reference": sending.reference, "tenant": current_schema()}
        return Accepted(provider_id=http.post_json(url, body, headers=headers)["id"])

    def settled(self, effect):
        run, _, step = effect.key.rpartition(":")
        if effect.status == Effect.Status.ACCEPTED and step == "1":
            due.schedule("chaos.step", f"{effect.kind}:{run}", run_at=timezone.now() + PAUSE)


class Plain(Keyed):
    kind = "chaos.plain"
    takes_key = False


class Transactional(Plain):
    kind = "chaos.transactional"
    is_transactional = True
    reconcile_seconds = 4


for member in (Keyed, Plain, Transactional):
    kinds.register(member)


@due.handles("chaos.step")
def step(ref: str) -> None:
    """Once the webhook of the first send has come: the second send."""
    kind, _, run = ref.partition(":")
    if Effect.objects.get(kind=kind, key=f"{run}:1").confirmed_at is None:
        raise due.Later(0.5)
    request_effect(kind, key=f"{run}:2", payload={})
