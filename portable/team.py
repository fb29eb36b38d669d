"""Who worked in a tenant that came by a file: asked again, at the address the file names."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.errors import AlreadyMember
from accounts.operations.invitations import invite
from accounts.roles import Role
from portable.importing import Imported


def invite_team(done: Imported) -> list[tuple[str, str]]:
    """Invite each of the team by e-mail; return whom. A repeat withdraws the earlier ones."""
    invited = []
    for email, role in done.team:
        try:
            validate_email(email)
            if role in Role.values:
                invite(tenant=done.tenant, email=email, role=role, actor=None)
                invited.append((email, role))
        except (ValidationError, AlreadyMember):
            continue
    return invited
