"""What providers post."""

import structlog
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from flowt.permissions import public
from payments.providers import webhook as hosted_webhook
from payments.providers.base import Forged, Junk
from payments.psp import webhook

log = structlog.get_logger()


@csrf_exempt
@require_POST
@public
def pix(request: HttpRequest, token: str) -> HttpResponse:
    """Verify, keep, say 200. What was told is asked of the PSP afterwards, by a worker."""
    settings = webhook.settings_for(token)
    if settings is None:
        return HttpResponse(status=404)
    header = django_settings.FLOWT_MTLS_HEADER
    word = request.headers.get(header) if header else None
    if not webhook.is_genuine(settings, hmac=request.GET.get("hmac", ""), proxy_word=word):
        log.warning("pix_notice_refused")
        return HttpResponse(status=401)
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > webhook.LARGEST_BODY:
        return HttpResponse(status=413)
    try:
        events = webhook.events_in(request.body)
    except webhook.Junk as junk:
        log.warning("pix_notice_junk", why=str(junk))
        return HttpResponse(status=400)
    new = webhook.store(events)
    log.info("pix_notice_kept", told=len(events), new=new)
    return JsonResponse({})


@csrf_exempt
@require_POST
@public
def hosted(request: HttpRequest, kind: str, token: str) -> HttpResponse:
    """Verify, keep, say 200. What was pointed at is asked of the gateway afterwards."""
    settings = hosted_webhook.settings_for(kind, token)
    if settings is None:
        return HttpResponse(status=404)
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > hosted_webhook.LARGEST_BODY:
        return HttpResponse(status=413)
    try:
        query = request.GET.dict()
        notice = hosted_webhook.read(kind, settings, request.headers, query, request.body)
    except Forged:
        log.warning("hosted_notice_refused", provider=kind)
        return HttpResponse(status=401)
    except Junk as junk:
        log.warning("hosted_notice_junk", provider=kind, why=str(junk))
        return HttpResponse(status=400)
    is_new = hosted_webhook.store(kind, notice)
    log.info("hosted_notice_kept", provider=kind, topic=notice.topic, new=is_new)
    return JsonResponse({})
