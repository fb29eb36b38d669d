"""Atomic due work while its workers are killed, frozen, or have nobody who rings for them."""

import random
import time

from flowt import due
from flowt.tenancy import tenant_context
from tests.chaos.machinery import LONG, wait_for

KINDS = "tests.chaos.kinds"
SHORT_LEASE = {"FLOWT_LEASE_SECONDS": "3"}


def left(world):
    return world.sql("SELECT count(*) FROM due_queue")[0][0]


def notes(world):
    """How often each ref was noted: [(ref, times)]."""
    return world.sql("SELECT ref, count(*) FROM chaos_note GROUP BY ref ORDER BY ref")


def noted(world):
    return world.sql("SELECT count(*) FROM chaos_note")[0][0]


def kill_one_at_work(world):
    """Start a worker, wait until it has done something, and shoot it a moment later."""
    before = noted(world)
    worker = world.worker(include=KINDS, **SHORT_LEASE)
    assert wait_for(lambda: noted(world) > before, 20)
    time.sleep(random.uniform(0, 0.4))
    worker.kill()


def test_killed_workers_lose_and_double_nothing(world, shop, figure):
    jobs, kills = (20_000, 100) if LONG else (1_500, 8)
    refs = [f"{number:05}:0.005" for number in range(jobs)]
    with tenant_context(shop):
        due.schedule_many("chaos.slow", refs)
    world.beat()
    for _ in range(kills):
        kill_one_at_work(world)
    left_by_the_dead = left(world)
    world.worker(include=KINDS, **SHORT_LEASE)

    assert left_by_the_dead
    assert wait_for(lambda: not left(world), 120), f"{left(world)} left"
    assert notes(world) == [(ref, 1) for ref in refs]
    figure("jobs under worker kills", f"{kills} kills, {jobs} jobs, 0 lost, 0 doubled")
