"""Timers, clocks and turns: none early, each once, and nobody waits behind somebody's heap."""

import time
from collections import Counter
from datetime import UTC, datetime

import pytest

from flowt import due
from flowt.tenancy import tenant_context
from tests.chaos.conftest import new_shop
from tests.chaos.machinery import LONG, only_long, wait_for

KINDS = "tests.chaos.kinds"
FILL = (
    "INSERT INTO due_queue (tenant_id, kind, ref, run_at, is_ready, lease_token, attempt,"
    " last_error, created_at) SELECT %s, %s, {ref}, {at}, {ready}, 0, 0, '', now()"
    " FROM generate_series(1, %s) AS n"
)

RAN_AT = "SELECT at FROM chaos_note WHERE ref = %s"


def heap(world, tenant, kind, ref, count):
    world.sql(FILL.format(ref=ref, at="now()", ready="true"), tenant.pk, kind, count)


def test_timers_that_fell_due_while_all_was_off_fire_once_and_never_early(world, shop, figure):
    timers = 10_000
    at = "now() + make_interval(secs => n * 40.0 / 10000 - 30)"  # a quarter is still to come
    world.sql(FILL.format(ref="n::text", at=at, ready="false"), shop.pk, "chaos.note", timers)
    planned = dict(world.sql("SELECT ref, run_at FROM due_queue"))
    world.beat()
    world.worker(include=KINDS)

    assert wait_for(lambda: not world.sql("SELECT 1 FROM due_queue LIMIT 1"), 90)

    fired = world.sql("SELECT ref, at FROM chaos_note")
    early = sum(at < planned[ref] for ref, at in fired)
    assert Counter(ref for ref, _ in fired) == dict.fromkeys(planned, 1)
    assert early == 0
    figure("timers due while all was off", f"{timers} fired once each, {early} early")


def test_two_beats_share_each_slot(world, figure):
    seconds = 180 if LONG else 8
    for _ in range(2):
        world.beat(app="tests.chaos.fast_beat")
    world.worker(include=KINDS)
    assert wait_for(lambda: world.sql("SELECT 1 FROM chaos_note LIMIT 1"), 90)
    time.sleep(seconds)

    slots = [datetime.fromisoformat(ref) for (ref,) in world.sql("SELECT ref FROM chaos_note")]
    passed = (datetime.now(UTC) - min(slots)).total_seconds()
    assert len(slots) == len(set(slots))
    assert len(slots) > passed * 0.5  # slots that a busy machine slept through
    figure("two beats", f"{len(slots)} slots of a second in {passed:.0f} s, each once")


def waits(world, tenant, times):
    """Seconds from the schedule of one job of a quiet tenant to its run, many times."""
    found = []
    for number in range(times):
        ref = f"quiet-{tenant.pk}-{number}"
        with tenant_context(tenant):
            due.schedule("chaos.note", ref)
        asked = datetime.now(UTC)
        assert wait_for(lambda ref=ref: world.sql(RAN_AT, ref), 90)
        found.append((world.sql(RAN_AT, ref)[0][0] - asked).total_seconds())
        time.sleep(0.2)
    return found


@pytest.mark.parametrize(
    ("kind", "ref", "count"),
    [
        ("chaos.note", "n::text", 100_000),
        pytest.param("chaos.slow", "n || ':0.05'", 100_000, marks=only_long),
    ],
    ids=["quick", "slow"],
)
def test_a_heap_of_one_tenant_keeps_nobody_waiting(world, shop, figure, kind, ref, count):
    quiet = new_shop()
    heap(world, shop, kind, ref, count)
    world.beat()
    world.worker(include=KINDS)
    assert wait_for(lambda: world.sql("SELECT 1 FROM chaos_note LIMIT 1"), 90)

    longest = max(waits(world, quiet, 40 if LONG else 12))

    assert world.sql("SELECT 1 FROM due_queue WHERE tenant_id = %s LIMIT 1", shop.pk)
    assert longest <= (2 if LONG else 8)  # the short form runs beside other tests
    figure(f"one job beside {count:,} of another ({kind})", f"≤ {longest * 1000:.0f} ms")
