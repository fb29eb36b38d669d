"""The order's page while a PSP makes the code: what it says in each state, and a new code."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orders.operations.moving import move_order
from orders.operations.paying import bring_paid_up_to_date
from tests.factories import make_order
from tests.payments.conftest import _bank_server, ask, bank, psp, work

__all__ = ["_bank_server", "bank", "psp"]


@pytest.fixture
def order(psp):
    return make_order(number=901, total="50.00", payment_kind="pix_psp")


def look(client, order) -> str:
    return client.get(f"/pedido/{order.token}/").text


def expire(payment) -> None:
    past = timezone.now() - timedelta(seconds=1)
    payment.charges.update(expires_at=past)
    type(payment).objects.filter(pk=payment.pk).update(expires_at=past)


def test_shows_the_code_until_when(psp, order, client):
    payment = ask(order.reference)

    page = look(client, order)

    assert payment.instructions["brcode"] in page
    assert "data-countdown=" in page
    assert client.get(f"/pedido/{order.token}/pix.svg").status_code == 200


def test_says_that_the_code_is_being_made(psp, order, client):
    payment = ask(order.reference)
    type(payment).objects.update(instructions={"state": "creating"}, expires_at=None)

    page = look(client, order)

    assert 'data-code="creating"' in page
    assert client.get(f"/pedido/{order.token}/pix.svg").status_code == 404


def test_says_that_the_bank_does_not_answer_and_that_it_tries_again(psp, order, client):
    psp.break_next("PUT /v2/cob", "503")
    ask(order.reference)

    page = look(client, order)
    work(later=True)

    assert 'data-code="trouble"' in page
    assert 'hx-trigger="every 4s"' in page
    assert 'data-code="ready"' in look(client, order)


def test_an_expired_code_may_be_renewed_once(psp, order, client):
    payment = ask(order.reference)
    first = payment.instructions["brcode"]
    expire(payment)
    page = look(client, order)

    for _press in range(2):
        answer = client.post(f"/pedido/{order.token}/pix/novo/")
    work()

    assert 'data-code="expired"' in page
    assert first not in page
    assert answer.status_code == 302
    assert payment.charges.count() == 2
    assert 'data-code="ready"' in look(client, order)


def test_a_code_that_still_lives_is_not_renewed(psp, order, client):
    payment = ask(order.reference)

    client.post(f"/pedido/{order.token}/pix/novo/")

    assert payment.charges.count() == 1


def test_another_sites_page_renews_nothing(psp, order, client):
    payment = ask(order.reference)
    expire(payment)

    answer = client.post(
        f"/pedido/{order.token}/pix/novo/", headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403
    assert payment.charges.count() == 1


def test_another_tenants_order_is_not_found(psp, order, client):
    assert client.post("/pedido/nada/pix/novo/").status_code == 404


def test_money_on_its_way_back_is_said(psp, order, client):
    payment = ask(order.reference)
    psp.pay(payment)
    work(later=True)
    bring_paid_up_to_date(order)
    psp.tell("refunds", wait_seconds=-1)

    move_order(order, verb="cancel", reason="stock", actor=None)
    work()
    page = look(client, order)

    assert "voltando para você" in page
    assert "R$\xa050,00" in page
