"""Where a person is signed in, and signing them out there."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import SignIn, User
from accounts.operations import support
from flowt import live
from flowt.audit.trail import record
from flowt.tenancy import public_schema


def note_sign_in(
    user: User, *, site: str, host: str, method: str, has_second_factor: bool, ip: str, device: str
) -> SignIn:
    """Keep where somebody has just signed in. The session then lives by this row."""
    with public_schema():
        return SignIn.objects.create(
            user=user,
            site=site,
            host=host[:255],
            method=method,
            has_second_factor=has_second_factor,
            ip=ip[:45],
            device=device.replace("\0", "")[:300],
        )


def end_sign_in(sign_in: SignIn, *, actor: User | None) -> None:
    """Sign one browser out: its next request is nobody's, its streams end. A repeat is safe."""
    end_sign_ins(sign_in.user, only=sign_in.pk, actor=actor)


def end_sign_ins(
    user: User, *, actor: User | None, keep: int | None = None, only: int | None = None
) -> int:
    """Sign a person out everywhere, but for the browser `keep`. Returns how many were signed in."""
    with public_schema(), transaction.atomic():
        found = SignIn.objects.filter(user=user)
        if only is not None:
            found = found.filter(pk=only)
        if keep is not None:
            found = found.exclude(pk=keep)
        ended = list(found.select_for_update())
        for sign_in in ended:
            support.end_support_of(sign_in)
            before = {"device": sign_in.device, "ip": sign_in.ip, "host": sign_in.host}
            record("user.end_session", user, actor=actor, before=before)
        SignIn.objects.filter(pk__in=[one.pk for one in ended]).delete()
        if ended:
            live.hang_up_user(user.pk)
    return len(ended)


def forget_old_sign_ins() -> int:
    """Delete rows whose session has expired. Returns how many."""
    oldest = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE) - timedelta(days=1)
    return SignIn.objects.filter(seen_at__lt=oldest).delete()[0]
