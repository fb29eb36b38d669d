"""Guessing at passwords and codes: counted, slowed down, and told to nobody.

A try is counted before the secret is looked at and taken back when it was right, so a hundred at
once are a hundred tries. Counts stand in PostgreSQL beside the users they protect: without Valkey
they hold as before, and they are one count for all the hosts of the installation.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts import known_device
from accounts.models import Guess
from flowt.clients import network_of
from flowt.errors import TooMany


@dataclass(frozen=True)
class Door:
    """What is guessed at. After `free` wrong tries each one more doubles the wait; after
    `quiet_seconds` without any, it begins anew."""

    name: str
    free: int
    quiet_seconds: int = 3600
    first_wait_seconds: int = 15
    longest_wait_seconds: int = 900


PASSWORD = Door("password", free=6)  # of one account, from browsers that never signed in to it
PASSWORD_KNOWN = Door("password-known", free=10)  # of one account, from one browser that did
CODE = Door("code", free=6)  # authenticator and recovery codes of one account
CODE_KNOWN = Door("code-known", free=10)
ADDRESS = Door("address", free=60, quiet_seconds=600)  # secrets, from one network address
PASSKEY = Door("passkey", free=60, quiet_seconds=600)  # from one network address
RESET = Door(  # letters to one e-mail
    "reset", free=3, quiet_seconds=21_600, first_wait_seconds=600, longest_wait_seconds=21_600
)
RESET_ADDRESS = Door("reset-address", free=20)  # letters asked for from one network address

TAKE = """
INSERT INTO public.accounts_guess AS g (key, tries, last_at, blocked_until)
VALUES (%(key)s, 1, clock_timestamp(), clock_timestamp())
ON CONFLICT (key) DO UPDATE SET
    tries = CASE WHEN g.last_at < clock_timestamp() - %(quiet)s THEN 1 ELSE g.tries + 1 END,
    last_at = clock_timestamp(),
    blocked_until = clock_timestamp() + CASE
        WHEN g.last_at < clock_timestamp() - %(quiet)s OR g.tries + 1 < %(free)s
        THEN interval '0' ELSE LEAST(%(longest)s, %(first)s * 2 ^ LEAST(g.tries + 1 - %(free)s, 9))
        END
    WHERE g.blocked_until <= clock_timestamp()
RETURNING tries
"""
GIVE_BACK = """
UPDATE public.accounts_guess
SET tries = GREATEST(tries - 1, 0), blocked_until = clock_timestamp() WHERE key = %s
"""


class Try:
    """A try under way, counted at every door it passes. Raises TooMany when one is shut."""

    def __init__(self) -> None:
        self._own: list[str] = []
        self._shared: list[str] = []

    def at(self, door: Door, *who: object, is_shared: bool = False) -> "Try":
        """Count it at `door`. A shared door is other people's too: being right takes back one
        try there, not all."""
        key = key_of(door, *who)
        if not _take(door, key):
            self._give_back()
            raise TooMany(retry_after_seconds=_seconds_left(key))
        (self._shared if is_shared else self._own).append(key)
        return self

    def was_right(self) -> None:
        Guess.objects.filter(key__in=self._own).delete()
        self._own = []
        self._give_back()

    def _give_back(self) -> None:
        """Shut doors count nothing: who waits before one is not pushed back at the others."""
        with connection.cursor() as cursor:
            for key in [*self._own, *self._shared]:
                cursor.execute(GIVE_BACK, [key])


def password_try(request: Any, email: str) -> Try:
    """Count a try at a password, the same whether or not the e-mail has an account."""
    account = email.strip().lower()
    device = known_device.of(request, account)
    if device:
        return Try().at(PASSWORD_KNOWN, account, device)
    return Try().at(ADDRESS, network_of(request), is_shared=True).at(PASSWORD, account)


def code_try(request: Any, user: Any) -> Try:
    """Count a try at a code of `user`, whose password was right."""
    device = known_device.of(request, user.email)
    if device:
        return Try().at(CODE_KNOWN, user.pk, device)
    return Try().at(ADDRESS, network_of(request), is_shared=True).at(CODE, user.pk)


def passkey_try(request: Any) -> Try:
    """Count a try that names no account: a passkey cannot be guessed, only computed at our cost."""
    return Try().at(PASSKEY, network_of(request), is_shared=True)


def may_write(request: Any, email: str) -> bool:
    """Count a letter asked for. False: this address got enough of them; say nothing of it.

    Raises TooMany when too many were asked for from one network address.
    """
    asked = Try().at(RESET_ADDRESS, network_of(request), is_shared=True)
    try:
        asked.at(RESET, email.strip().lower())
    except TooMany:
        return False
    return True


def forgive(email: str) -> None:
    """Open the account's doors again: its owner has just proved to read its mail."""
    account = email.strip().lower()
    Guess.objects.filter(key__in=[key_of(PASSWORD, account), key_of(RESET, account)]).delete()


def forget_old(keep: timedelta = timedelta(days=1)) -> int:
    """Delete counts that have begun anew long ago. Returns how many."""
    return Guess.objects.filter(last_at__lt=timezone.now() - keep).delete()[0]


def key_of(door: Door, *who: object) -> str:
    """Hash what is counted with the installation's secret."""
    text = "\0".join([door.name, *map(str, who)])
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _take(door: Door, key: str) -> bool:
    values = {
        "key": key,
        "free": door.free,
        "quiet": timedelta(seconds=door.quiet_seconds),
        "first": timedelta(seconds=door.first_wait_seconds),
        "longest": timedelta(seconds=door.longest_wait_seconds),
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE, values)
        return cursor.fetchone() is not None


def _seconds_left(key: str) -> int:
    found = Guess.objects.filter(key=key).values_list("blocked_until", flat=True).first()
    return max(1, round((found - timezone.now()).total_seconds())) if found else 1
