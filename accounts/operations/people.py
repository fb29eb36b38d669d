"""Users themselves: the first one of an installation, and what each changes about themselves."""

from django.db import connection, transaction

from accounts.errors import AlreadyInstalled, WrongPassword
from accounts.models import SignIn, User
from accounts.operations import sign_ins
from flowt.audit.trail import record
from flowt.tenancy import public_schema

INSTALL_LOCK = 0x464C4F41


def install(*, name: str, email: str, password: str) -> User:
    """Create the installation's first user, a global administrator. The password is checked.

    Raises AlreadyInstalled when any user exists; of two who try at once, one is refused.
    """
    with public_schema(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [INSTALL_LOCK])
        if User.objects.exists():
            raise AlreadyInstalled
        user = User.objects.create_user(email, password, name=name, is_global_admin=True)
        record("installation.create", user, actor=user, after={"email": user.email})
    return user


def change_name(user: User, *, name: str) -> User:
    with public_schema(), transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        before, user.name = user.name, name
        if before != name:
            user.save(update_fields=["name"])
            record("user.rename", user, actor=user, before={"name": before}, after={"name": name})
    return user


def change_password(user: User, *, current: str, new: str, keep: SignIn | None = None) -> User:
    """Set a new password, already checked for strength. Raises WrongPassword.

    Every session of the user ends but the one of `keep`: its hash no longer fits.
    """
    with public_schema(), transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if not user.check_password(current):
            raise WrongPassword
        user.set_password(new)
        user.save(update_fields=["password"])
        record("user.change_password", user, actor=user)
        sign_ins.end_sign_ins(user, actor=user, keep=keep.pk if keep else None)
    return user
