"""Send, wait, webhook, send: while workers are shot, and with one that stands still."""

import json
import random
import sys
import time
import urllib.request
from collections import Counter

import psutil
import pytest
from django.db import connection

from bench.world import free_port
from flowt import due
from flowt.effects.models import Effect
from flowt.effects.operations import request_effect
from flowt.servers.process import Program
from flowt.supervisor.programs import PROJECT
from flowt.tenancy import tenant_context
from tests.chaos import kinds as _kinds  # noqa: F401 - they are asked for here, too
from tests.chaos.conftest import new_shop
from tests.chaos.listener import webhooks_of
from tests.chaos.machinery import LONG, wait_for

KINDS = ("chaos.keyed", "chaos.plain", "chaos.transactional")
STORM = {
    "cut": 0.06,
    "cut_before": 0.04,
    "fail": 0.03,
    "fail_after": 0.03,
    "busy": 0.05,
    "delay_seconds": 0.4,
    "webhook_seconds": 6,  # often later than a second try would be
    "early": 0.2,
    "twice": 0.3,
}


class Provider:
    """The simulator as a process of the world."""

    def __init__(self, world):
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        data = str(world.folder / f"provider-{port}.sqlite")
        program = Program(
            name="provider",
            argv=(sys.executable, "-m", "simulator.provider", "--port", str(port), "--data", data),
            cwd=PROJECT,
        )
        self.actor = world.actor(program, is_ready=self._answers).start()

    def _answers(self):
        try:
            return self.accepts() is not None
        except OSError:
            return False

    def plan(self, **shares):
        body = json.dumps(shares).encode()
        urllib.request.urlopen(f"{self.url}/_sim/plan", body).close()

    def accepts(self):
        with urllib.request.urlopen(f"{self.url}/_sim/accepts", timeout=5) as answer:
            return json.load(answer)["accepts"]


@pytest.fixture
def provider(world):
    return Provider(world)


def start_worker(world, provider, processes=2):
    env = {"CHAOS_PROVIDER": provider.url, "FLOWT_LEASE_SECONDS": "3"}
    return world.worker(processes=processes, include="tests.chaos.kinds", **env)


def start_runs(first, count):
    for number in range(first, first + count):
        request_effect(KINDS[number % 3], key=f"run-{number}:1", payload={"n": number})


def shoot(worker):
    """One of its processes, or all at once."""
    children = psutil.Process(worker.pid).children()
    if children and random.random() < 0.5:
        random.choice(children).kill()
    else:
        worker.kill()


def storm(world, provider, runs, kills):
    """Start runs a few at a time, and shoot a worker in the middle of each few."""
    worker = start_worker(world, provider)
    for number in range(kills):
        before = sum(provider.accepts().values())
        start_runs(number * runs // kills, runs // kills)
        if not worker.is_alive:
            worker = start_worker(world, provider)
        assert wait_for(lambda before=before: sum(provider.accepts().values()) > before, 90)
        time.sleep(random.uniform(0, 0.6))
        shoot(worker)
    start_runs(kills * (runs // kills), runs - kills * (runs // kills))
    worker.stop()
    start_worker(world, provider)


def all_ended(world):
    return not world.sql("SELECT 1 FROM due_queue LIMIT 1")


def check(provider, runs):
    """Nothing lost, nothing twice that was not flagged. Returns what the effects became."""
    counts = provider.accepts()
    effects = {str(effect.reference): effect for effect in Effect.objects.defer("payload")}
    for reference, effect in effects.items():
        assert counts.get(reference, 0) <= 1 + effect.is_resent, effect.key
        assert effect.status in {"accepted", "unknown", "failed"}, effect.key
        assert effect.status != "accepted" or counts.get(reference), effect.key
        assert effect.status != "failed" or not counts.get(reference), effect.key
        assert not (effect.is_resent and effect.kind != "chaos.transactional")
    assert not set(counts) - set(effects)
    first = {e.key[:-2]: e for e in effects.values() if e.key.endswith(":1")}
    second = {e.key[:-2] for e in effects.values() if e.key.endswith(":2")}
    assert len(first) == runs
    assert second == {run for run, effect in first.items() if effect.status == "accepted"}
    return Counter(effect.status for effect in effects.values())


@pytest.mark.slow
def test_sends_and_webhooks_while_workers_are_shot(world, shop, provider, figure):
    runs, kills = (500, 100) if LONG else (30, 3)
    with webhooks_of(shop) as address, tenant_context(shop):
        provider.plan(**STORM, webhook=address)
        world.beat()
        storm(world, provider, runs, kills)
        assert wait_for(lambda: all_ended(world), 120), world.sql(
            "SELECT kind, ref, attempt, last_error, run_at - now() FROM due_queue LIMIT 5"
        )
        time.sleep(2)  # the last webhooks
        found = check(provider, runs)
        twice = sum(count > 1 for count in provider.accepts().values())
    told = ", ".join(f"{count} {status}" for status, count in sorted(found.items()))
    figure(
        "send, wait, webhook, send",
        f"{kills} kills, {runs} runs: {told}; 0 lost, {twice} sent twice and flagged",
    )


def test_the_answer_that_a_frozen_worker_gets_late_is_kept(world, shop, provider):
    provider.plan(delay_seconds=0.01, hang=1, hang_seconds=2)
    world.beat()
    frozen = start_worker(world, provider, processes=1)
    with tenant_context(shop):
        effect = request_effect("chaos.plain", key="frozen:1", payload={})
        assert wait_for(provider.accepts, 90)
        frozen.freeze()
        start_worker(world, provider, processes=1)
        assert wait_for(lambda: Effect.objects.get(pk=effect.pk).status == "unknown", 90)
        frozen.thaw()
        assert wait_for(lambda: Effect.objects.get(pk=effect.pk).status == "accepted", 90)
        connection.close()
    assert provider.accepts() == {str(effect.reference): 1}


def test_a_provider_that_hangs_for_one_tenant_keeps_nobody_else_waiting(
    world, shop, provider, figure
):
    """Each answer takes five seconds: forty of one tenant, then one job and one send of another."""
    quiet = new_shop()
    provider.plan(hang=1, hang_seconds=5)
    world.beat()
    world.worker(include="tests.chaos.kinds", CHAOS_PROVIDER=provider.url)
    with tenant_context(shop):
        for number in range(40):
            request_effect("chaos.plain", key=f"hang-{number}:2", payload={})
    assert wait_for(lambda: len(provider.accepts()) >= 4, 90)

    asked = time.monotonic()
    with tenant_context(quiet):
        due.schedule("chaos.note", "quiet")
        mine = str(request_effect("chaos.plain", key="quiet:2", payload={}).reference)
    assert wait_for(lambda: mine in provider.accepts(), 60)
    assert wait_for(lambda: world.sql("SELECT 1 FROM chaos_note"), 60)
    took = time.monotonic() - asked

    assert len(provider.accepts()) < 40
    assert took <= 10  # behind all forty it would be fifty
    figure("a send beside forty that hang", f"after {took * 1000:.0f} ms")
