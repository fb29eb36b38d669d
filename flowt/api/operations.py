"""Giving out API keys, and taking them back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from flowt.api import keys
from flowt.api.models import ApiKey
from flowt.audit.trail import record
from flowt.errors import Refusal
from flowt.tenancy import current_schema

MOST_KEYS = 50
USE_NOTED_EVERY = timedelta(minutes=1)


class TooManyKeys(Refusal):
    sentence = _("There are already %(count)s keys. Revoke one that is no longer needed.")


@dataclass(frozen=True)
class NewKey:
    """A key that was just made. `secret` is nowhere else: show it once."""

    row: ApiKey
    secret: str


@transaction.atomic
def create_key(
    *, name: str, scopes: Iterable[str], expires_at: datetime | None = None, actor: Any
) -> NewKey:
    """Make a key. Not for repeats: each call makes another one. Raises TooManyKeys."""
    if ApiKey.objects.alive().count() >= MOST_KEYS:
        raise TooManyKeys(count=MOST_KEYS)
    secret = keys.new_key()
    row = ApiKey.objects.create(
        name=name,
        prefix=keys.prefix_of(secret),
        digest=keys.digest_of(secret, current_schema()),
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
        created_by_id=getattr(actor, "pk", None),
        created_by_label=str(getattr(actor, "email", "") or ""),
    )
    after = {"prefix": row.prefix, "scopes": row.scopes, "expires_at": expires_at}
    record("api_key.create", row, actor=actor, after=after)
    return NewKey(row, secret)


@transaction.atomic
def revoke_key(key: ApiKey, *, actor: Any) -> ApiKey:
    """End a key. The next request with it is refused; a repeat changes nothing."""
    key = ApiKey.objects.select_for_update().get(pk=key.pk)
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        record("api_key.revoke", key, actor=actor, before={"prefix": key.prefix})
    return key


def note_use(key_id: int, *, at: datetime, ip: str) -> None:
    """Write down that a key was used, unless that was done within the minute."""
    stale = Q(last_used_at=None) | Q(last_used_at__lt=at - USE_NOTED_EVERY)
    ApiKey.objects.filter(stale, pk=key_id).update(last_used_at=at, last_used_ip=ip[:45])
