"""Stripe, through its own library: a Checkout Session for each charge, whatever its method.

Its webhooks point at a session or a payment intent, which is then asked for. Amounts are cents.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from flowt import http
from payments.models import HostedCharge
from payments.providers.base import (
    BOLETO,
    PIX,
    Dispute,
    Forged,
    Json,
    Made,
    Notice,
    Outcome,
    Provider,
    Returned,
    Step,
    Told,
    Unfit,
    Wanted,
    providers,
    read_event,
)

TOLERANCE_SECONDS = 300
SLACK = timedelta(minutes=10)  # a session may not be made for less than half an hour
LONGEST_SESSION = timedelta(hours=23)
MARK = "flowt"  # the metadata that holds our code
EXPAND = "payment_intent.latest_charge"
EVENTS = [
    *(f"checkout.session.{it}" for it in ("completed", "expired")),
    *(f"checkout.session.async_payment_{it}" for it in ("succeeded", "failed")),
    *(f"payment_intent.{it}" for it in ("succeeded", "payment_failed", "canceled")),
    *(f"charge.dispute.{it}" for it in ("created", "updated", "closed")),
    *("charge.refunded", "refund.updated"),
]
REFUND_STATES = {"succeeded": "done", "failed": "failed", "canceled": "failed"}


@providers.register
class Stripe(Provider):
    """One account of Stripe. The library neither retries nor waits longer than `flowt.http`."""

    kind = "stripe"
    has_address = "https://api.stripe.com"
    registers_itself = True

    @cached_property
    def v1(self) -> Any:
        from payments.providers.stripe_library import v1_of

        return v1_of(str(self.settings.get("secret_key")), self.base)

    def create(self, wanted: Wanted) -> Made:
        asked = _session(wanted)
        made = _plain(
            self.v1.checkout.sessions.create(asked, options={"idempotency_key": wanted.code})
        )
        told = (made.get("client_reference_id"), made.get("amount_total"), made.get("currency"))
        if told != (wanted.code, cents(wanted.amount), wanted.currency.lower()):
            raise Unfit("Stripe answered with another session")
        return Made(
            remote_id=str(made.get("id", "")),
            url=str(made.get("url") or ""),
            expires_at=wanted.until,
            raw=str(made.get("status", "")),
        )

    def find(self, charge: HostedCharge) -> list[Told]:
        return [self._session_told(charge.remote_id)]

    def fetch(self, pointer: str) -> Told | None:
        if pointer.startswith("cs_"):
            return self._session_told(pointer)
        found = self.v1.payment_intents.retrieve(pointer, {"expand": ["latest_charge"]})
        return self._intent_told(_plain(found))

    def _session_told(self, pointer: str) -> Told:
        session = _plain(self.v1.checkout.sessions.retrieve(pointer, {"expand": [EXPAND]}))
        intent, code = session.get("payment_intent"), str(session.get("client_reference_id") or "")
        is_over = session.get("status") == "expired"
        if isinstance(intent, dict):
            told = self._intent_told(intent)
            if told.is_received or not is_over:
                return told
        return Told(
            remote_id="",
            code=code,
            amount=money(session.get("amount_total")),
            currency=str(session.get("currency") or ""),
            outcome=Outcome.EXPIRED if is_over else Outcome.PENDING,
            raw=str(session.get("status") or ""),
        )

    def _intent_told(self, intent: Json, *, with_refunds: bool = True) -> Told:
        charge = intent.get("latest_charge")
        charge = charge if isinstance(charge, dict) else {}
        pk, is_paid = str(intent.get("id", "")), intent.get("status") == "succeeded"
        boleto = (intent.get("next_action") or {}).get("boleto_display_details") or {}
        return Told(
            remote_id=pk,
            code=str((intent.get("metadata") or {}).get(MARK, "")),
            amount=money(intent.get("amount_received") if is_paid else intent.get("amount")),
            currency=str(intent.get("currency") or ""),
            outcome=_outcome(intent),
            raw=str(intent.get("status") or ""),
            at=_time(charge.get("created") or intent.get("created")),
            refunds=self._refunds(pk) if is_paid and with_refunds else (),
            disputes=self._disputes(pk) if charge.get("disputed") else (),
            line=str(boleto.get("number") or ""),
            url=str(boleto.get("hosted_voucher_url") or ""),
        )

    def _refunds(self, pk: str) -> tuple[Returned, ...]:
        listed = self.v1.refunds.list({"payment_intent": pk, "limit": 100})
        return tuple(_returned(_plain(one)) for one in listed.auto_paging_iter())

    def _disputes(self, pk: str) -> tuple[Dispute, ...]:
        """Those for which money was taken: an inquiry (`warning_…`) takes none."""
        listed = [_plain(one) for one in self.v1.disputes.list({"payment_intent": pk}).data]
        return tuple(
            Dispute(
                remote_id=str(one.get("id")),
                amount=money(one.get("amount")),
                is_won=one.get("status") == "won",
            )
            for one in listed
            if not str(one.get("status")).startswith("warning_")
        )

    def cancel(self, charge: HostedCharge) -> None:
        session = _plain(self.v1.checkout.sessions.retrieve(charge.remote_id))
        if session.get("status") == "open":
            self.v1.checkout.sessions.expire(charge.remote_id)
        elif session.get("payment_status") == "unpaid" and session.get("payment_intent"):
            self.v1.payment_intents.cancel(session["payment_intent"])  # a boleto that was drawn

    def give_back(self, remote_id: str, code: str, amount: Decimal) -> Returned:
        asked = {"payment_intent": remote_id, "amount": cents(amount), "metadata": {MARK: code}}
        made = self.v1.refunds.create(asked, options={"idempotency_key": f"refund-{code}"})
        return _returned(_plain(made))

    def notices(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> Notice:
        from payments.providers.stripe_library import is_signed

        secret = str(self.settings.get("webhook_secret") or "")
        if not is_signed(body, headers.get("Stripe-Signature"), secret, TOLERANCE_SECONDS):
            raise Forged("not signed by Stripe")
        told = read_event(body)
        data = told.get("data")
        thing = data.get("object") if isinstance(data, dict) else None
        thing = thing if isinstance(thing, dict) else {}
        of_intent = thing.get("object") in ("charge", "refund", "dispute")
        pointer = str((thing.get("payment_intent") if of_intent else thing.get("id")) or "")
        is_known = pointer.startswith(("cs_", "pi_"))
        return Notice(str(told.get("id") or ""), pointer if is_known else "", str(told.get("type")))

    def register(self, url: str) -> Json:
        """A webhook of ours; Stripe tells its secret only when it is made, so an old one goes."""
        kept = self.settings.get("webhook_secret")
        for one in self.v1.webhook_endpoints.list({"limit": 100}).data:
            if one.url == url and kept and one.id == self.settings.get("webhook_id"):
                self.v1.webhook_endpoints.update(one.id, {"enabled_events": EVENTS})
                return {"webhook_url": url}
            if one.url == url:
                self.v1.webhook_endpoints.delete(one.id)
        made = self.v1.webhook_endpoints.create({"url": url, "enabled_events": EVENTS})
        return {"webhook_id": made.id, "webhook_secret": made.secret, "webhook_url": url}

    def payments_between(self, since: datetime, until: datetime) -> Iterable[Told]:
        when = {"gte": int(since.timestamp()), "lt": int(until.timestamp())}
        listed = self.v1.payment_intents.list(
            {"created": when, "limit": 100, "expand": ["data.latest_charge"]}
        )
        for one in listed.auto_paging_iter():
            intent = _plain(one)
            charge = intent.get("latest_charge")
            back = charge.get("amount_refunded") if isinstance(charge, dict) else 0
            yield self._intent_told(intent, with_refunds=bool(back))

    def check(self) -> list[Step]:
        balance = _plain(self.v1.balance.retrieve())
        steps = [Step(_("Stripe accepts the key"), True)]
        if not balance.get("livemode"):
            label = _("This is a key of the test mode")
            steps.append(Step(label, True, "", _("No real money comes with it."), True))
        available = balance.get("available") or []
        if not any(one.get("currency") == "brl" for one in available):
            advice = _("Its balance is not in reais. Use an account of Stripe Brazil.")
            steps.append(Step(_("The account does not receive reais"), False, "", advice))
        return [*steps, *self._method_steps()]

    def _method_steps(self) -> list[Step]:
        """Whether the account has PIX and boleto switched on, where they are offered."""
        try:
            listed = self.v1.payment_method_configurations.list({"limit": 10}).data
        except http.Refused:
            return []  # a restricted key need not see them
        first = next((_plain(one) for one in listed if one.is_default), {})
        steps = []
        for method, label in ((PIX, "PIX"), (BOLETO, "Boleto")):
            is_on = bool((first.get(method) or {}).get("available"))
            if self.settings.get(f"{method}_profiles") and not is_on:
                told = _("%(method)s is not switched on at Stripe") % {"method": label}
                advice = _("Switch it on under Settings, Payment methods, or do not offer it.")
                steps.append(Step(told, False, "", advice))
        return steps


def _session(wanted: Wanted) -> Json:
    """What is asked for. The same on every try: the idempotency key holds it to that."""
    is_boleto = wanted.method == BOLETO
    until = wanted.since + LONGEST_SESSION if is_boleto else wanted.until + SLACK
    options = {"expires_after_days": (wanted.until - wanted.since).days} if is_boleto else {}
    if wanted.method == PIX:
        options = {"expires_after_seconds": int((wanted.until - wanted.since).total_seconds())}
    asked: Json = {
        "mode": "payment",
        "client_reference_id": wanted.code,
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": wanted.currency.lower(),
                    "unit_amount": cents(wanted.amount),
                    "product_data": {"name": wanted.words},
                },
            }
        ],
        "payment_method_types": [wanted.method],
        "success_url": wanted.return_url,
        "cancel_url": wanted.return_url,
        "expires_at": int(min(until, wanted.since + LONGEST_SESSION).timestamp()),
        "locale": "pt-BR",
        "metadata": {MARK: wanted.code},
        "payment_intent_data": {"metadata": {MARK: wanted.code}, "description": wanted.words},
    }
    if options:
        asked["payment_method_options"] = {wanted.method: options}
    if wanted.payer.email:
        asked["customer_email"] = wanted.payer.email
    return asked


def cents(amount: Decimal) -> int:
    return int(amount * 100)


def money(value: Any) -> Decimal:
    return Decimal(value) / 100 if isinstance(value, int) else Decimal(0)


def _plain(made: Any) -> Json:
    found: Json = made.to_dict()
    return found


def _time(value: Any) -> datetime | None:
    return datetime.fromtimestamp(value, UTC) if isinstance(value, int) else None


def _outcome(intent: Json) -> str:
    match intent.get("status"):
        case "succeeded":
            return Outcome.APPROVED
        case "canceled":
            return Outcome.CANCELLED
        case "requires_payment_method" if intent.get("last_payment_error"):
            return Outcome.REFUSED
    return Outcome.PENDING


def _returned(told: Json) -> Returned:
    return Returned(
        remote_id=str(told.get("id") or ""),
        amount=money(told.get("amount")),
        state=REFUND_STATES.get(str(told.get("status")), "sent"),
        code=str((told.get("metadata") or {}).get(MARK, "")),
        reason=str(told.get("failure_reason") or ""),
    )
