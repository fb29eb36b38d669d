"""Inviting people into a tenant by e-mail."""

import hashlib
import secrets
from dataclasses import dataclass
from smtplib import SMTPException

import structlog
from django.core.mail import send_mail
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.errors import AlreadyMember, InvitationGone, NeedsSignIn, WrongAccount
from accounts.models import Invitation, Membership, User
from accounts.operations.team import add_member, check_rank
from flowt.audit.trail import record
from flowt.tenancy import public_schema
from tenants.models import Tenant
from tenants.selectors import public_url

log = structlog.get_logger()


@dataclass(frozen=True)
class Invited:
    """An invitation just made. `url` holds the token, kept nowhere else: show it now or never."""

    invitation: Invitation
    url: str


def invite(*, tenant: Tenant, email: str, role: str, actor: User | None) -> Invited:
    """Invite `email` and write to them once this commits. A repeat withdraws the earlier one.

    Raises AlreadyMember, and OwnersOnly when somebody else than an owner invites one.
    """
    email = email.strip().lower()
    token = secrets.token_urlsafe(32)
    with public_schema(), transaction.atomic():
        Tenant.objects.select_for_update().get(pk=tenant.pk)
        check_rank(tenant.pk, actor, role)
        if Membership.objects.active().filter(tenant=tenant, user__email=email).exists():
            raise AlreadyMember(email=email)
        _pending(tenant).filter(email__iexact=email).update(revoked_at=timezone.now())
        invitation = Invitation.objects.create(
            tenant=tenant,
            email=email,
            role=role,
            token_hash=hash_token(token),
            invited_by=actor,
            expires_at=timezone.now() + Invitation.VALID_FOR,
        )
        after = {"email": email, "role": role}
        record("team.invite", invitation, actor=actor, after=after, tenant_id=tenant.pk)
        url = public_url(tenant, f"/convite/{token}/")
        transaction.on_commit(lambda: send_invitation(invitation, url))
    return Invited(invitation, url)


def revoke_invitation(invitation: Invitation, *, actor: User | None) -> Invitation:
    """Withdraw an invitation: its link is dead at once. A repeat changes nothing."""
    with public_schema(), transaction.atomic():
        invitation = Invitation.objects.select_for_update(of=["self"]).get(pk=invitation.pk)
        if invitation.accepted_at or invitation.revoked_at:
            return invitation
        check_rank(invitation.tenant_id, actor, invitation.role)
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        before = {"email": invitation.email, "role": invitation.role}
        tenant_id = invitation.tenant_id
        record("team.revoke", invitation, actor=actor, before=before, tenant_id=tenant_id)
    return invitation


def accept_as(invitation: Invitation, *, user: User) -> Membership:
    """Let the signed-in `user` take the place. Raises InvitationGone and WrongAccount."""
    with public_schema(), transaction.atomic():
        invitation = _open(invitation)
        if user.email.lower() != invitation.email.lower():
            raise WrongAccount(email=invitation.email)
        return _take_place(invitation, user)


def accept_anew(invitation: Invitation, *, name: str, password: str) -> User:
    """Make the invited person's sign-in and give it the place. The password is already checked.

    Raises InvitationGone, and NeedsSignIn when the e-mail has a sign-in already.
    """
    with public_schema(), transaction.atomic():
        invitation = _open(invitation)
        if User.objects.filter(email__iexact=invitation.email).exists():
            raise NeedsSignIn(email=invitation.email)
        user = User.objects.create_user(invitation.email, password, name=name)
        _take_place(invitation, user)
    return user


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation of a link that still holds."""
    with public_schema():
        found = Invitation.objects.open().select_related("tenant", "invited_by")
        return found.filter(token_hash=hash_token(token)).first()


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def send_invitation(invitation: Invitation, url: str) -> None:
    """Write to the invited person. Mail that fails is logged; the link can be copied and sent."""
    tenant = invitation.tenant
    context = {"invitation": invitation, "tenant": tenant, "url": url}
    with translation.override(tenant.language):
        subject = gettext("%(name)s invites you to work on Flowt") % {"name": tenant.name}
        subject = " ".join(subject.split())  # a line break in a name would begin another header
        text = render_to_string("accounts/mail/invitation.txt", context)
        html = render_to_string("accounts/mail/invitation.html", context)
    try:
        send_mail(subject, text, None, [invitation.email], html_message=html)
    except (SMTPException, OSError) as error:
        log.warning("invitation_not_sent", invitation=invitation.pk, error=str(error))


def _pending(tenant: Tenant) -> models.QuerySet[Invitation]:
    return Invitation.objects.filter(tenant=tenant, accepted_at=None, revoked_at=None)


def _open(invitation: Invitation) -> Invitation:
    """Lock it and read it again: of two who accept at once, one comes too late."""
    locked = Invitation.objects.open().select_for_update(of=["self"])
    found = locked.select_related("tenant").filter(pk=invitation.pk).first()
    if found is None or not found.tenant.is_active:
        raise InvitationGone
    return found


def _take_place(invitation: Invitation, user: User) -> Membership:
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    return add_member(tenant=invitation.tenant, user=user, role=invitation.role, actor=user)
