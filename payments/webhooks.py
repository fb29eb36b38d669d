"""What providers post."""

import structlog
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from flowt.permissions import public
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
