"""A worker is called deaf only where nothing explains its silence."""

import pytest

from flowt.redis import client
from flowt.watchdog import DEAF_LOOKS, Watchdog


@pytest.fixture
def dog():
    dog = Watchdog(queue="waiting", slots=2)
    dog.silent_looks = DEAF_LOOKS - 2
    return dog


def test_silence_while_work_waits_and_a_slot_is_free_is_deafness(dog):
    assert [dog.is_deaf(waiting=1, active=1) for _ in range(2)] == [False, True]


@pytest.mark.parametrize(("waiting", "active"), [(0, 0), (5, 2)])
def test_nothing_to_hear_or_no_hand_free_explains_it(dog, waiting, active):
    assert not dog.is_deaf(waiting=waiting, active=active)
    assert [dog.is_deaf(waiting=1, active=0) for _ in range(2)] == [False, False]


def test_what_is_heard_begins_the_count_anew(dog):
    dog.heard()

    assert [dog.is_deaf(waiting=1, active=0) for _ in range(2)] == [False, False]


def test_it_looks_at_the_queue_itself(dog):
    client().rpush("waiting", "a message")

    assert [dog.look(), dog.look()] == [False, True]
    client().delete("waiting")
    assert not dog.look()
