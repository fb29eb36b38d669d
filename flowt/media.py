"""Serving a tenant's own files. Another tenant's names lead nowhere; nothing runs as a page: the
type is ours, and `flowt.browser_rules` fences every answer that is no page."""

from pathlib import Path

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseRedirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from flowt.permissions import public

TYPES = {".webp": "image/webp", ".svg": "image/svg+xml", ".png": "image/png"}


@require_safe
@public(scope="any")
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """Where browsers look for an icon on pages that name none, such as a printed ticket."""
    return HttpResponseRedirect(static("favicon.svg"))


@require_safe
@public
def media(request: HttpRequest, name: str) -> FileResponse:
    """Send a picture from the bound tenant's folder. Its name is a hash: copies never get old."""
    suffix = Path(name).suffix.lower()
    if suffix not in TYPES:
        raise Http404
    try:
        file = default_storage.open(name)
    except (OSError, SuspiciousFileOperation, ValueError):
        raise Http404 from None
    is_drawing = suffix == ".svg"  # shown inside a page; alone it is a file, never a page
    response = FileResponse(file, content_type=TYPES[suffix], as_attachment=is_drawing)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
