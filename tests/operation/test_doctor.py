"""What `flowt doctor` says of a running installation."""

import json
import re
import smtplib
import socket
import time
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from flowt.cli import cli, doctor, doctor_services, doctor_settings
from flowt.cli.findings import FAIL, OK, WARN, Finding
from flowt.due.models import DeadLetter, Tick
from flowt.due.tasks import HEARTBEAT_KEY
from flowt.redis import client as redis_client
from tests.operation.test_faults import make_fault
from tests.operation.test_volumes import fill_disk


@pytest.fixture
def all_is_well(tenant):
    redis_client().set(HEARTBEAT_KEY, int(time.time()))
    Tick.objects.create(job="test", slot=timezone.now())


def found(looks):
    return {finding.subject: finding for finding in looks}


def test_a_good_installation(all_is_well):
    seen = found(doctor_services.examine())

    assert {name: finding.status for name, finding in seen.items()} == dict.fromkeys(seen, OK)
    assert set(seen) >= {"PostgreSQL", "clock", "schemas", "beat", "queue", "Valkey", "worker"}


def test_a_schema_that_lags_is_named(all_is_well, tenant):
    type(tenant).objects.filter(pk=tenant.pk).update(schema_fingerprint="old")

    finding = doctor_services.schemas()

    assert (finding.status, finding.advice) == (FAIL, "flowt migrate")
    assert finding.text.startswith("1 of ")


def test_a_silent_beat_and_worker(db):
    assert doctor_services.beat().status == FAIL
    assert doctor_services.worker().status == FAIL
    Tick.objects.create(job="test", slot=timezone.now() - timedelta(minutes=9))
    redis_client().set(HEARTBEAT_KEY, int(time.time()) - 60)

    assert doctor_services.beat().status == FAIL
    assert re.search(r"silent for \d\d+ s", doctor_services.worker().text)


@pytest.mark.parametrize(("away", "status"), [(0, OK), (10, WARN), (-100, FAIL)])
def test_clocks_that_differ(db, monkeypatch, away, status):
    now = time.time
    monkeypatch.setattr(doctor_services.time, "time", lambda: now() + away)

    assert doctor_services.clock().status == status


def test_what_was_given_up_is_a_warning(tenant):
    DeadLetter.objects.create(tenant_id=tenant.pk, kind="a", ref="b", attempt=8, last_error="")

    assert doctor_services.dead_letters().status == WARN


def test_rising_errors_are_a_warning(db):
    from flowt.operation import alerts

    today = timezone.now().date()
    make_fault([0] * 14 + [50], today)
    alerts.look(today)

    assert doctor_services.errors().status == WARN


def test_a_disk_that_fills_is_a_warning(db):
    fill_disk(timezone.now().replace(minute=0, second=0, microsecond=0), 48, 10_000)

    assert doctor_services.room().status == WARN


@pytest.mark.parametrize("secret", ["short", "a" * 60, "django-insecure-" + "x1y2z3w4" * 6])
def test_a_weak_key(settings, secret):
    settings.SECRET_KEY = secret

    assert doctor_settings.keys().status == FAIL


def test_a_field_key_that_is_none(settings):
    settings.SECRET_KEY = "k3yW1thManyDifferentCharacters-0123456789"
    settings.FLOWT_FIELD_KEYS = ["bm90LWEta2V5"]

    assert doctor_settings.keys().text == "field key 1 is not one"


@pytest.mark.parametrize(
    ("https", "demo", "status"), [(True, False, OK), (False, False, FAIL), (True, True, FAIL)]
)
def test_a_public_name(settings, https, demo, status):
    settings.FLOWT_BASE_DOMAIN = "flowt.example"
    settings.FLOWT_HTTPS, settings.FLOWT_DEMO = https, demo

    assert doctor_settings.hosts().status == status


def test_mail_that_cannot_leave(settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    seen = found(doctor_settings.examine())

    assert (seen["mail"].status, seen["mail"].advice) == (FAIL, "check EMAIL_URL")
    assert not isinstance(seen["mail"].text, smtplib.SMTPException)


def test_a_media_folder_that_is_not_there(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "nowhere"

    assert doctor_settings.media().status == FAIL


def test_a_collector_is_knocked_at():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert doctor_settings.reach("traces", f"http://127.0.0.1:{port}/").status == OK

    assert doctor_settings.reach("traces", f"http://127.0.0.1:{port}/").status == WARN
    assert doctor_settings.reach("traces", "").text == "off"


def test_a_question_that_breaks_is_an_answer(monkeypatch):
    def broken():
        raise OSError("no\nway")

    monkeypatch.setattr(doctor_services, "valkey", broken)
    monkeypatch.setattr(doctor_services, "database", broken)

    seen = found(doctor_services.examine())

    assert (seen["Valkey"].status, seen["Valkey"].text) == (FAIL, "no")
    assert "queue" not in seen


@pytest.mark.parametrize(
    ("status", "strict", "code"), [(OK, 1, 0), (WARN, 0, 0), (WARN, 1, 1), (FAIL, 0, 1)]
)
def test_the_exit_code(monkeypatch, status, strict, code):
    monkeypatch.setattr(doctor, "examine", lambda _: iter([Finding(status, "x", "y")]))

    result = CliRunner().invoke(cli, ["doctor", "--json", *(["--strict"] if strict else [])])

    assert result.exit_code == code
    assert json.loads(result.output)["status"] == status
