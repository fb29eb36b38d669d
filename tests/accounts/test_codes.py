"""Codes of the second factor: each works once, on whatever host, however many send it at once."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from accounts.models import Guess
from flowt.redis import client as redis_client
from tests.accounts.conftest import log_in, race
from tests.conftest import TenantClient

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(half_minutes: int = 0) -> str:
    """The code of now, or of so many half minutes from now."""
    return format_hotp_value(hotp_value(SECRET, int(totp.time.time()) // 30 + half_minutes))


def equip(user) -> list[str]:
    """Give `user` the app and recovery codes; return these."""
    TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).generate_codes()


def browser(host: str = "primeira.localhost") -> TenantClient:
    return TenantClient(SERVER_NAME=host, headers={"Sec-Fetch-Site": "same-origin"})


def come_in(who: TenantClient, user, typed: str) -> bool:
    log_in(who, user.email)
    who.post("/conta/2fa/authenticate/", {"code": typed})
    return "_auth_user_id" in who.session


def test_a_code_of_the_app_works_once(person):
    equip(person)
    typed = code()

    assert come_in(browser(), person, typed)
    assert not come_in(browser(), person, typed)


def test_not_on_another_host_either(person):
    equip(person)
    typed = code()

    assert come_in(browser(), person, typed)
    assert not come_in(browser("localhost"), person, typed)


def test_the_code_before_is_used_up_with_it(person):
    equip(person)
    before, now = code(-1), code()

    assert come_in(browser(), person, now)
    assert not come_in(browser(), person, before)
    assert come_in(browser(), person, code(1))


def test_the_code_before_works_while_no_later_one_did(person):
    equip(person)

    assert come_in(browser(), person, code(-1))


def test_an_older_code_does_not_work(person):
    equip(person)

    assert not come_in(browser(), person, code(-3))


def test_what_valkey_forgets_is_not_forgotten(person):
    equip(person)
    typed = code()
    come_in(browser(), person, typed)
    redis_client().flushall()

    assert not come_in(browser(), person, typed)


def test_of_twenty_who_send_the_same_code_one_comes_in(committed, django_db_setup):
    equip(committed)
    typed = code()
    ready = [browser("localhost") for _n in range(20)]
    for one in ready:
        log_in(one, committed.email)

    race(20, lambda n: ready[n].post("/conta/2fa/authenticate/", {"code": typed}))

    assert sum("_auth_user_id" in one.session for one in ready) == 1


def test_of_twenty_who_send_the_same_recovery_code_one_comes_in(committed):
    typed = equip(committed)[3]
    ready = [browser("localhost") for _n in range(20)]
    for one in ready:
        log_in(one, committed.email)

    race(20, lambda n: ready[n].post("/conta/2fa/authenticate/", {"code": typed}))

    assert sum("_auth_user_id" in one.session for one in ready) == 1
    found = Authenticator.objects.get(user=committed, type="recovery_codes")
    assert found.data["used_mask"] == 1 << 3


def test_a_recovery_code_works_once(person):
    typed = equip(person)[0]

    assert come_in(browser(), person, typed)
    assert not come_in(browser(), person, typed)


@pytest.mark.parametrize("known", [False, True])
def test_guessing_at_codes_is_stopped(person, known):
    equip(person)
    who = browser()
    if known:
        assert come_in(who, person, code(-1))
        who.post("/conta/logout/")
    log_in(who, person.email)

    tries = 10 if known else 6
    answers = [
        who.post("/conta/2fa/authenticate/", {"code": "000000"}).status_code for _n in range(tries)
    ]

    assert answers == [200] * tries
    assert who.post("/conta/2fa/authenticate/", {"code": code()}).status_code == 429
    assert Guess.objects.exists()


def test_a_secret_set_up_on_a_tenants_host_opens_the_main_one(person, client):
    log_in(client, person.email)
    client.post("/conta/reauthenticate/", {"password": "bicicleta azul do Caio"})
    client.get("/conta/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    now = int(totp.time.time()) // 30
    client.post("/conta/2fa/totp/activate/", {"code": format_hotp_value(hotp_value(secret, now))})

    typed = format_hotp_value(hotp_value(secret, now + 1))

    assert come_in(browser("localhost"), person, typed)
