"""The demo's people who sign in. Their password is public, so they are marked `is_demo`."""

from argon2 import PasswordHasher
from django.contrib.auth.hashers import Argon2PasswordHasher

from accounts.models import Membership, User
from accounts.roles import Role
from tenants.models import Tenant

PASSWORD = "demo123"  # noqa: S105 - printed on the screen; refused outside the demo
OWNER = "demo@plataforma.com"
GLOBAL = "omni8@plataforma.com"
TEAM = {
    "supervisor@plataforma.com": ("Renata Moura", Role.SUPERVISOR),
    "atendente@plataforma.com": ("Caio Ferraz", Role.AGENT),
    "analista@plataforma.com": ("Bianca Lopes", Role.VIEWER),
}
NAMES = {OWNER: "Helena Duarte", GLOBAL: "Omni8"} | {
    email: name for email, (name, _) in TEAM.items()
}


def make_users() -> tuple[dict[str, User], int]:
    """Return all of them by e-mail, and how many were missing. One hash serves all."""
    known = {user.email: user for user in User.objects.filter(email__in=NAMES)}
    missing = [email for email in NAMES if email not in known]
    if missing:
        password = _cheap_hash()
        made = User.objects.bulk_create(
            User(
                email=email,
                name=NAMES[email],
                password=password,
                is_global_admin=email == GLOBAL,
                is_demo=True,
            )
            for email in missing
        )
        known |= {user.email: user for user in made}
    return known, len(missing)


def join(tenant: Tenant, users: dict[str, User]) -> None:
    """Make the owner of a tenant, and cantina's team."""
    roles = {OWNER: Role.OWNER}
    if tenant.slug == "cantina":
        roles |= {email: role for email, (_, role) in TEAM.items()}
    Membership.objects.bulk_create(
        (Membership(user=users[email], tenant=tenant, role=role) for email, role in roles.items()),
        ignore_conflicts=True,
    )


def _cheap_hash() -> str:
    """A valid hash made with little work: everybody knows this password anyway."""
    hasher = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    return f"{Argon2PasswordHasher.algorithm}{hasher.hash(PASSWORD)}"
