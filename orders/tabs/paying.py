"""Paying the parts of a bill, and ending a tab."""

from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from flowt.money import format_money, quantize
from orders.operations.moving import label_of
from orders.tabs import settling
from orders.tabs.errors import (
    GoesBackItself,
    MoneyLeft,
    NothingChosen,
    PayerUnknown,
    ShareGone,
    SharePaid,
    TabClosed,
    TableBusy,
    TabMerged,
    TooMuch,
)
from orders.tabs.models import Tab, TabGuest, TabShare
from orders.tabs.seating import watch
from orders.tabs.settling import hold, settle
from orders.tabs.splitting import number
from payments.errors import GatewayNotOffered, NotCancellable
from payments.models import Payment
from payments.operations import (
    cancel_payment,
    confirm_payment,
    refund_payment,
    request_payment,
)
from payments.purposes import Payer
from payments.selectors import goes_back_by_itself, needs_of, offered, standing_of
from tenants.models import OrderProfile

BY_HAND = ("cash", "card", "pix")  # what the team itself sees arrive
Status = TabShare.Status


@transaction.atomic
def pay_share(
    share: TabShare, *, gateway: str, guest: TabGuest | None = None, payer: Payer | None = None
) -> Payment:
    """Ask for a part's payment by a gateway. While it waits, a repeat gets the same payment;
    another gateway takes its place, and money that still comes by the first is held for review.

    Raises TabClosed, SharePaid, ShareGone, PayerUnknown where the gateway needs more of `payer`,
    and payments' GatewayNotOffered.
    """
    if not all(getattr(payer, name, "") for name in needs_of(gateway)):
        raise PayerUnknown
    tab, share = _held(share)
    if not tab.is_live and share.status != Status.PAID:
        raise TabClosed(table=tab.table_label)
    settle(tab)
    share.refresh_from_db()
    if share.status != Status.WAITING:
        raise SharePaid if share.status == Status.PAID else ShareGone
    payments = settling.read_payments([share]).get(share.reference, [])
    for payment in payments:
        if payment.status in settling.ASKED:
            if payment.gateway == gateway:
                return payment
            cancel_payment(payment)
    share.guest = share.guest or guest
    share.payer = _told(payer)
    share.save(update_fields=["guest", "payer"])
    return _ask(tab, share, payments, gateway)


def _told(payer: Payer | None) -> dict[str, str] | None:
    """What is kept of a payer until the tab is forgotten: the charge may be made again."""
    if payer is None:
        return None
    return {"name": payer.name, "email": payer.email, "document": payer.document}


def _ask(tab: Tab, share: TabShare, past: list[Payment], gateway: str) -> Payment:
    payment = request_payment(
        key=f"{share.reference}-{len(past) + 1}",
        reference=share.reference,
        amount=share.amount - settling.kept_of(past),
        currency=tab.currency,
        gateway=gateway,
        description=f"Mesa {tab.table_label}",
        profile=OrderProfile.Kind.TABLE,
    )
    settling.tell(tab)
    return payment


@transaction.atomic
def stop_paying(share: TabShare, *, actor: Any = None) -> TabShare:
    """Take back what was asked for, so that the part can be paid another way or split anew.

    A repeat changes nothing. Raises SharePaid where the money came.
    """
    tab, share = _held(share)
    payments = settling.read_payments([share])
    try:
        with transaction.atomic():
            for payment in payments.get(share.reference, []):
                if payment.status in settling.ASKED:
                    cancel_payment(payment, actor=actor)
    except NotCancellable:
        raise SharePaid from None
    settle(tab, actor=actor)
    return share


@transaction.atomic
def receive_share(share: TabShare, *, gateway: str, actor: Any) -> TabShare:
    """Note that the team got a part's money. A repeat changes nothing.

    Raises what `pay_share` raises, and GatewayNotOffered for one that tells by itself.
    """
    tab, share = _held(share)
    if share.status == Status.PAID:
        return share
    if gateway not in BY_HAND:
        raise GatewayNotOffered
    payment = pay_share(share, gateway=gateway)
    confirm_payment(payment, actor=actor)
    settle(tab, actor=actor)
    settling.note("receive", tab, actor, amount=str(payment.amount), gateway=gateway)
    share.refresh_from_db()
    return share


@transaction.atomic
def take_payment(tab: Tab, *, amount: Decimal, gateway: str, key: str, actor: Any) -> TabShare:
    """Note money that the team took at the table. A repeat with the same key changes nothing.

    Parts that no longer fit are called off. Raises TabClosed, TooMuch, NothingChosen and
    GatewayNotOffered.
    """
    tab = hold(tab)
    name = f"tab-{tab.pk}-taken-{key}"[:80]
    if known := Payment.objects.filter(key=name).first():
        return TabShare.objects.get(reference=known.reference)
    if not tab.is_live:
        raise TabClosed(table=tab.table_label)
    amount = quantize(amount, tab.currency)
    bill = settle(tab, actor=actor)
    if amount <= 0:
        raise NothingChosen
    if amount > bill.left:
        raise TooMuch(left=format_money(bill.left, tab.currency))
    if gateway not in BY_HAND:
        raise GatewayNotOffered
    share = TabShare(tab=tab, kind=TabShare.Kind.TEAM, amount=amount)
    number(tab, [share])
    share.save()
    payment = request_payment(
        key=name,
        reference=share.reference,
        amount=amount,
        currency=tab.currency,
        gateway=gateway,
        description=f"Mesa {tab.table_label}",
        profile=OrderProfile.Kind.TABLE,
    )
    confirm_payment(payment, actor=actor)
    if tab.is_open and amount == bill.left:
        tab.status = Tab.Status.CLOSING  # all of it is paid: it closes
        tab.save(update_fields=["status"])
    settle(tab, actor=actor)
    settling.note("receive", tab, actor, amount=str(amount), gateway=gateway)
    return share


def by_hand() -> list[tuple[str, str]]:
    """Ways of paying that the team notes by itself: (kind, label)."""
    found = offered(OrderProfile.Kind.TABLE)
    return [(one.kind, one.label) for one in found if one.kind in BY_HAND]


@transaction.atomic
def note_refund(payment: Payment, *, tab: Tab, actor: Any) -> Payment:
    """Note that the team gave back all that was due of a payment. A repeat changes nothing.

    Raises GoesBackItself where its gateway sends it.
    """
    tab = hold(tab)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    stands = standing_of(payment)
    if stands.refund_due <= 0:
        return payment
    if goes_back_by_itself(payment):
        raise GoesBackItself
    amount = stands.refund_due
    key = f"{payment.key}-back-{stands.refunded}"
    refund_payment(payment, key=key, amount=amount, actor=actor)
    settle(tab, actor=actor)
    settling.note("refund", tab, actor, amount=str(amount))
    return payment


@transaction.atomic
def close_tab(tab: Tab, *, actor: Any, with_debt: bool = False) -> Tab:
    """End a tab. A repeat changes nothing.

    Raises MoneyLeft where anything is still to be paid, unless `with_debt` gives it up.
    """
    tab = hold(tab)
    if not tab.is_live:
        return tab
    bill = settle(tab, actor=actor)
    if not tab.is_live:
        return tab
    if bill.left and not with_debt:
        raise MoneyLeft(left=format_money(bill.left, tab.currency))
    settling.close(tab, actor=actor, by=label_of(actor))
    settling.tell(tab)
    settling.note("close", tab, actor, unpaid=str(bill.left), total=str(bill.total))
    return tab


@transaction.atomic
def reopen_tab(tab: Tab, *, actor: Any) -> Tab:
    """Take a tab up again that has ended; what was paid counts. A repeat changes nothing.

    Raises TabMerged, and TableBusy where the table has another one by now.
    """
    tab = Tab.objects.select_for_update().get(pk=tab.pk)
    if tab.is_live:
        return tab
    if tab.merged_into_id is not None:
        raise TabMerged
    tab.status, tab.closed_at, tab.closed_by, tab.bill_asked_at = Tab.Status.OPEN, None, "", None
    tab.active_at = timezone.now()
    changed = ["status", "closed_at", "closed_by", "bill_asked_at", "active_at"]
    try:
        with transaction.atomic():
            tab.save(update_fields=changed)
    except IntegrityError:
        raise TableBusy(table=tab.table_label) from None
    watch(tab)
    settle(tab, actor=actor)
    settling.note("reopen", tab, actor)
    return tab


def _held(share: TabShare) -> tuple[Tab, TabShare]:
    """Lock the tab that a part is on now, and read the part anew."""
    tab = hold(share.tab)
    return tab, TabShare.objects.get(pk=share.pk)


@transaction.atomic
def bring_tab_up_to_date(reference: str) -> None:
    """Settle the tab of a part whose payment changed. A repeat changes nothing."""
    share = TabShare.objects.select_related("tab").filter(reference=reference).first()
    if share is not None:
        settle(_held(share)[0])
