"""Mercado Pago, through its own library: a payment for PIX and boleto, a preference for cards.

Its webhooks point at a payment, which is then asked for. It does not know our id of a refund, but
answers the same idempotency key with the same refund.
"""

import re
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from payments.models import HostedCharge
from payments.providers.base import (
    BOLETO,
    CARD,
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
    amount_of,
    providers,
    read_event,
)

TOLERANCE_SECONDS = 300
SLACK = timedelta(minutes=10)  # a code may not be made for less than half an hour
PAGE = 50
BRAZIL = "MLB"
METHODS = {PIX: "pix", BOLETO: "bolbradesco"}
NO_CARDS = ("ticket", "bank_transfer", "atm", "digital_currency")
REFUND_STATES = {"approved": "done", "rejected": "failed", "cancelled": "failed"}
OUTCOMES = {
    "approved": Outcome.APPROVED,
    "refunded": Outcome.REFUNDED,
    "charged_back": Outcome.CHARGEBACK,
    "rejected": Outcome.REFUSED,
    "cancelled": Outcome.CANCELLED,
}


@providers.register
class MercadoPago(Provider):
    """One seller's account. `owner` of the settings is its user's id, once it was asked for."""

    kind = "mercadopago"
    has_address = "https://api.mercadopago.com"

    @cached_property
    def sdk(self) -> Any:
        from payments.providers.mercadopago_library import sdk_of

        return sdk_of(str(self.settings.get("secret_key")), self.base)

    def _once(self, key: str) -> Any:
        from payments.providers.mercadopago_library import once

        return once(key)

    def create(self, wanted: Wanted) -> Made:
        once = self._once(wanted.code)
        if wanted.method == CARD:
            made = self.sdk.preference().create(_preference(wanted), once)["response"]
            told = str(made.get("external_reference"))
            page, line, code = str(made.get("init_point") or ""), "", ""
        else:
            made = self.sdk.payment().create(_payment(wanted), once)["response"]
            told = str(made.get("external_reference"))
            if amount_of(made.get("transaction_amount")) != wanted.amount:
                raise Unfit("Mercado Pago answered with another amount")
            page, line, code = _shown(made)
        if told != wanted.code:
            raise Unfit("Mercado Pago answered with another charge")
        return Made(
            remote_id=str(made.get("id") or ""),
            url=page,
            line=line,
            brcode=code,
            expires_at=wanted.until,
            raw=str(made.get("status") or ""),
        )

    def find(self, charge: HostedCharge) -> list[Told]:
        if charge.method != CARD:
            told = self.fetch(charge.remote_id)
            return [told] if told else []
        wanted = {"external_reference": charge.code, "limit": PAGE}
        found = self.sdk.payment().search(wanted)["response"]
        return [self._told(one) for one in found.get("results") or []]

    def fetch(self, pointer: str) -> Told | None:
        return self._told(self.sdk.payment().get(pointer)["response"])

    def _told(self, payment: Json) -> Told:
        status, detail = str(payment.get("status")), str(payment.get("status_detail") or "")
        outcome: str = OUTCOMES.get(status, Outcome.PENDING)
        if status == "cancelled" and detail == "expired":
            outcome = Outcome.EXPIRED
        amount = amount_of(payment.get("transaction_amount"))
        owner = self.settings.get("owner")
        page, line, _code = _shown(payment)
        dispute = Dispute(remote_id="chargeback", amount=amount, is_won=detail == "reimbursed")
        return Told(
            remote_id=str(payment.get("id") or ""),
            code=str(payment.get("external_reference") or ""),
            amount=amount,
            currency=str(payment.get("currency_id") or ""),
            outcome=outcome,
            raw=f"{status} {detail}".strip(),
            at=_time(payment.get("date_approved")) or _time(payment.get("date_created")),
            is_ours=not owner or payment.get("collector_id") == owner,
            refunds=tuple(_returned(one) for one in payment.get("refunds") or []),
            disputes=(dispute,) if status == "charged_back" else (),
            line=line,
            url=page,
        )

    def cancel(self, charge: HostedCharge) -> None:
        if charge.method == CARD:
            over = {"expires": True, "expiration_date_to": _written(timezone.now())}
            self.sdk.preference().update(charge.remote_id, over)
        else:
            self.sdk.payment().update(charge.remote_id, {"status": "cancelled"})

    def give_back(self, remote_id: str, code: str, amount: Decimal) -> Returned:
        asked = {"amount": float(amount)}
        made = self.sdk.refund().create(remote_id, asked, self._once(code))["response"]
        return _returned(made)

    def notices(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> Notice:
        signed, secret = query.get("data.id", ""), str(self.settings.get("webhook_secret") or "")
        verify(
            headers.get("x-signature", ""), headers.get("x-request-id", ""), signed, secret=secret
        )
        told = read_event(body)
        data = told.get("data")
        pointer = signed or str(data.get("id") if isinstance(data, dict) else "")
        topic = str(told.get("type") or query.get("type") or "")
        is_known = topic == "payment" and pointer.isascii() and pointer.isdecimal()
        return Notice(str(told.get("id") or ""), pointer if is_known else "", topic)

    def register(self, url: str) -> Json:
        """Learn whose account it is, so that money paid to another one is seen."""
        return {"owner": self.sdk.user().get()["response"].get("id")}

    def payments_between(self, since: datetime, until: datetime) -> Iterable[Told]:
        span = {"begin_date": _written(since), "end_date": _written(until)}
        wanted = {"range": "date_created", "sort": "date_created", "criteria": "asc", **span}
        for start in range(0, 10_000, PAGE):
            page = {"offset": start, "limit": PAGE}
            found = self.sdk.payment().search({**wanted, **page})["response"]
            yield from (self._told(one) for one in found.get("results") or [])
            if start + PAGE >= int((found.get("paging") or {}).get("total") or 0):
                return

    def check(self) -> list[Step]:
        account = self.sdk.user().get()["response"]
        steps = [Step(_("Mercado Pago accepts the key"), True)]
        if str(self.settings.get("secret_key")).startswith("TEST-"):
            label = _("This is a key of the test mode")
            steps.append(Step(label, True, "", _("No real money comes with it."), True))
        if account.get("site_id") != BRAZIL:
            advice = _("Use an account of Mercado Pago Brazil.")
            steps.append(Step(_("The account is of another country"), False, "", advice))
        listed = self.sdk.payment_methods().list_all()["response"] or []
        active = {one.get("id") for one in listed if one.get("status") == "active"}
        if self.settings.get("pix_profiles") and "pix" not in active:
            advice = _("Register a PIX key in Mercado Pago's app, or do not offer PIX by it.")
            steps.append(Step(_("PIX is not switched on in this account"), False, "", advice))
        return steps


def verify(
    signature: str, request_id: str, pointer: str, *, secret: str, now: float | None = None
) -> None:
    """Raise Forged unless the header fits. `ts` may be in seconds or milliseconds; an id may have
    been signed as it came, or in lower case.
    """
    from payments.providers.mercadopago_library import is_signed

    stamp = re.search(r"(?:^|,)\s*ts=(\d{9,16})\s*(?:,|$)", signature)
    if not secret or stamp is None:
        raise Forged("not signed")
    seconds = int(stamp[1]) / (1000 if len(stamp[1]) > 11 else 1)
    if abs((time.time() if now is None else now) - seconds) > TOLERANCE_SECONDS:
        raise Forged("too old")
    names = dict.fromkeys((pointer, pointer.lower()))
    if not any(is_signed(signature, request_id, one, secret) for one in names):
        raise Forged("not signed by Mercado Pago")


def _payment(wanted: Wanted) -> Json:
    """What is asked for. The same on every try: the idempotency key holds it to that."""
    payer = wanted.payer
    first, _space, last = payer.name.partition(" ")
    asked: Json = {
        "transaction_amount": float(wanted.amount),
        "description": wanted.words,
        "payment_method_id": METHODS[wanted.method],
        "external_reference": wanted.code,
        "notification_url": f"{wanted.webhook_url}?source_news=webhooks",
        "date_of_expiration": _written(wanted.until + SLACK),
        "payer": {"email": payer.email, "first_name": first, "last_name": last or first},
    }
    if wanted.return_url.startswith("https://"):
        asked["callback_url"] = wanted.return_url
    if payer.document:
        kind = "CPF" if len(payer.document) == 11 else "CNPJ"
        asked["payer"]["identification"] = {"type": kind, "number": payer.document}
    if wanted.method == BOLETO and payer.address:
        asked["payer"]["address"] = {
            "zip_code": payer.address.get("cep", ""),
            "street_name": payer.address.get("street", ""),
            "street_number": payer.address.get("number", ""),
            "neighborhood": payer.address.get("district", ""),
            "city": payer.address.get("city", ""),
            "federal_unit": payer.address.get("state", ""),
        }
    return asked


def _preference(wanted: Wanted) -> Json:
    back = wanted.return_url
    item = {"id": wanted.code, "title": wanted.words, "quantity": 1}
    item |= {"unit_price": float(wanted.amount), "currency_id": wanted.currency}
    asked: Json = {
        "items": [item],
        "external_reference": wanted.code,
        "notification_url": f"{wanted.webhook_url}?source_news=webhooks",
        "back_urls": {"success": back, "failure": back, "pending": back},
        "expires": True,
        "expiration_date_from": _written(wanted.since - timedelta(minutes=5)),
        "expiration_date_to": _written(wanted.until + SLACK),
        "payment_methods": {"excluded_payment_types": [{"id": one} for one in NO_CARDS]},
    }
    if back.startswith("https://"):
        asked["auto_return"] = "approved"
    if wanted.payer.email:
        asked["payer"] = {"email": wanted.payer.email, "name": wanted.payer.name}
    return asked


def _shown(payment: Json) -> tuple[str, str, str]:
    """The page, the boleto's line and the PIX code of a payment, where it has them."""
    data = (payment.get("point_of_interaction") or {}).get("transaction_data") or {}
    details = payment.get("transaction_details") or {}
    page = data.get("ticket_url") or details.get("external_resource_url") or ""
    return str(page), str(details.get("digitable_line") or ""), str(data.get("qr_code") or "")


def _returned(told: Json) -> Returned:
    return Returned(
        remote_id=str(told.get("id") or ""),
        amount=amount_of(told.get("amount")),
        state=REFUND_STATES.get(str(told.get("status")), "sent"),
    )


def _written(moment: datetime) -> str:
    told = moment.astimezone(UTC)
    return told.strftime("%Y-%m-%dT%H:%M:%S.") + f"{told.microsecond // 1000:03d}+00:00"


def _time(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
