"""The second factor, from the profile to the next sign-in."""

import re

import pytest
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from accounts.models import Membership, User

PASSWORD = "bicicleta azul do Caio"


@pytest.fixture
def person(tenant):
    user = User.objects.create_user("dona@exemplo.com.br", PASSWORD)
    Membership.objects.create(user=user, tenant=tenant, role="owner")
    return user


def log_in(browser, user):
    return browser.post("/conta/login/", {"login": user.email, "password": PASSWORD})


def code_of(secret: str, *, later: int = 0) -> str:
    """The code of now, or of half minutes later, within what the clocks may differ."""
    return format_hotp_value(hotp_value(secret, int(totp.time.time()) // 30 + later))


def test_is_asked_for_once_it_is_set_up(client, person):
    log_in(client, person)
    client.post("/conta/reauthenticate/", {"password": PASSWORD})
    secret = re.search(r"[A-Z2-7]{32}", client.get("/conta/2fa/totp/activate/").text)[0]
    client.post("/conta/2fa/totp/activate/", {"code": code_of(secret)})
    client.logout()

    log_in(client, person)
    asked = client.get("/painel/")
    client.post("/conta/2fa/authenticate/", {"code": code_of(secret)})
    again = client.get("/painel/")  # that code switched the app on: it was used
    client.post("/conta/2fa/authenticate/", {"code": code_of(secret, later=1)})

    assert again.status_code == 302
    assert asked.status_code == 302
    assert client.get("/painel/").status_code == 200


def test_a_wrong_code_sets_nothing_up(client, person):
    log_in(client, person)
    client.post("/conta/reauthenticate/", {"password": PASSWORD})
    client.get("/conta/2fa/totp/activate/")

    answer = client.post("/conta/2fa/totp/activate/", {"code": "000000"})

    assert answer.status_code == 200
    assert not person.authenticator_set.exists()
