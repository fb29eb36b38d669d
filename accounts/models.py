from datetime import timedelta
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user; without a password they can only come in by resetting it."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person who signs in. Which tenants they reach is told by their memberships."""

    email = models.EmailField(_("e-mail"), unique=True)  # lower case
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_global_admin = models.BooleanField(default=False)  # Omni8's own: the global console
    is_demo = models.BooleanField(default=False)  # its password is public: signs in only in a demo
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_any_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        words = (self.name or self.email).split()
        return "".join(
            word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)
        ).upper()


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> Self:
        return self.filter(is_active=True, user__is_active=True)


class Membership(models.Model):
    """A person's place in one tenant."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "tenant"], name="one_membership"),
        ]

    def __str__(self) -> str:
        return str(self.user)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """An offer of a place in a tenant, sent by e-mail. Only the token's hash is kept."""

    VALID_FOR = timedelta(days=7)

    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                "tenant",
                Lower("email"),
                name="one_open_invitation",
                condition=Q(accepted_at=None, revoked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()


class SignIn(models.Model):
    """A browser in which somebody is signed in. Its session names this row; a session whose row
    is gone is nobody's, so deleting the row signs that browser out."""

    class Method(models.TextChoices):
        PASSWORD = "password", _("Password")
        PASSKEY = "passkey", _("Passkey")
        INVITATION = "invitation", _("Invitation")

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    site = models.CharField(max_length=63)  # a tenant's schema, or "main"
    host = models.CharField(max_length=255)
    method = models.CharField(max_length=20, choices=Method)
    has_second_factor = models.BooleanField(default=False)
    ip = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=300, blank=True)  # what the browser says it is
    signed_in_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(default=timezone.now)  # to five minutes

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.user} @ {self.host}"


class Guess(models.Model):
    """Tries at one secret that failed, or are under way. The key is a hash and names nobody."""

    key = models.CharField(max_length=64, primary_key=True)
    tries = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    blocked_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.tries} tries"


class SupportQuerySet(models.QuerySet["Support"]):
    def open(self) -> Self:
        return self.filter(ended_at=None, expires_at__gt=timezone.now())


class Support(models.Model):
    """A global administrator inside a tenant for a while, for a reason they wrote.

    They act with the rights of `member`, as far as support may; without one they only look.
    """

    VALID_FOR = timedelta(minutes=30)

    admin = models.ForeignKey(User, models.CASCADE, related_name="+")
    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, related_name="+")
    member = models.ForeignKey(Membership, models.CASCADE, null=True, related_name="+")
    sign_in = models.ForeignKey(SignIn, models.CASCADE, related_name="+")  # dies with it
    reason = models.CharField(_("reason"), max_length=300)
    started_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SupportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sign_in"], name="one_open_support", condition=Q(ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.admin} → {self.acts_as}"

    @property
    def acts_as(self) -> str:
        """Whose name the audit trail adds: a member's e-mail, or "support"."""
        return self.member.user.email if self.member else "support"
