"""What browsers refused on our behalf, as they report it: logged, a few a client."""

import json
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from flowt import limits
from flowt.clients import network_of
from flowt.permissions import public

log = structlog.get_logger()
MOST_BYTES = 16_384
MOST_REPORTS = 10  # of one post


@csrf_exempt
@require_POST
@public(scope="any")
def browser_reports(request: HttpRequest) -> HttpResponse:
    """Take reports in either form (report-uri's or the Reporting API's). Bad ones are dropped."""
    limits.guard("browser.report", network_of(request))
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return HttpResponse(status=413)
    for report in _read(request.body)[:MOST_REPORTS]:
        log.warning("browser_refused", **_told(report))
    return HttpResponse(status=204)


def _read(body: bytes) -> list[dict[str, Any]]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return []
    if isinstance(found, dict):
        found = [{"type": "csp-violation", "body": found.get("csp-report")}]
    reports = found if isinstance(found, list) else []
    return [one for one in reports if isinstance(one, dict) and isinstance(one.get("body"), dict)]


def _told(report: dict[str, Any]) -> dict[str, str]:
    """What is worth a line. Addresses lose their query, which may hold what is personal."""
    body = report["body"]

    def first(*names: str) -> str:
        return next((str(body[name]) for name in names if body.get(name)), "")

    return {
        "kind": str(report.get("type", ""))[:40],
        "directive": first("effectiveDirective", "effective-directive", "violated-directive")[:60],
        "page": _bare(first("documentURL", "document-uri")),
        "blocked": _bare(first("blockedURL", "blocked-uri")),
        "source": _bare(first("sourceFile", "source-file")),
    }


def _bare(address: str) -> str:
    try:
        parts = urlsplit(address[:500])
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}{parts.path}"[:200] if parts.netloc else address[:40]
