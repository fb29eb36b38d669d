"""The PSP's webhook: whether a call is genuine, what it says, and where it is registered.

What is verified: the path holds a secret of the tenant's, `hmac` of the query another one (banks
keep and repeat a query), and, where the installation's proxy checks the bank's certificate, the
proxy says so in the header that `FLOWT_MTLS_HEADER` names. Even then a call only has the PSP asked.
"""

import hashlib
import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import structlog
from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from flowt import due, http, rows
from flowt.live import notify
from flowt.tenancy import current_tenant
from payments.models import GatewayAccount, InboundNotice, PixReceipt
from payments.psp import receipts, words
from payments.psp.api import KIND, Json, PixApi
from tenants.selectors import public_url

log = structlog.get_logger()
REGISTER = "payments.pix_webhook"
SECRETS = ("webhook_token", "webhook_hmac")
STATE = ("webhook_at", "webhook_trouble")
KEPT = frozenset({*SECRETS, *STATE})
SUFFIX = "pix"  # the standard appends it
LARGEST_BODY = 256_000
E2EID = re.compile(r"[A-Za-z0-9]{20,32}\Z")
MTLS_FINE = "SUCCESS"


class Junk(ValueError):
    """Not what the API Pix posts."""


def settings_for(token: str) -> Json | None:
    """Return the tenant's settings if the path's secret is right."""
    account = GatewayAccount.objects.filter(kind=KIND).first()
    settings = dict(account.settings or {}) if account else {}
    known = str(settings.get("webhook_token", ""))
    return settings if known and constant_time_compare(known, token) else None


def is_genuine(settings: Json, *, hmac: str, proxy_word: str | None) -> bool:
    """Does the call carry the second secret and, where that is asked for, the proxy's word?"""
    if django_settings.FLOWT_MTLS_HEADER and proxy_word != MTLS_FINE:
        return False
    return constant_time_compare(str(settings.get("webhook_hmac", "")), hmac)


def events_in(content: bytes) -> list[tuple[str, str, Json]]:
    """Return (event key, endToEndId, what was said) of each event in a body. Raises Junk."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        raise Junk("not JSON") from None
    told = body.get("pix") if isinstance(body, dict) else None
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise Junk("no list of Pix")
    found = [(str(one.get("endToEndId") or ""), one) for one in told]
    if any(not E2EID.match(e2eid) for e2eid, _one in found):
        raise Junk("an endToEndId that is none")
    return [(_event_key(e2eid, one), e2eid, one) for e2eid, one in found]


def _event_key(e2eid: str, told: Json) -> str:
    """One name for each thing that can be told: the arrival, and each state of each refund."""
    refunds = told.get("devolucoes")
    listed = [one for one in refunds if isinstance(one, dict)] if isinstance(refunds, list) else []
    states = "+".join(sorted(f"{one.get('id')}={one.get('status')}" for one in listed))
    digest = hashlib.sha256(states.encode()).hexdigest()[:32] if states else ""
    return f"{e2eid}:{digest or 'pix'}"


@transaction.atomic
def store(events: list[tuple[str, str, Json]]) -> int:
    """Keep each event once, and have the PSP asked about it. Returns how many were new."""
    new = 0
    for event_key, e2eid, told in events:
        body = json.dumps(told, ensure_ascii=False)
        notice = InboundNotice(provider=KIND, event_key=event_key, body=body)
        new += rows.insert(notice, on_conflict="(provider, event_key) DO NOTHING")
        due.schedule(receipts.EVENT, e2eid)
    return new


def address(settings: Json) -> str:
    """What the bank is given; it calls this with `/pix` behind the path."""
    path = f"/webhooks/pix/{settings['webhook_token']}"
    query = urlencode({"hmac": settings["webhook_hmac"]})
    return f"{public_url(current_tenant(), path)}?{query}"


def register(ref: str, lease: due.Lease) -> None:
    """Tell the PSP where to call. What came of it stands on the settings page."""
    account = GatewayAccount.objects.filter(kind=KIND, is_enabled=True).first()
    if account is None:
        return
    settings, trouble = dict(account.settings), ""
    failure: http.HttpFailure | None = None
    try:
        PixApi(settings).register_webhook(address(settings))
    except http.HttpFailure as error:
        failure, trouble = error, words.told(error)
    with lease.guard():
        account = GatewayAccount.objects.select_for_update().get(pk=account.pk)
        at = "" if trouble else timezone.now().isoformat()
        account.settings = {**account.settings, "webhook_at": at, "webhook_trouble": trouble}
        account.save(update_fields=["settings"])
        notify("payments")
    if failure is not None and not words.is_final(failure):
        raise failure  # the queue tries again


def lost() -> list[tuple[str, str]]:
    """Notices of the last hour whose Pix was not written down: (kind, ref)."""
    now = timezone.now()
    window = (now - timedelta(hours=1), now - timedelta(minutes=5))
    keys = InboundNotice.objects.filter(received_at__range=window).values_list("event_key")
    told = {str(key).partition(":")[0] for (key,) in keys[:1000]}
    known: Any = PixReceipt.objects.filter(e2eid__in=told).values_list("e2eid", flat=True)
    return [(receipts.EVENT, e2eid) for e2eid in sorted(told - set(known))]
