"""Using up a code of the second factor."""

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import transaction

from accounts.models import User
from flowt.tenancy import public_schema

LAST = "last_counter"  # in a TOTP authenticator's data: the newest half minute that was used


def use_code(user: User, code: str) -> Authenticator | None:
    """Use up `code`; return the authenticator it is of, None where it is wrong or was used.

    Of many who send the same code at once one is right: the authenticator's row is locked. A code
    of the authenticator app also uses up every earlier one, on every host.
    """
    with public_schema(), transaction.atomic():
        found = Authenticator.objects.select_for_update().filter(user=user)
        for authenticator in found.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk"):
            if _accepts(authenticator, code):
                return authenticator
    return None


def note_first_code(authenticator: Authenticator, counter: int) -> None:
    """The code that switched the app on was used with that."""
    authenticator.data[LAST] = counter
    authenticator.save(update_fields=["data"])


def counter_of(secret: str, code: str) -> int | None:
    """Return the half minute that `code` belongs to, within what clocks may differ."""
    counter: int
    for counter in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter))):
            return counter
    return None


def _accepts(authenticator: Authenticator, code: str) -> bool:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return bool(authenticator.wrap().validate_code(code))
    counter = counter_of(get_adapter().decrypt(authenticator.data["secret"]), code)
    if counter is None or counter <= authenticator.data.get(LAST, 0):
        return False
    note_first_code(authenticator, counter)
    return True
