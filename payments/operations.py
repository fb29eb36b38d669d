"""Asking for payments and noting what became of them.

Every step is an entry of the ledger; `Payment.status` is what the entries add up to. Each
operation opens its transaction, or joins the caller's.
"""

from decimal import Decimal
from typing import Any

from django.db import transaction

from flowt import rows
from flowt.audit.trail import record
from flowt.events import publish
from flowt.live import notify
from flowt.money import format_money
from payments.entries import add_entry, note_received, standing
from payments.errors import (
    GatewayIncomplete,
    NotCancellable,
    NotPayable,
    NotRefundable,
    PaymentKeyReused,
    RefundTooLarge,
)
from payments.events import PaymentRefunded
from payments.gateways import Ask, Gateway, gateway_class, gateways, kind_of
from payments.ledger import Standing
from payments.models import GatewayAccount, LedgerEntry, Payment
from payments.selectors import gateway_of

Kind, Status = LedgerEntry.Kind, Payment.Status
SETTLED = (Status.APPROVED, Status.REFUNDED, Status.CHARGEBACK)
_ADD = """
WITH asked AS ({} RETURNING id, amount)
INSERT INTO payments_ledgerentry (payment_id, kind, amount, provider_event, note, at)
SELECT id, %s, amount, '', '', now() FROM asked
"""


def request_payment(
    *,
    key: str,
    reference: str,
    amount: Decimal,
    currency: str,
    gateway: str,
    description: str = "",
    profile: str = "",
) -> Payment:
    """Ask for an amount. A repeat with the same key returns the same payment.

    `amount` is more than zero, in `currency`; `description` is short and the payer reads it.
    With a `profile` the gateway must be offered for that way of ordering. Raises
    GatewayNotOffered, and PaymentKeyReused if the key asked for something else.
    """
    ask = Ask(
        key=key, reference=reference, amount=amount, currency=currency, description=description
    )
    payment = _begun(gateway_of(gateway, profile), ask)
    with transaction.atomic(savepoint=False):
        if rows.insert(payment, on_conflict="(key) DO NOTHING"):
            rows.insert(LedgerEntry(payment=payment, kind=Kind.REQUESTED, amount=amount))
            gateway_class(gateway).asked(key)
            return payment
    known = Payment.objects.get(key=key)
    if (known.reference, known.amount) != (reference, amount):
        raise PaymentKeyReused
    return known


def add_payment(script: rows.Script, gateway: Gateway, ask: Ask) -> Payment:
    """As `request_payment`, within a script and through a gateway that the caller looked up.

    The key is new: the caller made it in this transaction. The payment does not learn its id.
    """
    payment = _begun(gateway, ask)
    statement, values = rows.insertion(payment)
    script.add(_ADD.format(statement), [*values, Kind.REQUESTED.value])
    gateway.asked(ask.key)
    return payment


def _begun(gateway: Gateway, ask: Ask) -> Payment:
    begun = gateway.begin(ask)
    return Payment(
        key=ask.key,
        reference=ask.reference,
        gateway=gateway.chosen,
        amount=ask.amount,
        currency=ask.currency,
        txid=begun.txid,
        instructions=begun.instructions,
    )


@transaction.atomic
def confirm_payment(payment: Payment, *, actor: Any, note: str = "") -> Payment:
    """Note that the whole amount, or all that was left of it, was received by hand.

    A repeat changes nothing. Money that comes after a refusal counts. Raises NotPayable once it
    was cancelled.
    """
    payment = _locked(payment)
    if payment.status in SETTLED:
        return payment
    if payment.status == Status.CANCELLED:
        raise NotPayable
    left = payment.amount - standing(payment).received
    note_received(payment, left, actor=actor, text=note)
    gateway_class(payment.gateway).called_off(payment)
    return payment


@transaction.atomic
def cancel_payment(payment: Payment, *, actor: Any = None, note: str = "") -> Payment:
    """No longer ask for it. A repeat changes nothing. Raises NotCancellable once received."""
    payment = _locked(payment)
    if payment.status == Status.CANCELLED:
        return payment
    if payment.status in SETTLED:
        raise NotCancellable
    add_entry(payment, Kind.CANCELLED, Decimal(0), actor=actor, text=note)
    payment.save(update_fields=["status"])
    gateway_class(payment.gateway).called_off(payment)
    notify("payments")
    return payment


def renew_payment_code(payment: Payment) -> None:
    """Have the gateway make another code, where it makes any and the last one is over."""
    account = GatewayAccount.objects.filter(kind=kind_of(payment.gateway)).first()
    if account is not None:
        gateway_class(payment.gateway)(dict(account.settings or {})).renew(payment)


@transaction.atomic
def ask_refund(payment: Payment, *, key: str, amount: Decimal, actor: Any = None) -> Payment:
    """Note that `amount` has to go back. The gateway sends what it can; the rest waits for a hand.

    A repeat with the same key changes nothing. Raises NotRefundable and RefundTooLarge.
    """
    payment = _locked(payment)
    if not _is_noted(payment, Kind.REFUND_ASKED, key):
        standing = _refundable(payment, amount)
        left = standing.kept - standing.refund_due - standing.disputed
        if amount > left:
            raise RefundTooLarge(left=format_money(max(left, Decimal(0)), payment.currency))
        add_entry(payment, Kind.REFUND_ASKED, amount, actor=actor, event=key)
        gateway_class(payment.gateway).send_back(payment, key=key, amount=amount, actor=actor)
        notify("payments")
    return payment


@transaction.atomic
def refund_payment(
    payment: Payment, *, key: str, amount: Decimal, actor: Any, note: str = ""
) -> Payment:
    """Note that `amount` went back to the payer. A repeat with the same key changes nothing.

    Raises NotRefundable if nothing was received, RefundTooLarge past what was kept.
    """
    payment = _locked(payment)
    if _is_noted(payment, Kind.REFUNDED, key):
        return payment
    _refundable(payment, amount)
    add_entry(payment, Kind.REFUNDED, amount, actor=actor, event=key, text=note)
    payment.save(update_fields=["status"])
    publish(
        PaymentRefunded(payment_id=payment.pk, reference=payment.reference, amount=amount),
        actor=actor,
    )
    notify("payments")
    return payment


@transaction.atomic
def configure_gateway(
    kind: str, *, is_enabled: bool, settings: dict[str, Any], actor: Any
) -> GatewayAccount:
    """Keep a gateway's settings and whether it is offered. Raises GatewayIncomplete.

    Of those that share a slot only one is offered: turning one on turns the other off.
    """
    member = gateways.get(kind)
    account = GatewayAccount.objects.select_for_update().filter(kind=kind).first()
    account = account or GatewayAccount(kind=kind, position=member.position)
    before = {"is_enabled": account.is_enabled, **_told(kind, dict(account.settings or {}))}
    settings = merged(member, dict(account.settings or {}), settings)
    if is_enabled and not (member.is_ready_unset or member(settings).is_complete):
        raise GatewayIncomplete(name=member.label)
    account.is_enabled, account.settings = is_enabled, member.complete(settings)
    account.save()
    if is_enabled and member.slot:
        _turn_others_off(member, actor)
    member(dict(account.settings)).configured(is_enabled=is_enabled)
    record(
        "payments.configure",
        account,
        actor=actor,
        before=before,
        after={"is_enabled": is_enabled, **_told(kind, settings)},
    )
    return account


def merged(member: type[Gateway], known: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of a form; secrets left empty, and what no form asks for, as known."""
    kept = {name: known[name] for name in member.secrets | member.kept if known.get(name)}
    return {**kept, **{k: v for k, v in given.items() if v or k not in member.secrets}}


@transaction.atomic
def order_gateways(kinds: list[str], *, actor: Any) -> None:
    """Put the gateways in the order in which customers see them. Unknown kinds are left out."""
    accounts = {one.kind: one for one in GatewayAccount.objects.select_for_update()}
    known = [kind for kind in kinds if kind in gateways]
    for position, kind in enumerate(known):
        member = gateways.get(kind)
        account = accounts.get(kind) or GatewayAccount(kind=kind, is_enabled=member.is_ready_unset)
        account.position = position
        account.save()
    if known:
        record(
            "payments.order",
            GatewayAccount.objects.get(kind=known[0]),
            actor=actor,
            after={"order": known},
        )


def _told(kind: str, settings: dict[str, Any]) -> dict[str, Any]:
    """What the audit trail may hold of settings: a PIX key is a personal document."""
    member = gateways.get(kind)
    hidden = member.secrets | {"key"}
    told = {name: value for name, value in settings.items() if name not in member.kept}
    return {name: "•••" if name in hidden and value else value for name, value in told.items()}


def _turn_others_off(member: type[Gateway], actor: Any) -> None:
    """Turn off what shares the slot, with an entry in the audit trail."""
    others = [one.kind for one in gateways if one.slot == member.slot and one.kind != member.kind]
    for account in GatewayAccount.objects.select_for_update().filter(
        kind__in=others, is_enabled=True
    ):
        account.is_enabled = False
        account.save(update_fields=["is_enabled", "updated_at"])
        before, after = {"is_enabled": True}, {"is_enabled": False}
        record("payments.configure", account, actor=actor, before=before, after=after)


def _locked(payment: Payment) -> Payment:
    return Payment.objects.select_for_update().get(pk=payment.pk)


def _is_noted(payment: Payment, kind: str, key: str) -> bool:
    return payment.ledger.filter(kind=kind, provider_event=key).exists()


def _refundable(payment: Payment, amount: Decimal) -> Standing:
    stands = standing(payment)
    if stands.kept <= 0 or amount <= 0:
        raise NotRefundable
    if amount > stands.kept:
        raise RefundTooLarge(left=format_money(stands.kept, payment.currency))
    return stands
