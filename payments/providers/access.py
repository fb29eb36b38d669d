"""A tenant's own access to its providers."""

from payments.models import GatewayAccount
from payments.providers.base import Json, Provider, providers


def settings_of(kind: str) -> Json:
    """Return what the tenant keeps for a provider; {} where it never set it up."""
    account = GatewayAccount.objects.filter(kind=kind).first()
    return dict(account.settings or {}) if account else {}


def provider_of(kind: str) -> Provider | None:
    """Return the bound tenant's access, also while it is not offered to customers.

    What was charged by it must still be asked for and refunded. None where it has no key.
    """
    if kind not in providers:
        return None
    settings = settings_of(kind)
    return providers.get(kind)(settings) if settings.get("secret_key") else None


def own_kinds() -> list[str]:
    """Return the providers that this tenant set up."""
    kinds = [one.kind for one in providers]
    return list(GatewayAccount.objects.filter(kind__in=kinds).values_list("kind", flat=True))
