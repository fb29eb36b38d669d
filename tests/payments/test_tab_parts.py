"""Parts of a table's bill, paid by gateways that have to know who pays, or on their own pages."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from orders.operations.moving import move_order
from orders.tabs.errors import GoesBackItself, PayerUnknown
from orders.tabs.models import Tab, TabShare
from orders.tabs.paying import note_refund, pay_share
from payments.models import Payment
from payments.purposes import purpose_of
from tests.orders.tabbing import bill, open_tables, order, scan, split
from tests.payments.conftest import entries, work
from tests.payments.hosted import books, deliver, set_up
from tracking.models import QrCode
from tracking.operations import create_tables

WHO = {"name": "Ana Lima", "document": "123.456.789-09", "email": "ana@example.com"}
PIX_NEEDS = {"asaas": "document", "mercadopago": "email", "stripe": ""}


@pytest.fixture
def phone(tenant):
    """A phone at table 7, where R$ 66.00 are to be paid in two parts."""
    open_tables(tenant)
    create_tables(["7"], actor=None)
    browser = scan(tenant, QrCode.objects.get().code)
    browser.post("/mesa/", {"name": "Ana"})
    guest = Tab.objects.get().guests.get()
    order(tenant, guest, "60.00")
    split(guest)
    return browser


def page_of(share: TabShare) -> str:
    return f"{share.tab.get_absolute_url()}parte/{share.pk}/"


def take(browser, choice: str, at: int = 0) -> Payment:
    """Choose a way of paying a part, say who pays, and let a worker make the charge."""
    share = TabShare.objects.order_by("pk")[at]
    assert browser.post(page_of(share), {"payment": choice, **WHO}).status_code == 302
    work()
    return Payment.objects.get(reference=share.reference)


def post(client, letters) -> None:
    for letter in letters:
        assert deliver(client, letter) == 200
        work(rounds=2)


@pytest.mark.parametrize("kind", ["asaas", "mercadopago", "stripe"])
def test_both_parts_are_paid_by_pix_and_on_the_cards_page(phone, desks, client, kind):
    set_up(kind)
    payments = [take(phone, f"{kind}:pix"), take(phone, f"{kind}:card", at=1)]
    page = phone.get(page_of(TabShare.objects.latest("pk"))).text
    for payment in payments:
        desks.act(payment, "pay")

    letters = desks.letters()
    post(client, [*reversed(letters), *letters])

    assert payments[1].instructions["url"].replace("&", "&amp;") in page
    assert [entries(one) for one in payments] == [
        [("requested", "33.00"), ("approved", "33.00")]
    ] * 2
    assert Tab.objects.get().status == "closed"


@pytest.mark.parametrize("kind", ["asaas", "stripe"])
def test_a_part_is_paid_by_boleto(phone, desks, client, kind):
    set_up(kind)
    payment = take(phone, f"{kind}:boleto")
    page = phone.get(page_of(TabShare.objects.order_by("pk")[0])).text
    desks.act(payment, "pay")

    letters = desks.letters()
    post(client, [*letters, *reversed(letters)])

    assert payment.instructions["url"].replace("&", "&amp;") in page
    assert entries(payment) == [("requested", "33.00"), ("approved", "33.00")]
    assert TabShare.objects.order_by("pk")[0].status == "paid"


def test_a_boleto_that_must_name_an_address_is_not_offered_at_a_table(phone, desks):
    set_up("mercadopago")
    where = page_of(TabShare.objects.order_by("pk")[0])

    answer = phone.post(where, {"payment": "mercadopago:boleto", **WHO})

    assert "mercadopago:boleto" not in phone.get(where).text
    assert answer.status_code == 422
    assert not Payment.objects.exists()


@pytest.mark.parametrize("kind", PIX_NEEDS)
def test_says_what_the_way_of_paying_must_know(phone, desks, kind):
    set_up(kind)
    share, need = TabShare.objects.first(), PIX_NEEDS[kind]
    page = phone.get(page_of(share), {"payment": f"{kind}:pix"}).text

    answer = phone.post(page_of(share), {"payment": f"{kind}:pix", "name": "Ana"})

    asked = {name for name in ("document", "email") if f'name="{name}"' in page}
    assert asked == {need} - {""}
    assert answer.status_code == (422 if need else 302)
    assert ("Esta forma de pagamento precisa dele" in answer.text) is bool(need)
    assert Payment.objects.exists() is not bool(need)


def test_a_cpf_that_is_none_is_said_and_what_was_typed_stays(phone, desks):
    set_up("asaas")
    share = TabShare.objects.first()

    form = {"payment": "asaas:card", "name": "Ana Lima", "document": "123.456.789-00"}
    answer = phone.post(page_of(share), form)

    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert "123.456.789-00" in answer.text
    assert not Payment.objects.exists()


def test_without_who_pays_no_charge_is_asked_for(phone, desks):
    set_up("asaas")

    with pytest.raises(PayerUnknown):
        pay_share(TabShare.objects.first(), gateway="asaas:pix")

    assert not Payment.objects.exists()


def test_the_gateway_is_told_what_was_typed_and_no_more(phone, desks):
    set_up("mercadopago")
    payment = take(phone, "mercadopago:pix")

    payer = purpose_of(payment.reference).payer()

    assert (payer.name, payer.email, payer.document) == ("Ana Lima", "ana@example.com", "")
    assert TabShare.objects.first().payer["email"] == "ana@example.com"


def test_a_part_that_expired_is_tried_again(phone, desks, client):
    set_up("mercadopago")
    payment = take(phone, "mercadopago:card")
    over = timezone.now() - timedelta(minutes=1)
    payment.hosted.update(expires_at=over)
    Payment.objects.update(expires_at=over)
    where = page_of(TabShare.objects.first())
    before = phone.get(where).text

    phone.post(f"{where}pix/novo/")
    work()
    desks.letters()
    desks.act(payment, "pay")
    post(client, desks.letters())

    assert 'data-code="expired"' in before
    assert payment.hosted.count() == 2
    assert TabShare.objects.first().status == "paid"


def test_what_is_not_owed_any_more_goes_back_once_by_itself(phone, desks, client):
    set_up("asaas")
    payment = take(phone, "asaas:pix")
    desks.act(payment, "pay")
    post(client, desks.letters())
    move_order(Tab.objects.get().orders.get(), verb="reject", reason="stock", actor=None)

    with pytest.raises(GoesBackItself):
        note_refund(payment, tab=Tab.objects.get(), actor=None)
    work()
    post(client, desks.letters() * 2)

    assert entries(payment)[1:] == [
        ("approved", "33.00"),
        ("refund_asked", "33.00"),
        ("refunded", "33.00"),
    ]
    assert bill(Tab.objects.get()).received == Decimal(0)


def test_in_whatever_order_webhooks_come_the_tab_is_the_same(phone, desks, client):
    set_up("stripe")
    payment = take(phone, "stripe:card")
    for verb in ("pay", "refund"):
        desks.act(payment, verb)
    letters = desks.letters()[-3:]
    found = []
    for those in (letters, letters[::-1], letters[1:] + letters[:1]):
        with transaction.atomic():
            post(client, [*those, those[0]])
            found.append((books(payment), bill(Tab.objects.get())))
            transaction.set_rollback(True)

    assert found == [found[0]] * 3
    assert found[0][1].left == Decimal("66.00")
