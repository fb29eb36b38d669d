"""The second factor, from the profile to the next sign-in."""

import re

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache

from accounts.models import Membership, User

PASSWORD = "bicicleta azul do Caio"


@pytest.fixture(autouse=True)
def no_tries_counted(db):
    cache.clear()


@pytest.fixture
def person(tenant):
    user = User.objects.create_user("dona@exemplo.com.br", PASSWORD)
    Membership.objects.create(user=user, tenant=tenant, role="owner")
    return user


def log_in(browser, user):
    return browser.post("/conta/login/", {"login": user.email, "password": PASSWORD})


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_is_asked_for_once_it_is_set_up(client, person):
    log_in(client, person)
    client.post("/conta/reauthenticate/", {"password": PASSWORD})
    secret = re.search(r"[A-Z2-7]{32}", client.get("/conta/2fa/totp/activate/").text)[0]
    client.post("/conta/2fa/totp/activate/", {"code": code_of(secret)})
    client.logout()
    cache.clear()  # a code is good for one use

    log_in(client, person)
    asked = client.get("/painel/")
    client.post("/conta/2fa/authenticate/", {"code": code_of(secret)})

    assert asked.status_code == 302
    assert client.get("/painel/").status_code == 200


def test_a_wrong_code_sets_nothing_up(client, person):
    log_in(client, person)
    client.post("/conta/reauthenticate/", {"password": PASSWORD})
    client.get("/conta/2fa/totp/activate/")

    answer = client.post("/conta/2fa/totp/activate/", {"code": "000000"})

    assert answer.status_code == 200
    assert not person.authenticator_set.exists()
