"""People with a password, and threads that browse for real."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import time
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.db import connection

from accounts.models import Guess, Membership, User

PASSWORD = "bicicleta azul do Caio"


@pytest.fixture(autouse=True)
def quick_hashes(settings: Any) -> None:
    """Hundreds of sign-ins; what a real hash costs is for the test of its time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def one_half_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's codes are all of one half minute, however long it takes."""
    now = time()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: now))


@pytest.fixture
def person(tenant) -> User:
    """The owner of the tenant, with a password."""
    user = User.objects.create_user("dona@exemplo.com.br", PASSWORD)
    Membership.objects.create(user=user, tenant=tenant, role="owner")
    return user


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[User]:
    """A person who is really committed, for threads; gone afterwards."""
    with django_db_blocker.unblock():
        user = User.objects.create_user(f"corrida-{uuid4().hex[:8]}@exemplo.com.br", PASSWORD)
        try:
            yield user
        finally:
            Guess.objects.all().delete()
            user.delete()
            connection.close()


def race(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Run `act` in so many threads at once; return what each of them got."""
    barrier = Barrier(count)

    def run(number: int) -> Any:
        try:
            barrier.wait()
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def log_in(browser: Any, email: str, password: str = PASSWORD) -> Any:
    return browser.post("/conta/login/", {"login": email, "password": password})
