"""Live pages: after the commit, a topic is told; who listens fetches its fragment anew.

A message carries no data worth hiding or losing: it says "look again". A page whose stream broke
looks again when it is back.
"""

import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from redis.connection import parse_url

from flowt import origin
from flowt.redis import RedisError, after_commit, client
from flowt.tenancy import current_schema

log = structlog.get_logger()
# Redis numbers its databases, but a channel is heard in all of them: it names its own.
ENDED = "flowt:live-ended:"  # + schema, or + what USER makes of a person's id
USER = "user {}"  # no schema is called that
_DATABASE = parse_url(settings.REDIS_URL).get("db", 0)  # type: ignore[no-untyped-call]
CHANNEL = f"flowt:{_DATABASE}:live:"  # + schema
SALT = "flowt.live"
TOKEN_SECONDS = 600


@dataclass(frozen=True)
class Claim:
    """What a token lets its holder listen to. `user_id` 0: nobody who signed in."""

    schema: str
    topics: list[str]
    expires: int  # epoch seconds
    user_id: int
    visitor: str = ""  # whose open streams are counted together; "" where they are not


def notify(topic: str, **data: Any) -> None:
    """Tell this tenant's listeners of `topic`, once the transaction in force has committed."""
    notify_in(current_schema(), topic, **data)


def notify_in(schema: str, topic: str, **data: Any) -> None:
    """As `notify`, for the listeners of a tenant that is not bound."""
    message = json.dumps({"topic": topic, "data": data})
    after_commit(
        lambda redis: redis.publish(CHANNEL + schema, message),
        failed=lambda error: log.warning("live_silent", topic=topic, error=str(error)),
    )


def hang_up(schema: str) -> None:
    """End every open stream of a tenant, as when it is suspended, and let no token open another.

    Pages then ask for a new address, which only a tenant that serves gives.
    """
    _end_streams(schema)


def hang_up_user(user_id: int) -> None:
    """End a person's open streams once this commits, whatever the tenant, as when a role changed.

    The pages of theirs that still may listen ask for a new address and go on.
    """
    transaction.on_commit(lambda: _end_streams(USER.format(user_id)))


def _end_streams(whose: str) -> None:
    try:
        client().set(ENDED + whose, int(time.time()), ex=TOKEN_SECONDS)
        client().publish(CHANNEL + whose, json.dumps({"topic": "__end__", "data": {}}))
    except RedisError as error:
        log.warning("live_silent", topic="__end__", error=str(error))


def is_ended(expires: int, ended_at: bytes | str | None) -> bool:
    """Was a token that expires then issued before its tenant's or person's streams were ended?"""
    return ended_at is not None and expires - TOKEN_SECONDS <= int(ended_at)


def issue_token(topics: list[str], *, visitor: str = "") -> str:
    """Sign what a page may listen to: this schema, these topics, for ten minutes. On a page that
    asks who is there, the token is that person's and ends with their rights. `visitor` (a network
    address, kept as a keyed hash) may hold so many streams at a time, and no more."""
    claim: dict[str, Any] = {
        "s": current_schema(),
        "t": sorted(topics),
        "e": int(time.time()) + TOKEN_SECONDS,
        "u": origin.current().user_id or 0,
    }
    if visitor:
        claim["v"] = salted_hmac("flowt.live.visitor", visitor).hexdigest()[:16]
    return signing.dumps(claim, salt=SALT, compress=False)


def read_token(token: str) -> Claim:
    """Return what the token claims. Raises signing.BadSignature."""
    claim = signing.loads(token, salt=SALT)
    if claim["e"] < time.time():
        raise signing.SignatureExpired("live token")
    return Claim(claim["s"], claim["t"], claim["e"], claim["u"], claim.get("v", ""))


def stream_url(request: HttpRequest, topics: list[str], *, visitor: str = "") -> str:
    """Return the address of the event stream for `topics`, as this browser reaches it."""
    token = issue_token(topics, visitor=visitor)
    return f"{stream_origin(request)}/live/?t={token}"


def stream_origin(request: HttpRequest) -> str:
    """Return where streams are served, without a path; "" where it is the page's own host."""
    if settings.FLOWT_LIVE_URL:
        return str(settings.FLOWT_LIVE_URL).rstrip("/")
    host = urlsplit(f"//{request.get_host()}").netloc.rpartition("@")[2]
    name = host[: host.index("]") + 1] if host.startswith("[") else host.partition(":")[0]
    return f"{request.scheme}://{name}:{settings.FLOWT_LIVE_PORT}"
