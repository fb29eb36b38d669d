"""Passkeys without a browser: whose they are, and what is sent instead of one."""

import base64
import json

import pytest
from allauth.mfa.models import Authenticator

from accounts.adapter import relying_party
from tests.accounts.conftest import PASSWORD, log_in
from tests.accounts.test_codes import browser, equip

JSON = {"Accept": "application/json"}


def sent(handle: object, **changes: object) -> str:
    """What a browser would send, of nobody's key."""
    b64 = base64.urlsafe_b64encode(b"x" * 40).decode().rstrip("=")
    response = {
        "clientDataJSON": b64,
        "authenticatorData": b64,
        "signature": b64,
        "userHandle": handle,
    }
    return json.dumps(
        {"id": b64, "rawId": b64, "type": "public-key", "response": response} | changes
    )


def handle_of(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


RUBBISH = [
    "",
    "null",
    "[]",
    "7",
    '"text"',
    "{}",
    '{"id": 1, "rawId": 2, "response": 3, "type": 4}',
    '{"response": {"userHandle": 5}}',
    '{"response": []}',
    "[" * 5_000,
    sent(None),
    sent(5),
    sent("%%%"),
    sent(handle_of("ninguem")),
    sent(handle_of("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")),
    sent(handle_of("1"), response=[]),
    sent(handle_of("1"), rawId="\x00"),
]


@pytest.mark.parametrize(
    ("host", "base", "name"),
    [
        ("cantina.flowt.com.br", "flowt.com.br", "flowt.com.br"),
        ("flowt.com.br:8443", "flowt.com.br", "flowt.com.br"),
        ("evilflowt.com.br", "flowt.com.br", "evilflowt.com.br"),
        ("cardapio.cantina.com.br", "flowt.com.br", "cardapio.cantina.com.br"),
        ("cantina.localhost:8000", "localhost", "cantina.localhost"),
        ("localhost:8000", "localhost", "localhost"),
    ],
)
def test_belongs_to_the_domain_or_to_the_host(settings, host, base, name):
    settings.FLOWT_BASE_DOMAIN = base

    assert relying_party(host) == name


@pytest.mark.parametrize("credential", RUBBISH)
def test_rubbish_signs_nobody_in(person, credential):
    who = browser()
    who.get("/conta/2fa/webauthn/login/", headers=JSON)

    answer = who.post("/conta/2fa/webauthn/login/", {"credential": credential})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/conta/login/")
    assert "_auth_user_id" not in who.session


@pytest.mark.parametrize("credential", RUBBISH)
def test_rubbish_is_no_second_step(person, credential):
    equip(person)
    who = browser()
    log_in(who, person.email)

    answer = who.post("/conta/2fa/authenticate/", {"credential": credential})

    assert answer.status_code == 200
    assert "_auth_user_id" not in who.session


@pytest.mark.parametrize("credential", RUBBISH)
def test_rubbish_adds_no_passkey(person, credential):
    who = browser()
    log_in(who, person.email)
    who.post("/conta/reauthenticate/", {"password": PASSWORD})
    who.get("/conta/2fa/webauthn/add/")

    answer = who.post("/conta/2fa/webauthn/add/", {"name": "x", "credential": credential})

    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


def test_anothers_passkey_is_neither_renamed_nor_removed(person, client_as):
    key = Authenticator.objects.create(
        user=client_as("viewer").user, type="webauthn", data={"name": "Dela", "credential": {}}
    )
    who = browser()
    log_in(who, person.email)
    who.post("/conta/reauthenticate/", {"password": PASSWORD})

    for verb in ("edit", "remove"):
        path = f"/conta/2fa/webauthn/keys/{key.pk}/{verb}/"
        assert who.post(path, {"name": "Minha"}).status_code == 404
    key.refresh_from_db()
    assert key.data["name"] == "Dela"
