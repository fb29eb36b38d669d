"""What e-mail providers post."""

import structlog
from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from flowt.permissions import public
from messaging import told
from messaging.channels.email import Email
from messaging.models import ChannelAccount
from messaging.operations.settings import BASIC, TOKEN
from messaging.providers import Provider, providers

log = structlog.get_logger()
LARGEST_BODY = 256_000
JUNK = (  # what anymail raises on what its provider would not post
    *(AnymailError, ImproperlyConfigured),
    *(ValueError, KeyError, TypeError, AttributeError, RecursionError),
)


@csrf_exempt
@require_POST
@public
def email(request: HttpRequest, kind: str, token: str) -> HttpResponse:
    """Verify on the raw bytes, keep, say 200. What it means is worked out afterwards."""
    account = _account(token)
    if account is None or kind not in providers or not providers.get(kind).webhook_view:
        return HttpResponse(status=404)
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        return HttpResponse(status=413)
    own = (account.settings.get("providers") or {}).get(kind) or {}
    provider = providers.get(kind)(dict(own))
    try:
        events = provider.told(request, basic=str(account.settings.get(BASIC, "")))
        plain = _kept(provider, events)
    except AnymailWebhookValidationFailure:
        log.warning("mail_notice_refused", provider=kind)
        return HttpResponse(status=401)
    except JUNK:
        log.warning("mail_notice_junk", provider=kind)
        return HttpResponse(status=400)
    new = told.store(kind, plain)
    log.info("mail_notice_kept", told=len(plain), new=new)
    return HttpResponse(status=200)


def _account(token: str) -> ChannelAccount | None:
    account = ChannelAccount.objects.filter(kind=Email.kind).first()
    known = str(account.settings.get(TOKEN, "")) if account else ""
    return account if known and constant_time_compare(known, token) else None


def _kept(provider: Provider, events: list[object]) -> list[tuple[str, dict[str, object]]]:
    """Those that say what became of a message, as plain values."""
    return [
        told.plain(provider.kind, one, is_hard=provider.is_hard(one))
        for one in events
        if str(one.event_type) in told.HEARD  # type: ignore[attr-defined]
    ]
