"""Counting in processes, adding up in Redis, and what `/metrics` shows of it."""

import json
import threading
import time

import pytest
from prometheus_client.parser import text_string_to_metric_families

from flowt import background, metrics
from flowt.metrics import classes, shared, store
from flowt.redis import RedisError
from flowt.redis import client as redis_client

TOKEN = {"Authorization": "Bearer a-long-secret"}


@pytest.fixture(autouse=True)
def from_nothing(settings):
    settings.FLOWT_METRICS_TOKEN = "a-long-secret"
    store.take()
    yield
    store.take()


def scraped(main_client):
    """Carry this process's counts over, scrape, and return {(name, labels): value}."""
    background.turn("web")
    text = main_client.get("/metrics", headers=TOKEN).text
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_request_is_counted_by_route_and_class_not_by_address(client, main_client):
    client.get("/pedido/um-segredo-muito-longo/")
    client.get("/cardapio/")

    found = scraped(main_client)

    labels = {"route": "storefront:menu", "method": "GET", "status": "200", "tenants": "demo"}
    assert found["flowt_requests_total", tuple(sorted(labels.items()))] == 1
    assert not any("segredo" in str(key) or "primeira" in str(key) for key in found)
    seconds = (("route", "storefront:menu"), ("tenants", "demo"))
    assert found["flowt_request_seconds_count", seconds] == 1
    assert 0 < found["flowt_request_seconds_sum", seconds] < 60


def test_a_page_from_memory_keeps_its_route(client, main_client):
    client.get("/cardapio/")
    client.get("/cardapio/")

    found = scraped(main_client)

    assert found["flowt_page_cache_total", (("result", "kept"), ("tenants", "demo"))] == 1
    assert (
        found["flowt_request_seconds_count", (("route", "storefront:menu"), ("tenants", "demo"))]
        == 2
    )


def test_an_unknown_method_opens_no_series(client, main_client):
    client.generic("BREW", "/cardapio/")

    assert any(("method", "OTHER") in key[1] for key in scraped(main_client))


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "a-long-secret"}]
)
def test_without_the_token_there_are_no_metrics(main_client, headers):
    assert main_client.get("/metrics", headers=headers).status_code == 404


def test_an_empty_token_opens_nothing(main_client, settings):
    settings.FLOWT_METRICS_TOKEN = ""

    assert main_client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_a_tenants_host_has_no_metrics(client, main_client):
    assert client.get("/metrics", headers=TOKEN).status_code == 404
    assert main_client.get("/metrics?tenant=primeira", headers=TOKEN).status_code == 200


def test_threads_lose_no_count():
    def work():
        for _ in range(5_000):
            metrics.orders.add("small")

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert store.take()[0]["flowt_orders_total", "small"] == 40_000


def test_counts_of_several_processes_add_up(main_client):
    for _ in range(3):
        metrics.orders.add("large")
        shared.carry_over({"role": "web"})

    assert scraped(main_client)["flowt_orders_total", (("tenants", "large"),)] == 3


def test_without_redis_counts_wait_and_nothing_is_lost(main_client, monkeypatch):
    def broken():
        raise RedisError("away")

    metrics.orders.add("small", by=2)
    with monkeypatch.context() as patch:
        patch.setattr(shared, "client", broken)
        assert not background.turn("web")

    assert scraped(main_client)["flowt_orders_total", (("tenants", "small"),)] == 2


def test_a_mistake_fills_no_memory():
    for number in range(store.MAX_SERIES + 100):
        metrics.errors.add(f"Kind{number}", "small")

    counts = store.take()[0]
    assert len(counts) == store.MAX_SERIES + 1
    assert counts["flowt_errors_total", "(other)", "(other)"] == 100


def test_a_dead_process_is_forgotten():
    state = {"role": "web", "memory": 1, "at": time.time() - 60}
    redis_client().hset(shared.STATES, "elsewhere:1", json.dumps(state))
    shared.carry_over({"role": "worker"})

    assert [one["role"] for one in shared.processes()] == ["worker"]
    assert redis_client().hlen(shared.STATES) == 1


def test_a_large_tenant_is_known_to_every_process(tenant, settings):
    settings.FLOWT_DEMO = False
    assert metrics.class_of(tenant) == "small"

    classes.share({tenant.pk})
    classes.refresh()

    assert metrics.class_of(tenant) == "large"
    classes.share(set())
    classes.refresh()


def test_the_queue_is_shown_by_kind(main_client, tenant):
    from flowt import due

    due.schedule("test.metric", "a")

    found = scraped(main_client)

    assert found["flowt_due_jobs", (("kind", "test.metric"), ("state", "ready"))] == 1
    assert found["flowt_due_lag_seconds", (("kind", "test.metric"),)] < 60
    assert found["flowt_scrape_up", (("part", "queue"),)] == 1
