"""A provider's webhook: whether a call is genuine, what is kept of it, where it is registered.

Kept is a pointer only: what it points at is asked of the provider afterwards, by a worker. So
neither who paid nor with what card stands here.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from flowt import due, http, rows
from flowt.crypto import blind_index
from flowt.live import notify
from flowt.tenancy import current_tenant
from payments.models import GatewayAccount, InboundNotice
from payments.providers import codes
from payments.providers.access import settings_of
from payments.providers.base import Json, Junk, Notice, providers
from payments.psp import words
from tenants.selectors import public_url

log = structlog.get_logger()
REGISTER, EVENT = "payments.hosted_webhook", "payments.hosted_event"
TOKEN = "webhook_token"  # noqa: S105 - the name of a setting
STATE = ("webhook_at", "webhook_trouble", "webhook_id", "webhook_url", "auth_token", "owner")
KEPT = frozenset({TOKEN, *STATE})
LARGEST_BODY = 512_000
LONGEST_KEY = 120


def address(kind: str, settings: Json) -> str:
    """What the provider is given to call: there before anything is saved, as some want it first."""
    path = f"/webhooks/pagamentos/{kind}/{settings.get(TOKEN) or new_token(kind)}/"
    return public_url(current_tenant(), path)


def new_token(kind: str) -> str:
    """The secret in the address while none is kept: not to be guessed, and the same each time."""
    return blind_index(f"{current_tenant().pk} {kind}", "payments.webhook")[:40]


def settings_for(kind: str, token: str) -> Json | None:
    """Return the tenant's settings if the path's secret is right."""
    settings = settings_of(kind) if kind in providers else {}
    known = str(settings.get(TOKEN, ""))
    return settings if known and constant_time_compare(known, token) else None


def read(
    kind: str,
    settings: Json,
    headers: Mapping[str, str],
    query: Mapping[str, str],
    body: bytes,
) -> Notice:
    """Verify a call on its raw bytes, and say what it points at. Raises Forged and Junk."""
    notice = providers.get(kind)(settings).notices(headers, query, body)
    if not notice.event or len(notice.pointer) > 100:
        raise Junk("an event without a name")
    return notice


@transaction.atomic
def store(kind: str, notice: Notice) -> bool:
    """Keep a notice, and have what it points at asked for. False: it was told before."""
    row = InboundNotice(
        provider=kind,
        event_key=f"{notice.pointer}:{notice.event}"[:LONGEST_KEY],
        body=json.dumps({"event": notice.event, "topic": notice.topic}),
    )
    is_new = bool(rows.insert(row, on_conflict="(provider, event_key) DO NOTHING"))
    if is_new and notice.pointer:
        due.schedule(EVENT, f"{kind}|{notice.pointer}")
    return is_new


def last_received(kind: str) -> datetime | None:
    """When a genuine call of this gateway last told something new; None where none did."""
    found = InboundNotice.objects.filter(provider=kind).order_by("-pk")
    return found.values_list("received_at", flat=True).first()


def register(ref: str, lease: due.Lease) -> None:
    """Tell the provider where to call. What came of it stands on the settings page."""
    account = GatewayAccount.objects.filter(kind=ref, is_enabled=True).first()
    if account is None or ref not in providers:
        return
    settings, trouble = dict(account.settings), ""
    failure: http.HttpFailure | None = None
    made: dict[str, Any] = {}
    try:
        made = providers.get(ref)(settings).register(address(ref, settings))
    except http.HttpFailure as error:
        failure, trouble = error, codes.told(error)
    with lease.guard():
        account = GatewayAccount.objects.select_for_update().get(pk=account.pk)
        is_done = providers.get(ref).registers_itself and not trouble
        at = timezone.now().isoformat() if is_done else ""
        state = {"webhook_at": at, "webhook_trouble": trouble}
        account.settings = {**account.settings, **made, **state}
        account.save(update_fields=["settings"])
        notify("payments")
    if failure is not None and not words.is_final(failure):
        raise failure  # the queue tries again
