"""What a person decides about: accept, which re-checks stock, or send back. Nothing by itself."""

from decimal import Decimal

import pytest

from catalog.errors import SoldOut
from flowt.audit.models import AuditEntry
from orders.models import Order
from orders.operations.moving import move_order
from orders.operations.paying import confirm_order_payment, refund_order_payment
from payments.errors import AlreadyDecided
from payments.models import PixReceipt, PixRefund
from payments.psp import review
from payments.psp.webhook import events_in, store
from tests.factories import make_item, make_order
from tests.payments.conftest import ask, entries, work


@pytest.fixture
def sale(psp):
    """An order of two of an item of which ten are counted, with its code."""
    item = make_item(stock=10)
    order = make_order(number=901, total="50.00", payment_kind="pix_psp")
    order.lines.update(item_id=item.pk)
    payment = ask(order.reference)
    return order, payment, item


def pay(psp, payment, **asked) -> None:
    psp.pay(payment, **asked)
    work(later=True)
    work()


def fresh(row):
    row.refresh_from_db()
    return row


def case() -> PixReceipt:
    return PixReceipt.objects.to_review().get()


def test_a_paid_code_pays_the_order(sale, psp):
    order, payment, _item = sale

    pay(psp, payment)

    assert fresh(order).is_paid
    assert fresh(payment).status == "approved"


def test_calling_a_paid_order_off_sends_the_money_back(sale, psp):
    order, payment, _item = sale
    pay(psp, payment)

    move_order(order, verb="cancel", reason="stock", actor=None)
    work()

    assert fresh(payment).status == "refunded"
    assert fresh(order).paid == 0
    assert PixRefund.objects.get().status == "done"


def test_a_part_may_be_sent_back(sale, psp):
    order, payment, _item = sale
    pay(psp, payment)

    for _press in range(2):
        refund_order_payment(order, key="press", amount=Decimal("20"), actor=None)
        work()

    assert fresh(order).paid == Decimal("30.00")
    assert entries(payment)[2:] == [("refund_asked", "20.00"), ("refunded", "20.00")]


def test_an_unanswered_refund_is_sent_once(sale, psp):
    order, payment, _item = sale
    pay(psp, payment)
    psp.break_next("devolucao", "cut_after")

    move_order(order, verb="cancel", reason="stock", actor=None)
    work()
    work(later=True)

    pix = psp.server.bank.store.every("pix")[0]
    assert len(pix["devolucoes"]) == 1
    assert fresh(payment).status == "refunded"


def test_a_refund_that_fails_waits_for_a_person_who_may_try_again(sale, psp):
    order, payment, _item = sale
    pay(psp, payment)
    psp.tell("refunds", fail=True)
    move_order(order, verb="cancel", reason="stock", actor=None)
    work()
    failed = review.failed_refunds()

    psp.tell("refunds")
    review.retry_refund(failed[0], actor=None)
    work()

    assert failed[0].trouble == "Saldo insuficiente."
    assert fresh(payment).status == "refunded"
    assert review.open_count() == 0


def test_a_failed_refund_may_be_sent_by_hand(sale, psp):
    order, payment, _item = sale
    pay(psp, payment)
    psp.tell("refunds", fail=True)
    move_order(order, verb="cancel", reason="stock", actor=None)
    work()

    review.settle_by_hand(review.failed_refunds()[0], actor=None)
    work()

    assert fresh(payment).status == "refunded"
    assert fresh(order).paid == 0


def late(order, payment, psp) -> PixReceipt:
    move_order(order, verb="cancel", reason="unpaid", actor=None)
    pay(psp, payment, force=True)
    return case()


def test_late_money_never_pays_by_itself(sale, psp):
    order, payment, _item = sale

    late(order, payment, psp)

    assert (fresh(order).status, order.paid) == ("cancelled", 0)
    assert fresh(payment).status == "cancelled"


def test_accepting_late_money_takes_the_order_up_and_its_stock(sale, psp):
    order, payment, item = sale
    receipt = late(order, payment, psp)
    before = fresh(item).stock

    review.accept(receipt, actor=None)
    work()

    assert fresh(order).status == "under_review"
    assert order.is_paid
    assert fresh(payment).status == "approved"
    assert fresh(item).stock == before - 1
    assert AuditEntry.objects.filter(action="payments.accept").count() == 1


def test_accepting_is_refused_where_the_stock_is_gone(sale, psp):
    order, payment, item = sale
    receipt = late(order, payment, psp)
    type(item).objects.update(stock=0)

    with pytest.raises(SoldOut):
        review.accept(receipt, actor=None)

    assert fresh(order).status == "cancelled"
    assert fresh(receipt).decision == ""
    assert entries(payment)[-1] == ("held", "50.00")


def test_what_was_decided_is_decided(sale, psp):
    order, payment, _item = sale
    receipt = late(order, payment, psp)
    review.send_back(receipt, actor=None)
    work()

    with pytest.raises(AlreadyDecided):
        review.accept(receipt, actor=None)

    assert fresh(order).status == "cancelled"
    assert entries(payment)[-2:] == [("held", "50.00"), ("returned", "50.00")]


def test_accepting_a_second_payment_places_the_order_once_more(sale, psp):
    order, payment, item = sale
    psp.pay(payment)
    pay(psp, payment, force=True)
    before = fresh(item).stock

    review.accept(case(), actor=None)
    work()

    again = Order.objects.exclude(pk=order.pk).get()
    assert (again.total, again.is_paid, again.status) == (order.total, True, "under_review")
    assert fresh(item).stock == before - 1
    assert fresh(order).paid == Decimal("50.00")


def test_accepting_too_much_sends_the_rest_back(sale, psp):
    order, payment, _item = sale
    pay(psp, payment, valor="60.00")

    review.accept(case(), actor=None)
    work()

    assert fresh(order).is_paid
    assert [str(one.amount) for one in PixRefund.objects.all()] == ["10.00"]
    assert entries(payment)[-1] == ("returned", "10.00")


def test_accepting_too_little_leaves_the_rest_to_be_paid(sale, psp):
    order, payment, _item = sale
    pay(psp, payment, valor="20.00")
    review.accept(case(), actor=None)
    work()
    part = fresh(order).paid

    confirm_order_payment(order, actor=None)

    assert part == Decimal("20.00")
    assert fresh(order).is_paid
    assert entries(payment)[-2:] == [("approved", "20.00"), ("approved", "30.00")]


def test_money_of_no_charge_may_be_kept_or_sent_back(psp):
    payment = ask()
    e2eid = psp.pay(payment, txid="e" * 32)
    store(events_in(f'{{"pix": [{{"endToEndId": "{e2eid}"}}]}}'.encode()))
    work()

    review.send_back(case(), actor=None)
    work()

    assert entries(None) == [("held", "50.00"), ("returned", "50.00")]


def test_the_bank_taking_money_back_reaches_ledger_order_and_review(sale, psp):
    order, payment, _item = sale
    pay(psp, payment)
    psp.tell("return", code=payment.charges.get().txid, valor="50.00")
    store(events_in(f'{{"pix": [{{"endToEndId": "{PixReceipt.objects.get().e2eid}"}}]}}'.encode()))
    work()

    assert fresh(payment).status == "refunded"
    assert fresh(order).paid == 0
    assert case().problem == "taken_back"


def test_the_page_decides_and_says_why_not(sale, psp, client_as):
    order, payment, item = sale
    receipt = late(order, payment, psp)
    type(item).objects.update(stock=0)
    browser = client_as("supervisor")

    page = browser.get("/painel/pagamentos/revisao/")
    refused = browser.post(f"/painel/pagamentos/revisao/{receipt.pk}/aceitar/")
    sent = browser.post(f"/painel/pagamentos/revisao/{receipt.pk}/devolver/")

    assert receipt.e2eid in page.text
    assert (refused.status_code, sent.status_code) == (422, 303)
    assert item.name in refused.text[refused.text.index(receipt.e2eid) :]  # in its row
    assert fresh(receipt).decision == "refunded"


@pytest.mark.parametrize("role", ["agent", "viewer"])
def test_others_do_not_decide(sale, psp, client_as, role):
    order, payment, _item = sale
    receipt = late(order, payment, psp)
    browser = client_as(role)

    answer = browser.post(f"/painel/pagamentos/revisao/{receipt.pk}/aceitar/")

    assert answer.status_code == 403
    assert browser.get("/painel/pagamentos/revisao/").status_code == 403
    assert fresh(receipt).decision == ""


def test_another_tenants_case_is_not_found(sale, psp, client_as, other_tenant):
    order, payment, _item = sale
    receipt = late(order, payment, psp)
    browser = client_as("owner", at=other_tenant)

    answer = browser.post(f"/painel/pagamentos/revisao/{receipt.pk}/aceitar/")

    assert answer.status_code == 404
    assert fresh(receipt).decision == ""


def test_the_first_page_and_the_board_tell(sale, psp, client_as):
    order, payment, _item = sale
    browser = client_as("owner")
    quiet = browser.get("/painel/pedidos/").text

    late(order, payment, psp)

    assert "review-alert" not in quiet
    assert "review-alert" in browser.get("/painel/pedidos/").text
    assert "review-alert" in browser.get("/painel/").text
