"""How a tenant sends: in whose name, through whom, and who reads the summary."""

import secrets as random
from typing import Any

from django.db import transaction

from flowt.audit.trail import HIDDEN, record
from messaging import summary
from messaging.channels.email import PLATFORM, Email
from messaging.errors import ProviderIncomplete
from messaging.models import ChannelAccount, SummaryReader
from messaging.providers import providers

TOKEN, BASIC = "webhook_token", "webhook_basic"


def _account() -> ChannelAccount:
    """The tenant's account, locked; made where there is none."""
    unset: Any = {"provider": PLATFORM, "settings": {}}
    ChannelAccount.objects.get_or_create(kind=Email.kind, defaults=unset)
    return ChannelAccount.objects.select_for_update().get(kind=Email.kind)


@transaction.atomic
def save_sender(values: dict[str, Any], *, is_enabled: bool, actor: Any) -> ChannelAccount:
    """Keep name, address and reply address. A repeat changes nothing."""
    account = _account()
    before = {**_shown(account), "is_enabled": account.is_enabled}
    account.settings = {**account.settings, **values}
    account.is_enabled = is_enabled
    account.save()
    after = {**_shown(account), "is_enabled": account.is_enabled}
    if before != after:
        record("message.sender", account, actor=actor, before=before, after=after)
    return account


@transaction.atomic
def choose_provider(
    kind: str, values: dict[str, Any] | None = None, *, actor: Any
) -> ChannelAccount:
    """Keep a provider's settings, and send through it from now on.

    A secret that is left empty stays as it is. Raises ProviderIncomplete.
    """
    account, member = _account(), providers.get(kind)
    kept = dict((account.settings.get("providers") or {}).get(kind) or {})
    typed = {
        name: value
        for name, value in (values or {}).items()
        if value not in ("", None) or name not in member.secrets
    }
    new = {**kept, **typed}
    if not member(new).is_complete:
        raise ProviderIncomplete
    before = {"provider": account.provider, **_hidden(kept, member.secrets)}
    made = {TOKEN: random.token_urlsafe(24), BASIC: f"flowt:{random.token_urlsafe(18)}"}
    everyone = {**(account.settings.get("providers") or {}), kind: new}
    account.settings = {**made, **account.settings, "providers": everyone}
    account.provider = kind
    account.save()
    after = {"provider": kind, **_hidden(new, member.secrets)}
    record("message.provider", account, actor=actor, before=before, after=after)
    return account


def _shown(account: ChannelAccount) -> dict[str, Any]:
    names = ("sender_name", "sender_address", "reply_to")
    return {name: account.settings.get(name, "") for name in names}


def _hidden(values: dict[str, Any], secret: frozenset[str]) -> dict[str, Any]:
    return {name: HIDDEN if name in secret and value else value for name, value in values.items()}


@transaction.atomic
def read_summary(*, wants: bool, wants_empty_days: bool, actor: Any) -> None:
    """Have a member sent the summary of the day, or not. A repeat changes nothing."""
    if wants:
        SummaryReader.objects.update_or_create(
            actor_id=actor.pk, defaults={"wants_empty_days": wants_empty_days}
        )
        summary.plan()
    else:
        SummaryReader.objects.filter(actor_id=actor.pk).delete()
