"""Atomic due work while its workers are killed, frozen, or have nobody who rings for them."""

import random
import time

import redis

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
    assert wait_for(lambda: noted(world) > before, 90)  # a busy machine starts it slowly
    time.sleep(random.uniform(0, 0.4))
    worker.kill()


def test_killed_workers_lose_and_double_nothing(world, shop, figure):
    jobs, kills = (20_000, 100) if LONG else (900, 3)
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


def rows(world):
    """All that a worker may write, with the version of each row."""
    tables = ("chaos_note", "due_queue", "due_dead_letter")
    return [world.sql(f"SELECT xmin, * FROM {table} ORDER BY 2, 3") for table in tables]


def test_one_frozen_past_its_lease_changes_nothing_when_it_thaws(world, shop, figure):
    world.beat()
    frozen = world.worker(include=KINDS, processes=1, **SHORT_LEASE)
    with tenant_context(shop):
        due.schedule("chaos.slow", "frozen:1.5")  # well within its lease of three seconds
    assert wait_for(lambda: world.sql("SELECT 1 FROM due_queue WHERE lease_token = 1"), 60)
    time.sleep(0.3)  # its handler has written, and did not commit
    frozen.freeze()
    world.worker(include=KINDS, processes=1, **SHORT_LEASE)
    assert wait_for(lambda: noted(world) == 1 and not left(world), 90)

    before = rows(world)
    frozen.thaw()
    time.sleep(4)

    assert rows(world) == before
    figure("a frozen worker thaws", "0 rows changed")


def test_a_flushed_and_restarted_redis_loses_nothing(world, shop, figure):
    jobs = 20_000 if LONG else 1_000
    refs = [f"{number:05}" for number in range(jobs)]
    world.beat()
    world.worker(include=KINDS, **SHORT_LEASE)
    for at in range(0, jobs, jobs // 10):
        with tenant_context(shop):
            due.schedule_many("chaos.note", refs[at : at + jobs // 10])
        if at == jobs // 2:
            world.server("valkey").kill()
            time.sleep(2)
            world.server("valkey").start()
        redis.Redis.from_url(world.environment["REDIS_URL"]).flushall()
        time.sleep(0.3)

    assert wait_for(lambda: not left(world), 120), f"{left(world)} left"
    assert notes(world) == [(ref, 1) for ref in refs]
    figure("Redis flushed and killed", f"10 times and once, {jobs} jobs, 0 lost, 0 doubled")
