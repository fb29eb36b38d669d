"""Who calls: a key of this tenant, or an address. Cookies are nobody here."""

from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest
from typing import Any

import structlog
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from flowt import clients, limits
from flowt.api import keys, operations
from flowt.api.models import ApiKey
from flowt.api.problems import Problem
from flowt.api.tasks import note_key_use
from flowt.redis import RedisError, client
from flowt.tenancy import current_schema, scoped

log = structlog.get_logger()
SCHEME = "bearer"
CHALLENGE = 'Bearer realm="flowt"'
limits.RATES["api.guess"] = limits.Rate("30/1 minute")  # keys that are none, by address
limits.RATES["api.key"] = limits.Rate("600/1 minute")
limits.RATES["api.public"] = limits.Rate("600/1 minute")  # by address: a whole street has one


@dataclass(frozen=True)
class Caller:
    """A key, or whoever is at an address. As an actor it is no user, but has a name."""

    name: str = ""
    key_id: int | None = None
    scopes: frozenset[str] = frozenset()
    address: str = ""
    pk: None = None  # of a user

    @property
    def email(self) -> str:
        """What the audit trail calls it."""
        return self.name

    @property
    def id(self) -> str:
        """What idempotency keys belong to."""
        return f"key:{self.key_id}" if self.key_id else "public"


def caller_of(request: Any) -> Caller:
    """Return who calls. Raises Problem where a key was sent that is none, or none any more."""
    network = clients.network_of(request)
    given = request.headers.get("Authorization", "")
    if not given:
        return Caller(address=network)
    scheme, _space, secret = given.partition(" ")
    row = _find(secret.strip()) if scheme.lower() == SCHEME else None
    if row is None:
        request.api_limit = verdict = limits.take("api.guess", network)
        if not verdict.allowed:
            raise Problem("too_many_requests", headers=limits.headers(verdict))
        raise unauthorized(_("This API key is not valid here."))
    _note_use(row, request)
    return Caller(
        name=f"API: {row.name} ({row.prefix}…)",
        key_id=row.pk,
        scopes=frozenset(row.scopes),
        address=network,
    )


def unauthorized(detail: str = "") -> Problem:
    return Problem("unauthorized", detail, headers={"WWW-Authenticate": CHALLENGE})


def require(caller: Caller, *scopes: str) -> None:
    """Let pass who has any of `scopes`. Raises Problem: unauthorized, or forbidden."""
    if caller.key_id is None:
        raise unauthorized()
    if not caller.scopes & set(scopes):
        detail = _("This key lacks the scope %(scopes)s.") % {"scopes": " / ".join(scopes)}
        wanted = f'{CHALLENGE}, error="insufficient_scope", scope="{" ".join(scopes)}"'
        raise Problem(
            "forbidden",
            detail,
            headers={"WWW-Authenticate": wanted},
            required_scopes=list(scopes),
        )


def take(caller: Caller, name: str) -> limits.Verdict:
    """Count a call: of a key by itself, of others by their address under `name`."""
    if caller.key_id is not None:
        return limits.take("api.key", str(caller.key_id))
    return limits.take(name, caller.address)


def _find(secret: str) -> ApiKey | None:
    if not keys.is_well_formed(secret):
        return None
    digest = keys.digest_of(secret, current_schema())
    row = ApiKey.objects.alive().filter(digest=digest).first()
    return row if row is not None and compare_digest(row.digest, digest) else None


def _note_use(row: ApiKey, request: HttpRequest) -> None:
    """Have the use written down, at most once a minute; losing it loses nothing."""
    now = timezone.now()
    if row.last_used_at and now - row.last_used_at < operations.USE_NOTED_EVERY:
        return
    kept = timedelta(seconds=operations.USE_NOTED_EVERY.total_seconds())
    try:
        if client().set(scoped(f"api-key-used:{row.pk}"), 1, nx=True, ex=kept):
            ip: Any = request.META.get("REMOTE_ADDR", "")
            note_key_use.delay(row.pk, now.isoformat(), ip)
    except (RedisError, OSError) as error:
        log.warning("key_use_not_noted", error=str(error))
    except Exception as error:
        if not type(error).__module__.startswith(("kombu", "amqp", "celery")):
            raise
        log.warning("key_use_not_noted", error=str(error))
