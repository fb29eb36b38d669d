"""Letters inside the console: in a frame that runs nothing and reaches nothing."""

from urllib.parse import urlsplit

from django.http import HttpResponse

from flowt.tenancy import current_tenant
from tenants.selectors import public_url

_RULES = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: {origin};"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'self';"
    " sandbox allow-popups allow-popups-to-escape-sandbox"
)
NEW_WINDOW = '<base target="_blank">'  # a link of a letter never opens inside the console


def letter_response(html: str, *, status: int = 200) -> HttpResponse:
    """Answer with a letter's HTML, for a frame of our own pages alone."""
    parts = urlsplit(public_url(current_tenant(), "/"))
    page = html.replace("<head>", f"<head>{NEW_WINDOW}", 1)
    response = HttpResponse(page, status=status)
    response["Content-Security-Policy"] = _RULES.format(origin=f"{parts.scheme}://{parts.netloc}")
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
