import base64
from functools import cache

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from flowt.crypto import (
    Hidden,
    Undecipherable,
    blind_index,
    blind_indexes,
    decrypt,
    encrypt,
    is_current,
    reencrypt,
)

OLD = base64.b64encode(b"o" * 32).decode()
NEW = base64.urlsafe_b64encode(b"\xff" * 32).decode()


@given(st.text(max_size=300))
def test_what_goes_in_comes_out_and_cannot_be_read(text):
    token = encrypt(text, purpose="test")

    assert decrypt(token, purpose="test") == text
    assert len(text) < 9 or text not in token
    assert token != encrypt(text, purpose="test")


def test_a_token_serves_one_purpose_in_one_place():
    token = encrypt("secret", purpose="payments.key", scope="cantina")

    assert decrypt(token, purpose="payments.key", scope="cantina") == "secret"
    for purpose, scope in [("people.cpf", "cantina"), ("payments.key", "aurora")]:
        with pytest.raises(Undecipherable):
            decrypt(token, purpose=purpose, scope=scope)


@cache
def a_token():
    """The same for every example: what is drawn depends on it."""
    return encrypt("secret", purpose="test")


@given(st.data())
def test_one_changed_character_is_noticed(data):
    token = a_token()
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("Ab0_-:=é").filter(lambda c: c != token[at]))

    with pytest.raises(Undecipherable):
        decrypt(token[:at] + other + token[at + 1 :], purpose="test")


@pytest.mark.parametrize("token", ["", "plain", "f1:", "f1:00000000:AAAA", "f2:x:y", "f1:::"])
def test_what_is_no_token_is_refused(token):
    with pytest.raises(Undecipherable):
        decrypt(token, purpose="test")


def test_keys_rotate(settings):
    settings.FLOWT_FIELD_KEYS = [OLD]
    token, index = encrypt("secret", purpose="test"), blind_index("cpf", "people")

    settings.FLOWT_FIELD_KEYS = [NEW, OLD]
    renewed = reencrypt(token, purpose="test")

    assert decrypt(token, purpose="test") == decrypt(renewed, purpose="test") == "secret"
    assert (is_current(token), is_current(renewed)) == (False, True)
    assert blind_indexes("cpf", "people") == [blind_index("cpf", "people"), index]


def test_a_dropped_key_opens_nothing(settings):
    settings.FLOWT_FIELD_KEYS = [OLD]
    token = encrypt("secret", purpose="test")

    settings.FLOWT_FIELD_KEYS = [NEW]

    with pytest.raises(Undecipherable):
        decrypt(token, purpose="test")


def test_a_tenant_may_move():
    token = encrypt("secret", purpose="test", scope="old")

    moved = reencrypt(token, purpose="test", scope="old", new_scope="new")

    assert decrypt(moved, purpose="test", scope="new") == "secret"


def test_a_blind_index_depends_on_value_and_purpose():
    digits = blind_index("52998224725", "people.cpf")

    assert len(digits) == 64
    assert digits == blind_index("52998224725", "people.cpf")
    assert digits != blind_index("52998224725", "people.phone")
    assert blind_index("b", "a") != blind_index('b", "', "a")


def test_the_content_shows_in_no_repr():
    secret = decrypt(encrypt("hunter2", purpose="test"), purpose="test")

    assert isinstance(secret, Hidden)
    assert "hunter2" not in f"{secret!r} {[secret]}"
    assert f"{secret}" == "hunter2"


@pytest.mark.parametrize("keys", [[], [""], ["c2hvcnQ="], ["not base64!"]])
def test_bad_keys_are_named_at_once(settings, keys):
    settings.FLOWT_FIELD_KEYS = keys

    with pytest.raises(ImproperlyConfigured):
        encrypt("secret", purpose="test")
