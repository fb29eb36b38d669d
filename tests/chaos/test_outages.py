"""Orders while what they stand on goes away and comes back, by itself or under `flowt up`."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psutil
from django.db import connection

from bench.world import free_port
from catalog.models.items import Item
from flowt.installation import Installation
from flowt.supervisor.programs import PROJECT
from flowt.tenancy import tenant_context
from orders.models import Order
from tests.chaos.buyers import Crowd
from tests.chaos.conftest import new_shop
from tests.chaos.machinery import LONG, World, only_long, wait_for
from tests.conftest import host_of
from tests.factories import make_item
from tests.loopback import PLAIN
from tests.orders.conftest import open_shop

ORDERS = 200 if LONG else 40
AWAY_SECONDS = 60 if LONG else 4
DUE = "run_at <= now()"  # what is swept tomorrow may wait
VICTIMS = ("granian", "bin/postgres", "celery", "valkey-server")[: None if LONG else 2]
ENOUGH = {"FLOWT_RATES": "*=1000000/minute"}


def crowd_of(tenant, address):
    open_shop(tenant)
    with tenant_context(tenant):
        item = make_item("Feijoada", price="20.00")
    return Crowd(address, host_of(tenant), item.pk, ORDERS)


def check(world, tenant, crowd):
    """Each acknowledged order is there once, and each event was delivered once."""
    connection.close()  # its server may have been shot, and the pool does not know
    connection.close_pool()
    assert wait_for(lambda: not left(world), 60), left(world)
    with tenant_context(tenant):
        numbers = Counter(Order.objects.values_list("number", flat=True))
        sold = Item.objects.get(pk=crowd.item_id).sold_count
    assert numbers == Counter(crowd.acknowledged)
    assert len(crowd.keys) == len(numbers) == sold == ORDERS
    assert world.sql("SELECT count(*) FROM due_dead_letter") == [(0,)]


def kept(worker):
    """As whoever keeps it: a worker that ended itself, deaf, is started again."""
    if not worker.is_alive:
        worker.start(wait=False)
    return True


def left(world):
    return world.sql(f"SELECT kind, ref, attempt, lease_until FROM due_queue WHERE {DUE} LIMIT 9")


def test_valkey_hangs_forgets_and_is_gone(world, shop, figure):
    valkey = world.server("valkey")
    world.web(**ENOUGH)
    worker = world.worker()
    world.beat()
    crowd = crowd_of(shop, world.address)
    crowd.start()
    crowd.wait_for(ORDERS // 8)

    gone = time.monotonic()
    valkey.freeze()
    time.sleep(AWAY_SECONDS / 2)
    valkey.thaw()
    crowd.wait_for(ORDERS // 4)
    flush(world)
    valkey.kill()
    time.sleep(AWAY_SECONDS / 2)
    back = time.monotonic()
    valkey.start()
    crowd.finish()
    assert wait_for(lambda: kept(worker) and not left(world), 60), left(world)

    check(world, shop, crowd)
    during = crowd.menus_between(gone, back)
    assert {status for status, _took in during} == {200}
    assert set(crowd.answers) <= {201, 503}
    slowest = max(took for _status, took in during)
    figure(
        f"Valkey hangs, forgets, is gone for {AWAY_SECONDS} s",
        f"{ORDERS} orders once each, {crowd.answers[503]} refusals, menu {len(during)} × 200, "
        f"slowest {slowest:.1f} s",
    )


def flush(world):
    import redis

    redis.Redis.from_url(world.environment["REDIS_URL"]).flushall()


@contextmanager
def flowt_up(folder):
    """`flowt up` in a folder of its own; yields it as a world whose programs it looks after."""
    port = free_port()
    hidden = {"DATABASE_URL", "REDIS_URL", "FLOWT_SECRET_KEY", "FLOWT_FIELD_KEYS", "FLOWT_DATA"}
    env = {name: value for name, value in os.environ.items() if name not in hidden} | ENOUGH
    argv = [sys.executable, "-m", "flowt", "up", "--port", str(port), "--data", str(folder)]
    with (folder.parent / "up.log").open("wb") as log:
        process = subprocess.Popen(argv, cwd=PROJECT, env=env, stdout=log, stderr=log)
    installation = Installation(data=folder, port=port)
    try:
        assert wait_for(lambda: _status(port, "/healthz") == 200, 90)
        runtime = installation.runtime()
        urls = {"DATABASE_URL": runtime.database_url, "REDIS_URL": runtime.redis_url}
        yield process, World(folder=folder, installation=installation, environment=urls, servers={})
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _status(port, path):
    try:
        return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=5, verify=PLAIN).status_code
    except httpx.HTTPError:
        return 0


def victims(supervisor, word):
    """Processes of `flowt up` whose command line has a word, the oldest first."""
    found = psutil.Process(supervisor.pid).children(recursive=True)
    return [one for one in found if word in " ".join(_words(one))]


def _words(process):
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@only_long
def test_what_is_shot_comes_back_by_itself(figure, django_db_blocker):
    with (
        TemporaryDirectory(prefix="flowt-") as folder,
        flowt_up(Path(folder) / "data") as (process, world),
        django_db_blocker.unblock(),
        world.django(),
    ):
        tenant = new_shop()
        crowd = crowd_of(tenant, world.address)
        crowd.start()
        downs = []
        for turn, word in enumerate(VICTIMS, 1):
            crowd.wait_for(turn * ORDERS // 6)
            victims(process, word)[0].kill()
            downs.append(seconds_until_well(world))
        crowd.finish()
        check(world, tenant, crowd)

    assert crowd.answers.keys() <= {0, 201, 409, 503}  # 409: whoever was shot had it in hand
    assert crowd.slowest_refusal < 15
    found, well = crowd.answers, ", ".join(f"{down:.1f}" for down in downs)
    figure(
        f"SIGKILL of {', '.join(VICTIMS)}",
        f"{ORDERS} orders once each, {found[503]} times 503, {found[0]} cut, {found[409]} times "
        f"409, well again after {well} s",
    )


def seconds_until_well(world):
    began = time.monotonic()
    time.sleep(0.3)
    assert wait_for(lambda: world.get("/healthz") == 200, 60)
    return time.monotonic() - began


def test_without_the_database_pages_say_so_fast(world, shop, figure):
    web, postgres = world.web(), world.server("postgres")
    host = host_of(shop)
    postgres.kill()
    try:
        times = []
        for path in ("/carrinho/", "/painel/", "/api/v1/menu", "/cardapio/"):
            began = time.monotonic()
            answer = httpx.get(
                world.address + path, headers={"Host": host}, timeout=20, verify=PLAIN
            )
            times.append(time.monotonic() - began)
            assert answer.status_code == 503
            assert "Retry-After" in answer.headers
            assert "Traceback" not in answer.text
    finally:
        postgres.start()

    assert wait_for(lambda: world.get("/cardapio/", host=host) == 200, 90)
    assert web.is_alive
    assert max(times) < 15
    figure("PostgreSQL gone", f"503 within {max(times):.1f} s, well again without a hand")
