"""Errors of our own: noted where they happen, written down by a worker, told when they rise."""

import logging
import time
from datetime import date, timedelta

import pytest
import structlog
from django.core import mail

from accounts.models import User
from flowt import background
from flowt.operation import alerts, buffer, tasks, writing
from flowt.operation.models import Fault, FaultAlert, FaultDay
from flowt.redis import RedisError

log = structlog.get_logger("test")
DAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def from_nothing():
    buffer._seen.clear()
    yield
    buffer._seen.clear()


def fail(text="no such e-mail: ana@exemplo.com.br"):
    try:
        raise LookupError(text)
    except LookupError:
        log.exception("it_failed")


def written():
    background.turn("web")
    return writing.write_faults()


def test_an_error_is_written_with_kind_place_and_tenant(tenant):
    fail()

    assert written() == 1
    fault = Fault.objects.get()
    assert (fault.kind, fault.place) == ("LookupError", f"{__name__}.fail")
    assert fault.sample_tenant_id == tenant.pk
    assert list(fault.days.values_list("tenant_id", "count")) == [(tenant.pk, 1)]


def test_the_sample_holds_no_personal_data(tenant):
    fail("Key (email)=(ana@exemplo.com.br) of 529.982.247-25 already exists, Bearer abcdefghij")
    written()

    sample = Fault.objects.get().sample
    assert "LookupError" in sample
    assert not any(text in sample for text in ("ana@", "529.982", "abcdefghij"))


def test_a_page_that_breaks_is_counted(client, monkeypatch):
    from storefront.views import menu

    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(menu, "menu_of", broken)
    client.raise_request_exception = False

    assert client.get("/cardapio/").status_code == 500
    written()
    assert [fault.kind for fault in Fault.objects.all()] == ["ZeroDivisionError"]


def test_a_storm_is_one_entry(tenant):
    record = logging.LogRecord("test", logging.ERROR, "x.py", 1, "the disk is full", (), None)
    began = time.thread_time()

    for _ in range(10_000):
        buffer.note(record)

    assert time.thread_time() - began < 2  # 0.2 s, of this thread's own time
    assert written() == 1
    assert FaultDay.objects.get().count == 10_000


def test_counts_of_two_turns_add_up(tenant):
    for _ in range(3):
        fail()
        written()

    assert FaultDay.objects.get().count == 3
    assert Fault.objects.count() == 1


def test_without_redis_errors_wait(tenant, monkeypatch):
    def broken():
        raise RedisError("away")

    fail()
    with monkeypatch.context() as patch:
        patch.setattr(buffer, "client", broken)
        assert not background.turn("web")

    assert written() == 1


def test_without_a_database_they_go_back(tenant, monkeypatch):
    fail()
    background.turn("web")
    with monkeypatch.context() as patch:
        patch.setattr(writing, "_write", lambda cursor, one: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            writing.write_faults()

    assert writing.write_faults() == 1


def test_too_many_kinds_fill_no_memory():
    for number in range(buffer.MAX_KINDS + 50):
        buffer.note(logging.LogRecord("t", logging.ERROR, "x", 1, f"kind {number}", (), None))

    assert len(buffer._seen) == buffer.MAX_KINDS


@pytest.mark.parametrize(
    ("counts", "limit"),
    [
        ([], 9),  # never seen: ten are told
        ([0] * 13 + [500], 9),  # one bad day long ago makes no habit
        ([100] * 14, 150),
        ([90, 110] * 7, 175),
        ([4] * 14, 14),
    ],
)
def test_the_usual_band(counts, limit):
    assert alerts.band(counts).limit == limit


def make_fault(counts, day=DAY):
    """A kind with these daily counts up to the day before, and `counts[-1]` on the day itself."""
    at = f"{day}T12:00:00Z"
    fault = Fault.objects.create(
        fingerprint=f"f{day}", kind="E", place="p", first_at=at, last_at=at
    )
    for back, count in enumerate(reversed(counts)):
        FaultDay.objects.create(fault=fault, day=day - timedelta(days=back), count=count)
    return fault


def test_a_rise_is_noted_once(db):
    make_fault([20] * 14 + [200])

    assert [(alert.count, alert.limit) for alert in alerts.look(DAY)] == [(200, 43)]
    assert alerts.look(DAY) == []


def test_a_usual_day_is_not_told(db):
    make_fault([20] * 14 + [40])

    assert alerts.look(DAY) == []


def test_it_is_mailed_once_to_each_global_administrator(db):
    for name in ("um", "dois"):
        User.objects.create_user(f"{name}@exemplo.com.br", is_global_admin=True)
    User.objects.create_user("gone@exemplo.com.br", is_global_admin=True, is_active=False)
    today = alerts.timezone.now().date()
    fault = make_fault([0] * 14 + [50], today)
    alerts.look(today)

    alerts.tell()
    alerts.tell()

    assert sorted(one.to for one in mail.outbox) == [["dois@exemplo.com.br"], ["um@exemplo.com.br"]]
    assert f"/console/operacao/erros/{fault.pk}/" in mail.outbox[0].body


def test_a_mail_that_cannot_leave_is_tried_again(db, settings):
    User.objects.create_user("um@exemplo.com.br", is_global_admin=True)
    today = alerts.timezone.now().date()
    make_fault([0] * 14 + [50], today)
    alerts.look(today)
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    alerts.tell()
    assert FaultAlert.objects.get().mailed_at is None

    settings.EMAIL_BACKEND = backend
    alerts.tell()
    assert len(mail.outbox) == 1


def test_the_task_does_all_of_it(tenant):
    for _ in range(12):
        fail()
    background.turn("web")

    tasks.note_errors()

    assert FaultAlert.objects.get().count == 12


def test_old_days_are_forgotten(db):
    make_fault([1], date.today() - timedelta(days=100))

    writing.forget_old()

    assert not Fault.objects.exists()
