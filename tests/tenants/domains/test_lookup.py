"""DNS as it comes: over UDP, late, broken, wrong."""

import time

import pytest

from simulator.dns import DnsServer
from tenants.domains import lookup

NAME = "_flowt.cantina.com.br"


def test_the_values_of_a_name(dns):
    dns.say(NAME, "one", "two", "x" * 600)

    assert lookup.ask(NAME).texts == {"one", "two", "x" * 600}


def test_no_name_and_no_record_say_that_nothing_is_there(dns):
    dns.say("_flowt.empty.com.br")

    assert lookup.ask(NAME).texts == frozenset()
    assert lookup.ask("_flowt.empty.com.br").texts == frozenset()


@pytest.mark.parametrize("trouble", ["servfail", "refused", "silence", "garbage", "other id"])
def test_trouble_is_no_answer_and_ends_in_time(dns, trouble, monkeypatch):
    monkeypatch.setattr(lookup, "SECONDS", 0.6)
    dns.say(NAME, "one", trouble=trouble)
    began = time.monotonic()

    assert lookup.ask(NAME).is_unknown
    assert time.monotonic() - began < 30


def test_a_server_that_is_not_there_is_no_answer(settings, monkeypatch):
    monkeypatch.setattr(lookup, "SECONDS", 0.6)
    with DnsServer() as server:
        settings.FLOWT_DNS_SERVERS = [server.address]

    assert lookup.ask(NAME).is_unknown


def test_a_late_answer_within_the_time_counts(dns, monkeypatch):
    monkeypatch.setattr(lookup, "SECONDS", 60.0)
    dns.say(NAME, "one", delay_seconds=0.8)

    assert lookup.ask(NAME).texts == {"one"}


def test_slow_names_do_not_wait_for_each_other(dns, monkeypatch):
    monkeypatch.setattr(lookup, "SECONDS", 60.0)
    names = [f"_flowt.a{number}.com.br" for number in range(16)]
    for name in names:
        dns.say(name, name, delay_seconds=0.5)
    began = time.monotonic()

    answers = lookup.ask_many(names)

    assert [answer.texts for answer in answers] == [{name} for name in names]
    assert time.monotonic() - began < 16 * 0.5


@pytest.mark.parametrize(
    ("text", "address", "port"),
    [
        ("9.9.9.9", "9.9.9.9", 53),
        ("127.0.0.1:5353", "127.0.0.1", 5353),
        ("2620:fe::fe", "2620:fe::fe", 53),
        ("[::1]:5353", "::1", 5353),
    ],
)
def test_a_name_server_is_read_with_or_without_its_port(text, address, port):
    found = lookup._server(text)

    assert (found.address, found.port) == (address, port)
