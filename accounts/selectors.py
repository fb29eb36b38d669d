"""Which tenants a person works in, and who works in a tenant."""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Lower

from accounts.models import Invitation, Membership, User
from accounts.roles import Role
from flowt.tenancy import public_schema
from tenants.models import Tenant
from tenants.selectors import public_url

RANK = [role.value for role in Role]


def places_of(user: User) -> list[Membership]:
    """Return the person's places in tenants that are open, by the tenant's name."""
    with public_schema():
        found = Membership.objects.active().filter(user=user, tenant__status=Tenant.Status.ACTIVE)
        return list(found.select_related("tenant").order_by("tenant__name", "tenant_id"))


def panel_url(request: Any, tenant: Tenant) -> str:
    """Return where `tenant`'s console is for this browser.

    On the main host one session serves all of them; elsewhere each host has its own.
    """
    if request.is_main_host:
        return f"/painel/?tenant={tenant.slug}"
    return public_url(tenant, "/painel/", request)


def team_of(tenant: Tenant) -> list[Membership]:
    """Return every member, also those whose access ended: active first, by rank and name."""
    found = Membership.objects.filter(tenant=tenant).select_related("user")
    return sorted(
        found.order_by(Lower("user__name"), "user__email"),
        key=lambda member: (not member.is_active, RANK.index(member.role)),
    )


def invitations_of(tenant: Tenant) -> QuerySet[Invitation]:
    """Return invitations that were neither accepted nor withdrawn, also expired ones."""
    pending = Invitation.objects.filter(tenant=tenant, accepted_at=None, revoked_at=None)
    return pending.select_related("invited_by").order_by(F("created_at").desc())


def roles_for(role: str, *, is_global_admin: bool = False) -> list[tuple[str, Any]]:
    """Return the roles that somebody with `role` may give."""
    every = list(Role.choices)
    if role == Role.OWNER or is_global_admin:
        return every
    return [choice for choice in every if choice[0] != Role.OWNER]
