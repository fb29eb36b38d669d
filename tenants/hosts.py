"""Which tenant a host, a parameter or a session means. Kept in memory, dropped when it is old."""

import base64
import binascii
from collections.abc import Callable
from threading import Lock

from django.conf import settings

from flowt import versions
from flowt.tenancy import public_schema
from tenants.models import SLUG, Tenant

VERSION = "tenants"
_MAX_KEPT = 5_000
_lock = Lock()
_kept: dict[str, Tenant | None] = {}
_kept_version = -1


def is_main_host(host: str) -> bool:
    return host in settings.FLOWT_MAIN_HOSTS


def by_host(host: str, version: int | None = None) -> Tenant | None:
    """Return the tenant served at `host` (lower case, no port), from memory while it is current."""
    return _remember(
        f"host:{host}",
        version,
        lambda: _load(domains__domain=host, domains__verified_at__isnull=False),
    )


def last_at(host: str) -> Tenant | None:
    """Return the tenant that was last served at `host`: a guess, which may be out of date."""
    return _kept.get(f"host:{host}")


def by_reference(text: str) -> Tenant | None:
    """Return the tenant meant by a slug, a numeric code, or either encoded in base64url."""
    text = text.strip()[:120]
    found = by_plain_reference(text)
    return found or by_plain_reference(_decoded(text))


def by_plain_reference(text: str) -> Tenant | None:
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return _remember(f"code:{text}", None, lambda: _load(code=int(text)))
    slug = text.lower()
    if not SLUG.regex.match(slug):
        return None
    return _remember(f"slug:{slug}", None, lambda: _load(slug=slug))


def by_schema(schema: str) -> Tenant | None:
    return _remember(f"schema:{schema}", None, lambda: _load(schema_name=schema))


def _load(**where: object) -> Tenant | None:
    with public_schema():
        return Tenant.objects.filter(**where).first()


def _remember(key: str, version: int | None, load: Callable[[], Tenant | None]) -> Tenant | None:
    global _kept_version  # noqa: PLW0603 - one small cache a process
    if version is None:
        (version,) = versions.read(VERSION)
    with _lock:
        if version != _kept_version or len(_kept) > _MAX_KEPT:
            _kept.clear()
            _kept_version = version
        if key in _kept:
            return _kept[key]
    tenant = load()
    with _lock:
        if version == _kept_version:
            _kept[key] = tenant
    return tenant


def _decoded(text: str) -> str:
    padded = text + "=" * (-len(text) % 4)
    try:
        plain = base64.urlsafe_b64decode(padded).decode("ascii")
    except (binascii.Error, ValueError, UnicodeDecodeError):
        return ""
    return plain if plain.isprintable() else ""
