"""Public pages kept whole, per tenant and language, and filled with what is personal.

A view that answers with `render_public` says until when its page stays true. The page is kept in
this process under the tenant's and the menu's version, read before it was made: a write raises the
version, so a page made before it is never served after its commit. What differs from person to
person (consent banner, table, cart) is filled into slots from two small cookies.
"""

import gzip
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from threading import Lock
from typing import Any

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from flowt import versions
from storefront.slots import Visitor, fill
from tenants.hosts import VERSION as TENANTS_VERSION

GetResponse = Callable[[HttpRequest], HttpResponse]
MAX_BYTES = 64 * 1024 * 1024
PASSES_BY = ("via", "qr_src", "tenant", "cod_tenant", "fbclid", "gclid")  # change no page


@dataclass(frozen=True, slots=True)
class Page:
    """A page as sent: body in one encoding, its tag, and when it stops being true."""

    body: bytes
    encoding: str
    etag: str
    expires_at: datetime | None


class PageStore:
    """Pages by key, the longest unused dropped first, bounded in bytes. Shared by threads."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.max_bytes = max_bytes
        self.size = 0
        self._pages: OrderedDict[tuple[Any, ...], Page] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[Any, ...]) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
        if page and page.expires_at and page.expires_at <= timezone.now():
            return None
        return page

    def put(self, key: tuple[Any, ...], page: Page) -> None:
        with self._lock:
            old = self._pages.pop(key, None)
            self.size += len(page.body) - (len(old.body) if old else 0)
            self._pages[key] = page
            while self.size > self.max_bytes:
                _, dropped = self._pages.popitem(last=False)
                self.size -= len(dropped.body)


store = PageStore()


class PageCacheMiddleware:
    """Answers a public page from memory where it is current; fills the slots of every one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        tenant = request.tenant
        if tenant is None or request.method not in ("GET", "HEAD") or _asks_more(request):
            return self._fresh(request, None)
        visitor = Visitor.of(request)
        tenants, menu = versions.read(TENANTS_VERSION, f"menu:{tenant.schema_name}")
        del tenants  # read in the same trip; TenantMiddleware has judged it
        key = (
            tenant.schema_name,
            tenant.version,
            menu,
            request.path,
            translation.get_language(),
            request.get_host(),
            visitor,
        )
        encoding = _best_encoding(request.headers.get("Accept-Encoding", ""))
        page = store.get((*key, encoding))
        if page is None:
            page = self._from_plain(key, encoding)
        return _answer(request, page) if page else self._fresh(request, key)

    def _fresh(self, request: Any, key: tuple[Any, ...] | None) -> HttpResponse:
        response = self.get_response(request)
        if not getattr(response, "has_slots", False):
            return response
        response.content = fill(response.content, request)
        expires_at = getattr(response, "true_until", None)
        is_kept = key and response.status_code == 200 and getattr(response, "is_shared", False)
        if not is_kept or response.cookies:
            response["Cache-Control"] = "private, no-store"
            return response
        store.put((*key, ""), _page(response.content, "", expires_at))
        return _answer(request, _page(response.content, "", expires_at))

    @staticmethod
    def _from_plain(key: tuple[Any, ...], encoding: str) -> Page | None:
        """Compress a page that is kept plain, once."""
        plain = store.get((*key, ""))
        if plain is None or not encoding:
            return plain
        page = _page(plain.body, encoding, plain.expires_at)
        store.put((*key, encoding), page)
        return page


def _asks_more(request: HttpRequest) -> bool:
    """Does the query ask for another page than the path alone? Origin parameters do not."""
    if not request.META.get("QUERY_STRING"):
        return bool(request.headers.get("HX-Request"))
    return any(not name.startswith("utm_") and name not in PASSES_BY for name in request.GET)


def _best_encoding(accepted: str) -> str:
    if "br" in accepted:
        return "br"
    return "gzip" if "gzip" in accepted else ""


def _page(body: bytes, encoding: str, expires_at: datetime | None) -> Page:
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}{encoding and "-" + encoding}"'
    if encoding == "br":
        body = brotli.compress(body, quality=6)
    elif encoding == "gzip":
        body = gzip.compress(body, 6)
    return Page(body, encoding, etag, expires_at)


def _answer(request: HttpRequest, page: Page) -> HttpResponse:
    if request.headers.get("If-None-Match") == page.etag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(page.body)
        if page.encoding:
            response["Content-Encoding"] = page.encoding
    response["ETag"] = page.etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept-Encoding", "Cookie", "HX-Request"])
    return response
