"""Restoring and exporting while others trade; being killed in the middle."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection, transaction

from flowt import parking
from flowt.due import worker
from flowt.due.models import DueJob
from flowt.events.delivery import requeue_undelivered
from flowt.events.models import Event
from flowt.tenancy import tenant_context
from orders.models import Order
from people.erasure import erase_person
from people.models import Person
from portable.files import staged
from portable.importing import PREFIX, drop_leftovers
from tenants.operations import create_tenant
from tests.factories import make_order
from tests.portable.conftest import exported, imported, queued, rows_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def neighbour(committed):
    return create_tenant(name="Prova vizinha", slug=f"prova-v{uuid4().hex[:6]}")


class Trade:
    """Orders placed at a neighbour by threads, until the block ends."""

    def __init__(self, tenant):
        self.tenant, self.stop, self.placed, self.failures = tenant, threading.Event(), [], []
        self.threads = [threading.Thread(target=self._run, args=(n,)) for n in (1, 2)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def _run(self, who):
        try:
            while not self.stop.is_set():
                with tenant_context(self.tenant), transaction.atomic():
                    number = who * 100_000 + len(self.placed)
                    self.placed.append(make_order(number=number).number)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test says it
            self.failures.append(error)
        finally:
            connection.close()


def checksum(schema):
    return hashlib.sha256(repr(sorted(rows_of(schema).items())).encode()).hexdigest()


def test_a_neighbour_trades_on_and_loses_nothing(shop, neighbour):
    data = exported(shop)

    with Trade(neighbour) as trade:
        for _ in range(3):
            imported(data, slug=shop.slug, restore=True)

    assert trade.failures == []
    assert len(trade.placed) > 3
    with tenant_context(neighbour):
        assert sorted(Order.objects.values_list("number", flat=True)) == sorted(trade.placed)


def test_no_row_of_anybody_else_changes(shop, neighbour, django_db_setup):
    with tenant_context(neighbour):
        make_order(number=1)
    data, before = exported(shop), checksum(neighbour.schema_name)

    imported(data, slug=shop.slug, restore=True)

    assert checksum(neighbour.schema_name) == before


def test_an_export_sees_one_moment(shop):
    """Orders and their lines go on being written; the file holds both or neither."""
    with Trade(shop) as trade:
        assert eventually(lambda: len(trade.placed) > 2)
        copy = imported(exported(shop), slug="prova-copia").tenant

    with tenant_context(copy):
        assert not Order.objects.filter(lines=None).exists()
        assert not Order.objects.filter(moves=None).exists()


def test_nothing_runs_after_a_restore_until_it_is_released(shop):
    imported(exported(shop), slug=shop.slug, restore=True)

    worker.run_pending()
    with tenant_context(shop):
        assert requeue_undelivered() == 0
        assert Event.objects.exclude(pending=[]).count() == 3
    assert mail.outbox == []

    assert parking.release(shop) == queued()
    worker.run_pending()
    with tenant_context(shop):
        assert Event.objects.exclude(pending=[]).count() == 0


def test_what_is_discarded_never_runs(shop):
    imported(exported(shop), slug=shop.slug, restore=True)

    assert parking.discard(shop) == queued()
    with tenant_context(shop):
        assert requeue_undelivered() == 0
        assert Event.objects.exclude(pending=[]).count() == 0
    assert not DueJob.objects.filter(tenant_id=shop.pk).exists()
    assert parking.parked_kinds(shop) == []


def test_who_was_erased_since_stays_erased(shop):
    data = exported(shop)
    with tenant_context(shop):
        erase_person(Person.objects.get(name="Ana 2"), actor=None)

    done = imported(data, slug=shop.slug, restore=True)

    assert done.erased == 1
    with tenant_context(shop):
        assert sorted(Person.objects.values_list("name", flat=True)) == [
            "Ana 1",
            "Ana 3",
            "Cliente apagado",
        ]
        assert Order.objects.get(number=2).customer_phone == ""


def test_also_in_a_copy_under_another_name(shop):
    data = exported(shop)
    with tenant_context(shop):
        erase_person(Person.objects.get(name="Ana 2"), actor=None)

    done = imported(data, slug="prova-copia")

    assert done.erased == 1
    with tenant_context(done.tenant):
        assert not Person.objects.filter(name="Ana 2").exists()


KILLED = """
import os, sys, django
django.setup()
from django.db import connection, transaction
connection.settings_dict["NAME"] = sys.argv[1]
from portable import importing, settling
from portable.archive import Reader
from django.db import transaction
def die(*args, **how):
    print("here", flush=True)
    import time; time.sleep(600)
if sys.argv[4] == "load": importing.Load._check_end = die
else: settling._tell = die
importing.import_tenant(Reader(open(sys.argv[2], "rb")), slug=sys.argv[3], restore=True)
"""


@pytest.mark.parametrize("moment", ["load", "settle"])
def test_killed_in_the_middle(shop, tmp_path, moment):
    file, before = tmp_path / "prova.flowt", rows_of(shop.schema_name)
    file.write_bytes(exported(shop))
    name = connection.settings_dict["NAME"]
    command = [sys.executable, "-c", KILLED, name, str(file), shop.slug, moment]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env=os.environ)
    assert child.stdout.readline() == b"here\n"

    child.send_signal(signal.SIGKILL)
    child.communicate()

    assert eventually(lambda: rows_of(shop.schema_name) == before)
    assert len(incoming()) == len(staged()) == 1
    drop_leftovers()
    assert incoming() == staged() == []
    assert imported(file.read_bytes(), slug=shop.slug, restore=True).parked == queued()


def incoming():
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE %s", [f"{PREFIX}%"])
        return cursor.fetchall()


def eventually(is_true, seconds=120):
    until = time.monotonic() + seconds
    while not is_true() and time.monotonic() < until:
        time.sleep(0.1)
    return is_true()
