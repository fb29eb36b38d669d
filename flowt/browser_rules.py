"""What browsers are told to refuse on our behalf: the content policy and its neighbours.

A page whose scripts bear a nonce (console, sign-in: made for one person) runs those and what they
load. A page that is kept and sent to many cannot bear one, since a nonce that is known is none: it
runs scripts of this host alone, and nothing inline. Nothing else runs anything.
"""

from functools import lru_cache
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.security import SecurityMiddleware

from flowt.live import stream_origin

REPORTS = "/relatos/navegador"
DENIED_FEATURES = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid"),
    *("idle-detection", "magnetometer", "microphone", "midi", "payment", "serial", "usb"),
    "xr-spatial-tracking",
)
PERMISSIONS = ", ".join(f"{name}=()" for name in DENIED_FEATURES)
SHARED = ("/static/", "/media/")  # may be shown by other sites, as in a preview of a link
_FENCED = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
OF_FILES = f"default-src 'none'; style-src 'unsafe-inline'; sandbox; {_FENCED}"
# A browser's own viewer draws a PDF with a style and an element of its own.
OF_PDF = f"default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; {_FENCED}"


class Nonce:
    """A number used once: made when a template first prints it."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value = ""

    def __str__(self) -> str:
        self.value = self.value or token_urlsafe(18)
        return self.value


class BrowserRulesMiddleware(SecurityMiddleware):
    """Adds to Django's own headers, on every answer; what a view said for itself stands."""

    def process_request(self, request: Any) -> Any:
        request.csp_nonce = Nonce()
        return super().process_request(request)

    def process_response(self, request: Any, response: Any) -> Any:
        response = super().process_response(request, response)
        is_shared = request.path.startswith(SHARED)
        given = {
            "Content-Security-Policy": _policy(request, response),
            "Permissions-Policy": PERMISSIONS,
            "Cross-Origin-Resource-Policy": "cross-origin" if is_shared else "same-origin",
            "X-Frame-Options": "DENY",
            "X-Permitted-Cross-Domain-Policies": "none",
            "Reporting-Endpoints": f'browser="{REPORTS}"',
        }
        if _kind(response) == "image/svg+xml":  # a picture in a page; alone, a file
            given["Content-Disposition"] = "attachment"
        for name, value in given.items():
            response.headers.setdefault(name, value)
        return response


def _kind(response: HttpResponseBase) -> str:
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _policy(request: HttpRequest, response: HttpResponseBase) -> str:
    kind = _kind(response)
    if kind == "application/pdf":
        return OF_PDF
    if kind not in ("", "text/html"):
        return OF_FILES
    try:
        live = stream_origin(request)
    except DisallowedHost:
        live = ""
    policy = of_page(live, request.csp_nonce.value, request.is_secure())  # type: ignore[attr-defined]
    if getattr(response, "frames_ours", False):
        policy += "; frame-src 'self'"
    if getattr(response, "may_be_framed", False):
        policy = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    return policy


def frames_ours(response: Any) -> Any:
    """Let a page show pages of its own host in a frame."""
    response.frames_ours = True
    return response


def may_be_framed(response: Any) -> Any:
    """Let pages of the same host show this one in a frame."""
    response.may_be_framed = True
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def of_page(live: str, nonce: str, is_secure: bool) -> str:
    """Return the policy of a page; `live` is the origin of its streams, "" where it is its own."""
    scripts = f"'nonce-{nonce}' 'strict-dynamic'" if nonce else "'self'"
    pictures = "'self' data: blob:" if nonce else "'self' data:"  # blob: is one being uploaded
    return f"script-src {scripts}; img-src {pictures}; {_of_all_pages(live, is_secure)}"


@lru_cache(maxsize=4096)
def _of_all_pages(live: str, is_secure: bool) -> str:
    rules = [
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        f"connect-src 'self' {live}".strip(),
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        f"report-uri {REPORTS}",
    ]
    if is_secure and settings.FLOWT_HTTPS:  # report-to works over HTTPS only, and hides report-uri
        rules += ["report-to browser", "upgrade-insecure-requests"]
    return "; ".join(rules)
