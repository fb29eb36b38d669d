"""Health is told in time, also of a server that hangs."""

import time

import pytest

from flowt import health
from flowt.due.tasks import HEARTBEAT_KEY
from flowt.redis import client as redis_client
from tests.chaos.frozen import frozen
from tests.chaos.machinery import wait_for


@pytest.fixture(autouse=True)
def beating(world):
    redis_client().set(HEARTBEAT_KEY, int(time.time()))


@pytest.mark.parametrize(("server", "name"), [("postgres", "database"), ("valkey", "redis")])
def test_a_server_that_hangs_is_named_within_two_seconds(server, name):
    health.examine()

    with frozen(server):
        began = time.monotonic()
        failing = health.examine().failing
        took = time.monotonic() - began

    assert failing[name] in {"no answer within 1.5 s", "TimeoutError"}
    assert took < 10  # it hangs for ever


def test_it_is_well_again_by_itself():
    with frozen("postgres"):
        assert "database" in health.examine().failing
    assert wait_for(lambda: "database" not in health.examine().failing, 60)
