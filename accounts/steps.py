"""What follows a step of signing in, or a change of the second factor: allauth's only hook."""

from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.dispatch import receiver

from accounts.operations import codes
from flowt.audit.trail import record
from flowt.tenancy import public_schema


@receiver(authentication_step_completed)
def rotate_session(request: Any, **kwargs: Any) -> None:
    """A password, a code or a passkey was right: whoever knew the session's old id knows none."""
    request.session.cycle_key()


@receiver(signals.authenticator_added)
def note_added(request: Any, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        codes.note_first_code(authenticator, getattr(request, "first_totp_counter", 0))
    request.session.cycle_key()
    _record("user.second_factor_add", user, after={"second_factor": authenticator.type})


@receiver(signals.authenticator_removed)
def note_removed(request: Any, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    _record("user.second_factor_remove", user, before={"second_factor": authenticator.type})


@receiver(signals.authenticator_reset)
def note_new_codes(user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    _record("user.second_factor_reset", user, after={"second_factor": authenticator.type})


def _record(action: str, user: Any, **values: Any) -> None:
    with public_schema():
        record(action, user, actor=user, **values)
