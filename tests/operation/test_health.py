"""Whether a process answers, and whether the installation is fit to serve."""

import re
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from flowt import due, health
from flowt.due.tasks import HEARTBEAT_KEY
from flowt.redis import client as redis_client
from flowt.supervisor.up import only_behind
from flowt.tenancy import tenant_context


@pytest.fixture
def beating():
    redis_client().set(HEARTBEAT_KEY, int(time.time()))


@pytest.mark.parametrize("host", ["localhost", "10.1.2.3", "nobody.example", "primeira.localhost"])
def test_livez_answers_any_host_and_asks_the_database_nothing(
    main_client, host, django_assert_num_queries
):
    with django_assert_num_queries(0):
        response = main_client.get("/livez", SERVER_NAME=host)

    assert (response.status_code, response.content) == (200, b"ok")


def test_all_is_well(main_client, beating):
    response = main_client.get("/healthz")

    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert set(response.json()["queue"]) == {"ready", "oldest_seconds", "dead_letters"}


def test_a_tenants_host_says_nothing_of_the_queue(client, beating):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_worker_that_is_silent_is_named(main_client):
    redis_client().set(HEARTBEAT_KEY, int(time.time()) - 60)

    response = main_client.get("/healthz")

    assert response.status_code == 503
    failing = response.json()["failing"]
    assert list(failing) == ["worker"]
    assert re.fullmatch(r"silent for 6\d s", failing["worker"])


def test_a_job_that_waits_too_long_is_named(trading_tenant, beating, settings):
    with tenant_context(trading_tenant):
        due.schedule("test", "a", run_at=timezone.now() - timedelta(seconds=400))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE due_queue SET is_ready = true WHERE tenant_id = %s", [trading_tenant.pk]
        )

    found = health.examine()

    assert list(found.failing) == ["queue"]
    assert re.fullmatch(r"the oldest of 1 ready jobs waits for 4\d\d s", found.failing["queue"])
    settings.FLOWT_QUEUE_LAG_SECONDS = 500
    assert health.examine().failing == {}


def test_a_timer_of_tomorrow_is_no_lag(trading_tenant, beating):
    with tenant_context(trading_tenant):
        due.schedule("test", "a", run_at=timezone.now() + timedelta(days=1))

    assert health.examine().queue["ready"] == 0


@pytest.mark.parametrize(
    ("said", "is_up"),
    [
        ('{"failing": {"queue": "the oldest of 10000 ready jobs waits for 7200 s"}}', True),
        ('{"failing": {"queue": "…", "worker": "no heartbeat yet"}}', False),
        ('{"failing": {}}', False),
        ("waiting for Redis", False),
        ("[]", False),
    ],
)
def test_work_that_fell_due_meanwhile_keeps_nobody_from_starting(said, is_up):
    assert only_behind(said) is is_up
