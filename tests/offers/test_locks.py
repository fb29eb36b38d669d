"""Whoever locks several offers locks them in one order, whatever limits they have by then."""

import queue
import threading
import time
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from flowt.rows import Script
from flowt.tenancy import tenant_context
from offers.models import Offer, OfferUse
from offers.operations.taking import Taking
from offers.operations.usage import release_uses
from offers.quoting import Use
from offers.who import NOBODY
from tests.offers.conftest import make_offer

WAITING = "SELECT pg_backend_pid() = ANY(pg_blocking_pids(%s))"


def take(tenant, offers, pids, answers):
    """An order that counts on both: the second one has no limit as far as it knows."""
    uses = [Use(one.pk, one.revision, one.is_limited, Decimal(1), None) for one in offers]
    try:
        with tenant_context(tenant), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pids.put(cursor.fetchone()[0])
            taking, script = Taking(uses, NOBODY, "order-2", timezone.now()), Script()
            taking.add_to(script)
            taking.finish(script.run())
        answers.append("taken")
    except Exception as error:  # noqa: BLE001 - whatever it is, the test says it
        answers.append(error)
    finally:
        connection.close()


def until_it_waits_for_us(pid):
    with connection.cursor() as cursor:
        for _ in range(1_000):
            cursor.execute(WAITING, [pid])
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("it never waited")


def test_an_order_and_one_that_is_called_off_do_not_lock_each_other_out(trading_tenant):
    answers, pids = [], queue.Queue()
    with tenant_context(trading_tenant):
        offers = [make_offer("Com limite", limit_total=9, used_count=1), make_offer("Sem limite")]
        for offer in offers:
            OfferUse.objects.create(
                offer=offer, reference="order-1", amount=1, taken_at=timezone.now()
            )
        thread = threading.Thread(target=take, args=(trading_tenant, offers, pids, answers))
        with transaction.atomic():
            Offer.objects.select_for_update().get(pk=offers[0].pk)  # where a release begins
            thread.start()
            until_it_waits_for_us(pids.get(timeout=10))
            release_uses("order-1")
        thread.join()

        assert answers == ["taken"]
        assert [one.used_count for one in Offer.objects.order_by("pk")] == [1, 0]
        assert OfferUse.objects.filter(released_at=None).count() == 2
