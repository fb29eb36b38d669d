"""Guessing at passwords: slowed down the same for whoever exists or not, and not against one's own
browser."""

import time
from datetime import timedelta
from statistics import median

import pytest
from django.core import mail
from django.db.models import F

from accounts import guard
from accounts.models import Guess
from flowt.audit.models import AuditEntry
from flowt.redis import RedisError, client
from tests.accounts.conftest import PASSWORD, log_in, race
from tests.conftest import TenantClient

NOBODY = "ninguem@exemplo.com.br"


def stranger(address: str = "203.0.113.9") -> TenantClient:
    return TenantClient(
        SERVER_NAME="primeira.localhost",
        REMOTE_ADDR=address,
        headers={"Sec-Fetch-Site": "same-origin"},
    )


def guess(browser, email, times):
    return [log_in(browser, email, f"errada {number}").status_code for number in range(times)]


def later(seconds):
    """Let so many seconds pass for every count."""
    moved = timedelta(seconds=seconds)
    Guess.objects.update(last_at=F("last_at") - moved, blocked_until=F("blocked_until") - moved)


@pytest.mark.parametrize("email", ["dona@exemplo.com.br", NOBODY])
def test_is_stopped_alike_whether_or_not_the_account_exists(person, email):
    assert guess(stranger(), email, 8) == [200] * 6 + [429] * 2


def test_the_right_password_waits_too(person):
    guess(stranger(), person.email, 6)

    answer = log_in(stranger("203.0.113.77"), person.email)

    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 15


def test_the_wait_doubles_and_ends(person):
    guess(stranger(), person.email, 6)
    later(16)
    assert guess(stranger(), person.email, 2) == [200, 429]
    later(16)
    assert guess(stranger(), person.email, 1) == [429]
    later(16)

    assert log_in(stranger(), person.email).status_code == 302
    assert not Guess.objects.filter(key=guard.key_of(guard.PASSWORD, person.email)).exists()


def test_a_browser_that_signed_in_before_is_not_shut_out(person):
    own = stranger("198.51.100.1")
    assert log_in(own, person.email).status_code == 302
    own.post("/conta/logout/")
    guess(stranger(), person.email, 7)

    assert log_in(own, person.email).status_code == 302


def test_a_known_browser_has_a_limit_of_its_own(person):
    own = stranger()
    log_in(own, person.email)
    own.post("/conta/logout/")

    assert guess(own, person.email, 11) == [200] * 10 + [429]
    assert log_in(stranger("198.51.100.1"), person.email).status_code == 302


def test_a_forged_mark_of_a_known_browser_counts_for_nothing(person):
    forged = stranger()
    forged.cookies["flowt_known"] = "WyJhIiwgWyJiIl1d:1abc:forged"
    guess(forged, person.email, 6)

    assert log_in(stranger("198.51.100.1"), person.email).status_code == 429


def test_many_accounts_from_one_address_are_stopped(person):
    answers = [
        log_in(stranger(), f"{number}@exemplo.com.br", "errada").status_code for number in range(61)
    ]

    assert answers == [200] * 60 + [429]
    assert log_in(stranger("198.51.100.1"), person.email).status_code == 302


def test_one_count_for_every_host(person, main_client):
    guess(stranger(), person.email, 6)

    assert log_in(main_client, person.email).status_code == 429


def test_twenty_at_once_are_twenty_tries(committed):
    answers = race(20, lambda _n: log_in(stranger(), committed.email, "errada").status_code)

    assert sorted(answers) == [200] * 6 + [429] * 14


def test_without_valkey_the_counts_hold_and_the_right_password_works(person, monkeypatch):
    def fail(*args, **kwargs):
        raise RedisError("down")

    monkeypatch.setattr(client().connection_pool, "get_connection", fail)

    assert guess(stranger(), NOBODY, 7) == [200] * 6 + [429]
    assert log_in(stranger(), person.email).status_code == 302


def test_the_answers_do_not_tell_who_exists(person):
    one = log_in(stranger("203.0.113.1"), person.email, "errada")
    other = log_in(stranger("203.0.113.2"), NOBODY, "errada")

    assert one.status_code == other.status_code == 200
    assert plain(one, person.email) == plain(other, NOBODY)


def plain(answer, email):
    token = answer.context["csrf_token"]
    return answer.text.replace(str(token), "").replace(email, "EMAIL")[:200]


def test_the_time_does_not_tell_who_exists(person, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    person.set_password(PASSWORD)
    person.save()

    def seconds(email):
        Guess.objects.all().delete()
        began = time.process_time()  # what others on the machine do is not counted
        log_in(stranger(), email, "errada")
        return time.process_time() - began

    pairs = [(seconds(person.email), seconds(NOBODY)) for _number in range(12)]
    known, unknown = (median(times) for times in zip(*pairs, strict=True))

    assert 0.6 < known / unknown < 1.6, (known, unknown)


def test_asking_for_a_letter_tells_nothing_and_is_bounded(person):
    answers = [
        stranger().post("/conta/password/reset/", {"email": email})
        for email in [person.email] * 5 + [NOBODY] * 5
    ]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, "/conta/password/reset/done/")
    }
    assert [len([m for m in mail.outbox if m.to == [to]]) for to in (person.email, NOBODY)] == [
        3,
        3,
    ]


def test_letters_for_many_from_one_address_are_stopped(person):
    ask = [
        stranger().post("/conta/password/reset/", {"email": f"{n}@exemplo.com.br"}).status_code
        for n in range(21)
    ]

    assert ask == [302] * 20 + [429]


def test_whoever_reads_the_mail_gets_in_while_others_guess(person):
    guess(stranger(), person.email, 7)
    own = stranger("198.51.100.1")
    own.post("/conta/password/reset/", {"email": person.email})
    link = next(word for word in mail.outbox[-1].body.split() if "/password/reset/key/" in word)
    form = own.get("/" + link.split("/", 3)[3], follow=True).request["PATH_INFO"]
    own.post(form, {"password1": "outra frase comprida", "password2": "outra frase comprida"})
    guess(stranger(), person.email, 7)

    assert log_in(own, person.email, "outra frase comprida").status_code == 302
    assert AuditEntry.objects.filter(action="user.reset_password").count() == 1


def test_the_old_password_is_not_to_be_guessed_in_a_stolen_session(person, client):
    log_in(client, person.email)
    form = {"current": "errada", "password": "outra frase bem comprida"}

    answers = [client.post("/conta/perfil/senha/", form).status_code for _n in range(11)]

    assert answers == [422] * 10 + [429]
