"""A new business with its owner, from the global console."""

from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations.invitations import Invited, invite
from accounts.operations.team import add_member
from accounts.roles import Role
from flowt.tenancy import public_schema
from tenants import schemas
from tenants.models import Tenant
from tenants.operations import create_tenant


def open_business(
    *, name: str, slug: str, owner_email: str, actor: User | None, **fields: Any
) -> tuple[Tenant, Invited | None]:
    """Create a tenant and give it an owner: whoever has the e-mail, else by invitation.

    Raises SlugTaken; nothing is left behind then.
    """
    with public_schema():
        schemas.ensure_template()  # outside the transaction: it may take seconds, once
        with transaction.atomic():
            tenant = create_tenant(name=name, slug=slug, actor=actor, **fields)
            owner = User.objects.filter(email__iexact=owner_email.strip()).first()
            if owner is None:
                return tenant, invite(
                    tenant=tenant, email=owner_email, role=Role.OWNER, actor=actor
                )
            add_member(tenant=tenant, user=owner, role=Role.OWNER, actor=actor)
    return tenant, None
