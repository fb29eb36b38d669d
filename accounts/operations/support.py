"""A global administrator inside a tenant: for a reason, for half an hour, and on the record."""

from django.db import transaction
from django.utils import timezone

from accounts.errors import NotAMember, TenantClosed
from accounts.models import Membership, SignIn, Support, User
from flowt import live
from flowt.audit.trail import record
from flowt.tenancy import public_schema
from tenants.models import Tenant


def start_support(
    tenant: Tenant, *, admin: User, sign_in: SignIn, member: Membership | None, reason: str
) -> Support:
    """Let `admin` into `tenant` in the place of `member`, or to look only. Ends an earlier one.

    That the second factor was used just now is for the caller to know. Raises NotAMember when
    the member's access has ended, TenantClosed when the tenant is suspended.
    """
    with public_schema(), transaction.atomic():
        sign_in = SignIn.objects.select_for_update().get(pk=sign_in.pk, user=admin)
        end_support_of(sign_in)
        if not Tenant.objects.active().filter(pk=tenant.pk).exists():
            raise TenantClosed
        members = Membership.objects.active().filter(tenant=tenant)
        if member is not None and not members.filter(pk=member.pk).exists():
            raise NotAMember
        started = Support.objects.create(
            admin=admin,
            tenant=tenant,
            member=member,
            sign_in=sign_in,
            reason=reason,
            expires_at=timezone.now() + Support.VALID_FOR,
        )
        after = {"reason": reason, "acting_as": started.acts_as, "until": started.expires_at}
        record("support.start", tenant, actor=admin, after=after, tenant_id=tenant.pk)
    return started


def end_support_of(sign_in: SignIn) -> None:
    """End what this browser has open, also what ran out. A repeat changes nothing."""
    with public_schema(), transaction.atomic():
        open_ones = Support.objects.select_for_update(of=["self"]).filter(ended_at=None)
        for one in open_ones.select_related("admin", "tenant").filter(sign_in=sign_in):
            _end(one)


def end_expired_support() -> int:
    """Put on the record the end of what ran out by itself. Returns how many."""
    with public_schema(), transaction.atomic():
        late = Support.objects.select_for_update(of=["self"], skip_locked=True)
        found = list(
            late.filter(ended_at=None, expires_at__lte=timezone.now()).select_related(
                "admin", "tenant"
            )
        )
        for one in found:
            _end(one)
    return len(found)


def _end(one: Support) -> None:
    one.ended_at = min(timezone.now(), one.expires_at)
    one.save(update_fields=["ended_at"])
    before = {"acting_as": one.acts_as, "until": one.expires_at}
    after = {"ended_at": one.ended_at}
    record(
        "support.end",
        one.tenant,
        actor=one.admin,
        before=before,
        after=after,
        tenant_id=one.tenant_id,
    )
    live.hang_up_user(one.admin_id)
