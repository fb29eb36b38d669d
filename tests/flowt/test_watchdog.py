"""A worker is called deaf only where nothing explains its silence."""

import time

import pytest

from flowt.redis import client
from flowt.watchdog import DEAF_SECONDS, Watchdog


@pytest.fixture
def dog():
    dog = Watchdog(queue="waiting", slots=2)
    dog.quiet_since = 100.0
    return dog


def test_silence_while_work_waits_and_a_slot_is_free_is_deafness(dog):
    assert not dog.is_deaf(waiting=1, active=1, now=100 + DEAF_SECONDS - 1)
    assert dog.is_deaf(waiting=1, active=1, now=100 + DEAF_SECONDS)


@pytest.mark.parametrize(("waiting", "active"), [(0, 0), (5, 2)])
def test_nothing_to_hear_or_no_hand_free_explains_it(dog, waiting, active):
    assert not dog.is_deaf(waiting=waiting, active=active, now=1_000)
    assert not dog.is_deaf(waiting=1, active=0, now=1_000 + DEAF_SECONDS - 1)


def test_what_is_heard_begins_the_while_anew(dog):
    dog.heard()

    assert not dog.is_deaf(waiting=1, active=0, now=time.monotonic() + DEAF_SECONDS - 1)


def test_it_looks_at_the_queue_itself(dog):
    client().rpush("waiting", "a message")
    dog.quiet_since = time.monotonic() - DEAF_SECONDS

    assert dog.look()
    client().delete("waiting")
    assert not dog.look()
