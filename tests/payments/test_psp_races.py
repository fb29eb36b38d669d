"""Operations that race themselves, with real commits: one outcome, one entry, one refund."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from flowt.tenancy import tenant_context
from payments.errors import AlreadyDecided
from payments.models import LedgerEntry, PixReceipt, PixRefund
from payments.operations import cancel_payment, configure_gateway
from payments.psp import review
from payments.psp.api import PixApi
from payments.psp.receipts import Seen, write_down
from tests.payments.conftest import SETTINGS, ask, psp_settings

AT_ONCE = 6


@pytest.fixture
def trading(trading_tenant, bank):
    with tenant_context(trading_tenant):
        configure_gateway("pix_psp", is_enabled=True, settings=SETTINGS, actor=None)
        yield trading_tenant


def at_once(tenant, act) -> list:
    """Call `act` from several threads at the same moment; return what each got or raised."""
    gate = Barrier(AT_ONCE)

    def one(_number):
        try:
            with tenant_context(tenant):
                gate.wait(120)
                return act()
        except Exception as error:  # noqa: BLE001 - told to the test
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def seen(bank, payment) -> Seen:
    e2eid = bank.pay(payment, force=True)
    cob = PixApi(psp_settings()).charge(payment.txid)
    return Seen(next(one for one in cob["pix"] if one["endToEndId"] == e2eid), cob)


def record(one: Seen):
    with transaction.atomic():
        return write_down(one)


def test_the_same_pix_told_to_many_workers_counts_once(trading, bank):
    one = seen(bank, ask())

    at_once(trading, lambda: record(one))

    assert LedgerEntry.objects.filter(kind="approved").count() == 1
    assert PixReceipt.objects.count() == 1


def test_two_people_decide_and_one_of_them_did(trading, bank):
    payment = ask()
    cancel_payment(payment)
    record(seen(bank, payment))
    receipt = PixReceipt.objects.get()

    results = at_once(trading, lambda: review.send_back(receipt, actor=None))

    lost = [one for one in results if isinstance(one, AlreadyDecided)]
    assert len(lost) == AT_ONCE - 1
    assert PixRefund.objects.count() == 1
