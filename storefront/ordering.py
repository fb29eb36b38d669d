"""How a business can be ordered from, and which way this visitor is on."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from cart.ui import table_of
from flowt.tenancy import current_schema
from tenants.models import OrderProfile, Tenant
from tenants.selectors import profiles_of

CHOICE = "profile:"  # + schema: the way chosen last, in the session


@dataclass(frozen=True)
class Ways:
    """The ways of ordering on offer, in a fixed order."""

    offered: tuple[OrderProfile, ...]

    @classmethod
    def of(cls, tenant: Tenant) -> "Ways":
        profiles = profiles_of(tenant)
        rows = (profiles.get(kind) for kind in OrderProfile.Kind.values)
        return cls(tuple(row for row in rows if row is not None and row.is_enabled))

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(row.kind for row in self.offered)


def profile_of(request: Any, ways: Ways) -> str:
    """Return the way this visitor is on: at a table, as chosen last, else the first on offer
    that is not paused."""
    if table_of(request) and OrderProfile.Kind.TABLE in ways.kinds:
        return OrderProfile.Kind.TABLE
    chosen = request.session.get(CHOICE + current_schema(), "")
    if chosen in ways.kinds:
        return str(chosen)
    now = timezone.now()
    paused = {row.kind for row in ways.offered if row.is_paused(now)}
    kinds = [kind for kind in ways.kinds if kind not in {OrderProfile.Kind.TABLE, *paused}]
    return next(iter(kinds or ways.kinds), "")


def choose_profile(request: HttpRequest, profile: str) -> None:
    if request.session.get(CHOICE + current_schema()) != profile:
        request.session[CHOICE + current_schema()] = profile
