"""Who works in a tenant, and as what."""

from django.db import transaction

from accounts.errors import LastOwner, OwnersOnly
from accounts.models import Membership, User
from accounts.roles import Role
from flowt import live
from flowt.audit.trail import record
from flowt.tenancy import public_schema
from tenants.models import Tenant


def change_role(membership: Membership, *, role: str, actor: User | None) -> Membership:
    """Give a member another role; it holds from their next request on. A repeat changes nothing.

    Raises OwnersOnly when an administrator touches an owner or names one, LastOwner when nobody
    would own the tenant any more.
    """
    with public_schema(), transaction.atomic():
        membership = _locked(membership)
        if membership.role == role:
            return membership
        check_rank(membership.tenant_id, actor, membership.role, role)
        if membership.role == Role.OWNER and membership.is_active:
            _check_other_owner(membership)
        before, membership.role = membership.role, role
        membership.save(update_fields=["role"])
        _record("team.change_role", membership, actor, {"role": before}, {"role": role})
        live.hang_up_user(membership.user_id)
    return membership


def deactivate_member(membership: Membership, *, actor: User | None) -> Membership:
    """End a member's access at once; what they did stays. A repeat changes nothing.

    Raises OwnersOnly and LastOwner as `change_role` does. A member may end their own access.
    """
    with public_schema(), transaction.atomic():
        membership = _locked(membership)
        if not membership.is_active:
            return membership
        if actor is None or actor.pk != membership.user_id:
            check_rank(membership.tenant_id, actor, membership.role)
        if membership.role == Role.OWNER:
            _check_other_owner(membership)
        membership.is_active = False
        membership.save(update_fields=["is_active"])
        _record("team.deactivate", membership, actor, {"is_active": True}, {"is_active": False})
        live.hang_up_user(membership.user_id)
    return membership


def reactivate_member(membership: Membership, *, actor: User | None) -> Membership:
    """Give a member their access back, with the role they had. A repeat changes nothing."""
    with public_schema(), transaction.atomic():
        membership = _locked(membership)
        if membership.is_active:
            return membership
        check_rank(membership.tenant_id, actor, membership.role)
        membership.is_active = True
        membership.save(update_fields=["is_active"])
        _record("team.reactivate", membership, actor, {"is_active": False}, {"is_active": True})
    return membership


def add_member(*, tenant: Tenant, user: User, role: str, actor: User | None) -> Membership:
    """Give `user` a place in `tenant`, or the place they had with this role. A repeat is safe."""
    with public_schema(), transaction.atomic():
        Tenant.objects.select_for_update().get(pk=tenant.pk)
        membership, is_new = Membership.objects.get_or_create(
            user=user, tenant=tenant, defaults={"role": role}
        )
        if not is_new and membership.is_active and membership.role == role:
            return membership
        before = {} if is_new else {"role": membership.role, "is_active": membership.is_active}
        membership.role, membership.is_active = role, True
        membership.save(update_fields=["role", "is_active"])
        action = "team.join" if actor is not None and actor.pk == user.pk else "team.add"
        _record(action, membership, actor, before, {"role": role, "is_active": True})
    return membership


def check_rank(tenant_id: int, actor: User | None, *roles: str) -> None:
    """Raise OwnersOnly unless `actor` (None: the system) may deal in these roles."""
    if Role.OWNER not in roles or actor is None or actor.is_global_admin:
        return
    owners = Membership.objects.active().filter(tenant_id=tenant_id, role=Role.OWNER)
    if not owners.filter(user=actor).exists():
        raise OwnersOnly


def _locked(membership: Membership) -> Membership:
    """Read it again behind the tenant's lock: two owners leaving at once are one too many."""
    Tenant.objects.select_for_update().get(pk=membership.tenant_id)
    return Membership.objects.select_related("user", "tenant").get(pk=membership.pk)


def _check_other_owner(membership: Membership) -> None:
    others = Membership.objects.active().filter(tenant=membership.tenant_id, role=Role.OWNER)
    if not others.exclude(pk=membership.pk).exists():
        raise LastOwner


def _record(
    action: str,
    membership: Membership,
    actor: User | None,
    before: dict[str, object],
    after: dict[str, object],
) -> None:
    record(
        action,
        membership,
        actor=actor,
        before=before,
        after=after,
        tenant_id=membership.tenant_id,
    )
