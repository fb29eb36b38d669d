"""What may not stand in a log line, and what must."""

import json
import logging

import pytest
import structlog

from flowt import origin
from flowt.logs import formatter
from flowt.redaction import redact, redact_address, redact_event, redact_value

PRIVATE = [
    "ana.lima@exemplo.com.br",
    "529.982.247-25",
    "52998224725",
    "11.222.333/0001-81",
    "12.ABC.345/01DE-35",
    "11222333000181",
    "+55 11 98765-4321",
    "+5511987654321",
    "(11) 98765-4321",
    "11987654321",
    "4111 1111 1111 1111",
    "4111111111111111",
    "postgresql://flowt:hunter22@db/flowt",
    "Bearer abcdef.ghijkl",
    "password=hunter22",
    '"token": "abc123xyz"',
    "Key (email)=(ana@exemplo.com.br) already exists",
    "DETAIL:  Failing row contains (7, Ana Lima, hunter22).",
]
HARMLESS = [
    "order 1042 moved to ready",
    "took 12.5 ms of 30",
    "2026-11-22T07:04:45.658932Z",
    "File /srv/flowt/orders/operations/placing.py, line 120",
    "c2e565a0-53fb-4bb4-9ba8-1a97a4e1b111",
    "due kind 'event' is taken",
]


def line_of(record=None, *, json_form=True):
    return formatter(json=json_form).format(record)


def record(message, *args, level=logging.ERROR, exc_info=None):
    return logging.LogRecord("test", level, "file.py", 1, message, args, exc_info)


@pytest.mark.parametrize("text", PRIVATE)
def test_nothing_private_is_left(text):
    left = redact(f"before {text} after")

    assert left.startswith("before ")
    assert left.endswith("after")
    for secret in (
        "hunter22",
        "ana",
        "Ana",
        "98765",
        "247",
        "333",
        "4111",
        "abc123",
        "ABC",
        "ghijkl",
    ):
        assert secret not in left, left


@pytest.mark.parametrize("text", HARMLESS)
def test_what_helps_stays(text):
    assert redact(text) == text


def test_a_key_in_an_address_is_gone():
    assert redact_address("/convite/Zk3J9qLw8sTn2VbX4mPa/?x=1") == "/convite/[removed]/"
    assert (
        redact_address("/cardapio/pizza-meio-a-meio-da-casa/")
        == "/cardapio/pizza-meio-a-meio-da-casa/"
    )


@pytest.mark.parametrize(
    "key", ["password", "reset_token", "Authorization", "email", "payload", "cpf"]
)
def test_a_value_with_a_telling_name_is_gone(key):
    assert redact_value(key, "x y") == "[removed]"


def test_it_looks_into_lists_and_dictionaries():
    assert redact_value("rows", [{"email": "a", "n": 3}]) == [{"email": "[removed]", "n": 3}]


def test_a_huge_value_is_cut():
    assert len(redact("a" * 10_000_000)) < 2_100


@pytest.mark.parametrize("nasty", ["a\r\nb", "a\x1b[31mb", "a\u2028b", "a\x00b", "a\x85b"])
@pytest.mark.parametrize("json_form", [True, False])
def test_no_text_begins_a_line_of_its_own(nasty, json_form):
    line = line_of(record("Not Found: %s", nasty), json_form=json_form)

    assert len(line.splitlines()) == 1
    assert "\x1b[31m" not in line
    assert "\x00" not in line


def test_a_line_knows_where_it_belongs():
    where = origin.Origin("5f0c7f0e-0000-4000-8000-000000000001", "req-12345678")
    with (
        structlog.contextvars.bound_contextvars(tenant="t_cantina", user=7),
        origin.bound(where),
    ):
        line = json.loads(line_of(record("hello")))

    assert (line["tenant"], line["user"]) == ("t_cantina", 7)
    assert (line["request_id"], line["correlation_id"]) == (where.request_id, where.correlation_id)


def test_a_trace_is_one_line_without_values():
    try:
        raise ValueError("no such e-mail: ana@exemplo.com.br")
    except ValueError as error:
        line = line_of(record("failed", exc_info=(ValueError, error, error.__traceback__)))

    assert "\n" not in line
    assert "test_redaction.py" in json.loads(line)["exception"]
    assert "ana@" not in line


def test_whatever_is_logged_can_be_written():
    class Odd:
        def __str__(self):
            return "odd ana@exemplo.com.br"

    line = redact_event(None, "info", {"event": "x", "thing": Odd(), "deep": {"a": {1, 2}}})

    assert line == {"event": "x", "thing": "odd [removed]", "deep": {"a": [1, 2]}}
