"""Limits: sliding windows per tenant and subject, also without Redis."""

import threading
import time
from types import SimpleNamespace

import pytest
from limits.storage import RedisStorage, memory

from flowt import limits
from flowt.errors import TooMany
from flowt.limits import Rate, guard, headers, look, take
from flowt.redis import client as redis_client
from flowt.tenancy import tenant_context

DEAD = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def _rates(monkeypatch, tenant):
    rates = {"try": Rate("3/minute"), "key": Rate("3/minute", without_redis="refuse")}
    monkeypatch.setattr(limits, "RATES", rates)


@pytest.fixture
def without_redis(monkeypatch):
    """Windows begin with the minute then: it is one and the same for the whole test."""
    now = time.time()
    monkeypatch.setattr(memory, "time", SimpleNamespace(time=lambda: now))
    monkeypatch.setattr(limits, "_redis", lambda: RedisStorage(DEAD, key_prefix="rates"))


def test_the_fourth_of_three_is_refused_and_told_to_wait():
    verdicts = [take("try", "ana") for _ in range(4)]

    assert [one.allowed for one in verdicts] == [True, True, True, False]
    assert [one.remaining for one in verdicts] == [2, 1, 0, 0]
    assert verdicts[0].retry_after_seconds == 0
    assert 30 <= verdicts[3].retry_after_seconds <= 120


def test_who_waits_as_told_may_try_again(monkeypatch):
    monkeypatch.setitem(limits.RATES, "try", Rate("3/4 seconds"))
    for _ in range(3):
        take("try", "ana")
    wait = take("try", "ana").retry_after_seconds

    time.sleep(wait)

    assert wait <= 8
    assert take("try", "ana").allowed


def test_the_window_slides(monkeypatch):
    """Twice the quota never fits round the border of two windows."""
    monkeypatch.setitem(limits.RATES, "try", Rate("10/2 seconds"))
    until, passed = time.monotonic() + 4, 0
    while time.monotonic() < until:
        passed += take("try", "ana").allowed
        time.sleep(0.01)

    assert 10 <= passed <= 25


def test_others_and_other_tenants_have_their_own(other_tenant):
    for _ in range(3):
        take("try", "ana")

    assert take("try", "bia").allowed
    with tenant_context(other_tenant):
        assert take("try", "ana").allowed


def test_a_dear_try_costs_more():
    assert take("try", "ana", cost=2).remaining == 1
    assert not take("try", "ana", cost=2).allowed
    assert take("try", "ana").allowed
    assert not take("try", "ana", cost=9).allowed


def test_a_plan_may_have_another_rate():
    assert take("try", "ana", "5/minute").limit == 5


def test_the_environment_replaces_a_rate(settings):
    settings.FLOWT_RATES = {"try": "7/minute", "*": "9/minute"}

    assert take("try", "ana").limit == 7
    assert take("key", "ana").limit == 9


def test_no_subject_stands_in_a_key():
    take("try", "ana@exemplo.com.br")

    keys = redis_client().keys("*")
    assert len(keys) == 1
    assert b"ana" not in keys[0]


def test_looking_counts_nothing():
    for _ in range(9):
        assert look("try", "ana").allowed

    assert look("try", "ana").remaining == 3


def test_a_guard_raises_with_a_sentence():
    for _ in range(3):
        guard("try", "ana")

    with pytest.raises(TooMany, match=r"Espere \d+ (segundos|minutos)") as refused:
        guard("try", "ana")
    assert refused.value.retry_after_seconds >= 30


def test_headers_follow_the_draft():
    for _ in range(3):
        verdict = take("try", "ana")
    told, refused = headers(verdict), headers(take("try", "ana"))

    assert told["RateLimit-Policy"] == '"try";q=3;w=60'
    assert told["RateLimit"].startswith('"try";r=0;t=')
    assert "Retry-After" not in told
    assert int(refused["Retry-After"]) >= 30


def test_threads_get_no_more_than_there_is(monkeypatch):
    monkeypatch.setitem(limits.RATES, "try", Rate("20/minute"))
    passed: list[bool] = []
    threads = [
        threading.Thread(target=lambda: passed.extend(take("try", "x").allowed for _ in range(10)))
        for _ in range(8)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(passed) == 20


def test_without_redis_this_process_counts(without_redis):
    assert [take("try", "ana").allowed for _ in range(4)] == [True, True, True, False]
    with pytest.raises(TooMany):
        guard("try", "ana")
    assert not look("try", "ana").allowed


def test_without_redis_a_strict_limit_refuses(without_redis):
    verdict = take("key", "ana")

    assert (verdict.allowed, verdict.retry_after_seconds) == (False, 30)
    with pytest.raises(TooMany):
        guard("key", "ana")


def test_a_lost_redis_is_asked_again_only_after_a_while(monkeypatch):
    asked = []
    broken = SimpleNamespace(
        acquire_sliding_window_entry=lambda *_: asked.append(1) or _raise(),
    )
    monkeypatch.setattr(limits, "_redis", lambda: broken)

    for _ in range(5):
        take("try", "ana")

    assert len(asked) == 1


def test_a_name_that_is_not_declared_is_a_mistake():
    with pytest.raises(KeyError):
        take("nothing", "ana")


def _raise() -> None:
    raise limits.RedisError("gone")
