"""Public pages kept whole, per tenant and language, and filled with what is personal.

A view that answers with `render_public` says until when its page stays true. The page is kept in
this process under the tenant's and the menu's version, read before it was made: a write raises the
version, so a page made before it is never served after its commit. It is kept twice, packed: as the
view made it, with empty slots, and as it was sent, filled. Who differs from the others
(cart, table, consent) costs a filling, never the view. A page whose scripts bear a nonce is of one
person, and not kept.
"""

import gzip
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from threading import Lock
from typing import Any

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from flowt import metrics, versions
from flowt.observe import route_of
from storefront import slots

GetResponse = Callable[[HttpRequest], HttpResponse]
Key = tuple[Any, ...]
MAX_BYTES = 64 * 1024 * 1024
PACKING = 1  # a fifth of a page's size for a fraction of a millisecond
PASSES_BY = (*slots.ORIGIN, "tenant", "cod_tenant", "fbclid", "gclid")  # change no page
_OURS = {"content-length", "content-encoding", "etag", "cache-control", "vary", "set-cookie"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page as its view made it (`body` is packed with zlib then), or as sent in one encoding."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    expires_at: datetime | None
    slots: tuple[str, ...] = ()  # still to be filled
    route: str = ""  # what made it
    encoding: str = ""
    etag: str = ""


class PageStore:
    """Pages by key, the longest unused dropped first, bounded in bytes. Shared by threads."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.max_bytes = max_bytes
        self.size = 0
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
        if page and page.expires_at and page.expires_at <= timezone.now():
            return None
        return page

    def put(self, key: Key, page: Page) -> None:
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
        if request.tenant is None or request.method not in ("GET", "HEAD") or _asks_more(request):
            return self._uncached(request)
        key = _key(request)
        page = store.get(key)
        if page is None:
            response = self.get_response(request)
            if request.csp_nonce.value or not _may_be_kept(response):
                return _filled(request, response)
            page = _as_made(response, route_of(request))
            store.put(key, page)
            metrics.page_cache.add("made", metrics.class_of(request.tenant))
        else:
            request.route = page.route
            metrics.page_cache.add("kept", metrics.class_of(request.tenant))
        return _answer(request, _sent(request, key, page))

    def _uncached(self, request: HttpRequest) -> HttpResponse:
        return _filled(request, self.get_response(request))


def _key(request: Any) -> Key:
    """What a page depends on. The menu's version is read here, before the page is made."""
    tenant = request.tenant
    name = versions.of_menu(tenant.schema_name)
    menu = getattr(request, "versions", {}).get(name)
    if menu is None:
        (menu,) = versions.read(name)
    return (
        tenant.schema_name,
        tenant.version,
        menu,
        request.path,
        _is_fragment(request),
        translation.get_language(),
        request.get_host(),
    )


def _sent(request: HttpRequest, key: Key, page: Page) -> Page:
    """Return `page` filled for this visitor, in the best encoding; made once for all alike."""
    visitor = slots.Visitor.of(request)
    encoding = _best_encoding(request.headers.get("Accept-Encoding", ""))
    sent_key = (*key, encoding, slots.variant(page.slots, visitor))
    sent = store.get(sent_key)
    if sent is None:
        sent = _encoded(page, slots.fill(zlib.decompress(page.body), request, visitor), encoding)
        store.put(sent_key, sent)
    return sent


def _filled(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Fill the slots of an answer that is not kept."""
    if getattr(response, "has_slots", False):
        response.content = slots.fill(response.content, request)
        response["Cache-Control"] = "private, no-store"
        if response.has_header("Content-Length"):
            response["Content-Length"] = str(len(response.content))
    return response


def _may_be_kept(response: HttpResponse) -> bool:
    return (
        getattr(response, "is_shared", False)
        and response.status_code == 200
        and not response.cookies
    )


def _asks_more(request: HttpRequest) -> bool:
    """Does the query ask for another page than the path alone? Origin parameters do not."""
    if not request.META.get("QUERY_STRING"):
        return False
    return any(not name.startswith("utm_") and name not in PASSES_BY for name in request.GET)


def _is_fragment(request: HttpRequest) -> bool:
    """As `flowt.htmx.wants_fragment` will say, further in."""
    headers = request.headers
    is_whole = "HX-Boosted" in headers or "HX-History-Restore-Request" in headers
    return headers.get("HX-Request") == "true" and not is_whole


def _best_encoding(accepted: str) -> str:
    if "br" in accepted:
        return "br"
    return "gzip" if "gzip" in accepted else ""


def _as_made(response: HttpResponse, route: str) -> Page:
    kept = tuple(item for item in response.items() if item[0].lower() not in _OURS)
    body = response.content
    until = getattr(response, "true_until", None)
    return Page(zlib.compress(body, PACKING), kept, until, slots.names_in(body), route)


def _encoded(page: Page, body: bytes, encoding: str) -> Page:
    tag = blake2b(body, digest_size=12).hexdigest()
    if encoding == "br":
        body = brotli.compress(body, quality=5)
    elif encoding == "gzip":
        body = gzip.compress(body, 6)
    etag = f'"{tag}{encoding and "-" + encoding}"'
    return replace(page, body=body, slots=(), encoding=encoding, etag=etag)


def _answer(request: HttpRequest, page: Page) -> HttpResponse:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if page.etag in known or f"W/{page.etag}" in known:
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        response = HttpResponse(page.body, headers=dict(page.headers))
        response["Content-Length"] = str(len(page.body))
        if page.encoding:
            response["Content-Encoding"] = page.encoding
        if request.method == "HEAD":
            response.content = b""
    response["ETag"] = page.etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept-Encoding", "Cookie", "HX-Request"])
    return response
