"""What others read of payments: which ways are offered, and how payments stand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Prefetch, Q, Sum
from django.utils import timezone
from django.utils.functional import Promise

from flowt.rows import Script
from payments.errors import GatewayNotOffered
from payments.gateways import Gateway, gateway_class, gateways, kind_of
from payments.ledger import Standing, add_up
from payments.models import GatewayAccount, LedgerEntry, Payment, PixRefund

_ACCOUNT = "SELECT is_enabled, position, settings FROM payments_gatewayaccount WHERE kind = %s"
_SETTINGS: Any = GatewayAccount._meta.get_field("settings")
_named: dict[str, str | Promise] = {}


@dataclass(frozen=True, slots=True)
class GatewayChoice:
    """A way of paying, as the customer chooses it."""

    kind: str
    label: str
    needs_change: bool
    hint: str = ""
    icon: str = "wallet"
    pays_ahead: bool = False
    needs: frozenset[str] = frozenset()  # of the payer: document, email


@dataclass(frozen=True, slots=True)
class GatewayState:
    """A member of the family as this tenant has it."""

    gateway: Gateway
    is_enabled: bool
    position: int

    @property
    def is_offered(self) -> bool:
        return self.is_enabled and (self.gateway.is_ready_unset or self.gateway.is_complete)


def states() -> list[GatewayState]:
    """Return every gateway, in the tenant's order: one query."""
    accounts = {account.kind: account for account in GatewayAccount.objects.all()}
    found = [_state(member, accounts.get(member.kind)) for member in gateways]
    return sorted(found, key=lambda state: (state.position, state.gateway.position))


def _state(member: type[Gateway], account: GatewayAccount | None) -> GatewayState:
    if account is None:
        return GatewayState(member({}), member.is_ready_unset, member.position)
    gateway = member(dict(account.settings or {}))
    return GatewayState(gateway, account.is_enabled, account.position)


def offered(profile: str) -> list[GatewayChoice]:
    """Return the ways of paying an order of this profile, in the tenant's order: one query.

    Of those that share a slot (PIX, card, boleto) the first one is offered.
    """
    serving = [one for one in offered_gateways() if one.serves(profile)]
    first = {one.slot: one for one in reversed(serving) if one.slot}
    return [
        GatewayChoice(
            kind=gateway.chosen,
            label=gateway.label_for(profile),
            needs_change=gateway.needs_change,
            hint=gateway.hint_for(profile),
            icon=gateway.icon,
            pays_ahead=gateway.pays_ahead,
            needs=gateway.needs,
        )
        for gateway in serving
        if not gateway.slot or first[gateway.slot] is gateway
    ]


def offered_gateways() -> list[Gateway]:
    """Return every choice a customer may have, for whatever profile, in the tenant's order."""
    return [one for state in states() if state.is_offered for one in state.gateway.choices()]


def add_account(script: Script, kind: str) -> int:
    """Ask, within a script, for what `gateway_of` reads; return the answer's place."""
    return script.add(_ACCOUNT, [kind_of(kind)])


def gateway_of(
    kind: str, profile: str = "", *, found: Sequence[tuple[Any, ...]] | None = None
) -> Gateway:
    """Return the member with this tenant's settings, of `found` where they were read already.

    Raises GatewayNotOffered, also where it is not for `profile`.
    """
    member = kind_of(kind)
    if member not in gateways:
        raise GatewayNotOffered
    if found is None:
        script = Script()
        at = add_account(script, kind)
        found = script.run()[at]
    state = _state(gateways.get(member), _account(member, found))
    choices = state.gateway.choices() if state.is_offered else []
    for gateway in choices:
        if gateway.chosen == kind and (not profile or gateway.serves(profile)):
            return gateway
    raise GatewayNotOffered


def _account(kind: str, found: Sequence[tuple[Any, ...]]) -> GatewayAccount | None:
    """Every order is placed through here: few columns, without the ORM's way to them."""
    if not found:
        return None
    ((is_enabled, position, sealed),) = found
    settings = _SETTINGS.from_db_value(sealed, None, connection)
    return GatewayAccount(kind=kind, is_enabled=is_enabled, position=position, settings=settings)


def label_of(kind: str, profile: str = "") -> str:
    """Return a gateway's name; its bare kind if it is gone."""
    member, _, method = kind.partition(":")
    return gateways.get(member)({}, method).label_for(profile) if member in gateways else _way(kind)


def payments_of(references: Collection[str]) -> dict[str, list[Payment]]:
    """Return the payments of each reference with their ledger, the oldest first: two queries."""
    entries = LedgerEntry.objects.order_by("id")
    rows = Payment.objects.filter(reference__in=references).order_by("id")
    found: dict[str, list[Payment]] = {}
    for payment in rows.prefetch_related(Prefetch("ledger", entries)):
        found.setdefault(payment.reference, []).append(payment)
    return found


def standing_of(payment: Payment) -> Standing:
    """Return what the payment's ledger adds up to; no query where the ledger was prefetched."""
    return add_up(payment.amount, [(entry.kind, entry.amount) for entry in payment.ledger.all()])


def goes_back_by_itself(payment: Payment) -> bool:
    """Did the payment come by a gateway that sends its refunds itself, and has not failed to?"""
    refunds = PixRefund.objects.filter(receipt__counted_for=payment)
    failed = refunds.filter(status=PixRefund.Status.FAILED, is_settled_by_hand=False)
    return payment.receipts.exists() and not failed.exists()


def refunds_of(payments: Collection[Payment]) -> list[PixRefund]:
    """Return the refunds of these payments that a PSP sends, the oldest first: one query."""
    ids = [payment.pk for payment in payments]
    rows = PixRefund.objects.filter(receipt__counted_for__in=ids)
    return list(rows.order_by("pk")) if ids else []


def _way(kind: str) -> str:
    return str(_named.get(kind, kind))


def name_way(kind: str, label: str | Promise) -> None:
    """Name a way of paying that is no gateway of its own, for an app above."""
    _named[kind] = label


def pays_ahead(kind: str) -> bool:
    """Does the payer of this way pay right after ordering?"""
    return gateway_class(kind).pays_ahead


def needs_of(kind: str) -> frozenset[str]:
    """What of the payer must be known to pay this way: "document", "email"."""
    return gateway_class(kind)({}, kind.partition(":")[2]).needs


def refund_due(payments: Collection[Payment]) -> Decimal:
    """Return what somebody still has to send back."""
    return sum((standing_of(payment).refund_due for payment in payments), Decimal(0))


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums since midnight in the tenant's zone."""

    received: Decimal
    refunded: Decimal
    waiting: Decimal


def totals_today() -> Totals:
    """Return what came in, went back and is still waited for today: two queries."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    kinds = LedgerEntry.Kind
    sums = LedgerEntry.objects.filter(at__gte=midnight).aggregate(
        received=Sum("amount", filter=Q(kind=kinds.APPROVED), default=Decimal(0)),
        refunded=Sum("amount", filter=Q(kind=kinds.REFUNDED), default=Decimal(0)),
    )
    waiting = Payment.objects.filter(created_at__gte=midnight, status=Payment.Status.PENDING)
    return Totals(**sums, waiting=waiting.aggregate(sum=Sum("amount", default=Decimal(0)))["sum"])
