"""Asaas, over `flowt.http`: it keeps no library of its own for Python.

It knows no idempotency keys. So a charge is looked for by our reference before it is made, and a
refund by our code, which stands in its description.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings as django_settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from flowt import http
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
from payments.purposes import Payer

PRODUCTION, SANDBOX = "production", "sandbox"
BASES = {
    PRODUCTION: "https://api.asaas.com/v3",
    SANDBOX: "https://api-sandbox.asaas.com/v3",
}
AGENT = "Flowt"
PAGE = 100
SECOND = timedelta(seconds=1)  # its lists include the last day
KINDS = {PIX: "PIX", CARD: "CREDIT_CARD", BOLETO: "BOLETO"}
CODE = re.compile(r"\b[0-9a-f]{32}\b")
PAID = ("CONFIRMED", "RECEIVED", "RECEIVED_IN_CASH", "DUNNING_RECEIVED")
RETURNING = ("REFUND_REQUESTED", "REFUND_IN_PROGRESS", "PARTIALLY_REFUNDED")
REFUND_STATES = {"DONE": "done", "CANCELLED": "failed"}
EVENTS = [
    f"PAYMENT_{name}"
    for name in (
        *("CREATED", "UPDATED", "CONFIRMED", "RECEIVED", "OVERDUE", "DELETED", "RESTORED"),
        *("REFUNDED", "PARTIALLY_REFUNDED", "REFUND_IN_PROGRESS", "CREDIT_CARD_CAPTURE_REFUSED"),
        *("REPROVED_BY_RISK_ANALYSIS", "CHARGEBACK_REQUESTED", "CHARGEBACK_DISPUTE"),
        "AWAITING_CHARGEBACK_REVERSAL",
    )
]


@providers.register
class Asaas(Provider):
    """One account. Its webhook's token and the environment are of the settings."""

    kind = "asaas"
    has_address = BASES[PRODUCTION]
    registers_itself = True

    @property
    def base(self) -> str:
        if django_settings.FLOWT_GATEWAY_SIMULATOR:
            return super().base
        return BASES[self.settings.get("environment") or PRODUCTION]

    def _send(self, method: str, path: str, body: Any = None, **params: Any) -> Json:
        answer = http.Caller().send(
            method,
            f"{self.base}{path}",
            body=body,
            params={name: str(value) for name, value in params.items()} or None,
            headers={"access_token": str(self.settings.get("secret_key")), "User-Agent": AGENT},
        )
        if not isinstance(answer, dict):
            raise http.Unavailable(f"{method} {path}: no object")
        return answer

    def create(self, wanted: Wanted) -> Made:
        known = self._send("GET", "/payments", externalReference=wanted.code).get("data") or []
        made = known[0] if known else self._create(wanted)
        told = (made.get("externalReference"), amount_of(made.get("value")))
        if told != (wanted.code, wanted.amount):
            raise Unfit("Asaas answered with another charge")
        pk, code, line = str(made.get("id") or ""), "", ""
        if wanted.method == PIX:
            code = str(self._send("GET", f"/payments/{pk}/pixQrCode").get("payload") or "")
        if wanted.method == BOLETO:
            found = self._send("GET", f"/payments/{pk}/identificationField")
            line = str(found.get("identificationField") or "")
        page = made.get("bankSlipUrl") if wanted.method == BOLETO else made.get("invoiceUrl")
        return Made(
            remote_id=pk,
            url=str(page or ""),
            brcode=code,
            line=line,
            expires_at=wanted.until,
            raw=str(made.get("status") or ""),
        )

    def _create(self, wanted: Wanted) -> Json:
        asked = {
            "customer": self._customer(wanted.payer),
            "billingType": KINDS[wanted.method],
            "value": float(wanted.amount),
            "dueDate": timezone.localtime(wanted.until).date().isoformat(),
            "description": wanted.words,
            "externalReference": wanted.code,
        }
        return self._send("POST", "/payments", asked)

    def _customer(self, payer: Payer) -> str:
        """The payer's customer at Asaas, which keeps as many of one person as are made."""
        person = f"{payer.document}\n{payer.email}\n{payer.name}"
        reference = "fl" + hashlib.sha256(person.encode()).hexdigest()[:24]
        known = self._send("GET", "/customers", externalReference=reference).get("data") or []
        if known:
            return str(known[0]["id"])
        asked = {
            "name": payer.name,
            "cpfCnpj": payer.document,
            "externalReference": reference,
            "notificationDisabled": True,
            **({"email": payer.email} if payer.email else {}),
            **({"mobilePhone": payer.phone.removeprefix("+55")} if payer.phone else {}),
        }
        return str(self._send("POST", "/customers", asked).get("id") or "")

    def find(self, charge: HostedCharge) -> list[Told]:
        told = self.fetch(charge.remote_id)
        return [told] if told else []

    def fetch(self, pointer: str) -> Told | None:
        payment = self._send("GET", f"/payments/{pointer}")
        told = _told(payment)
        if not told.is_received:
            return told
        rows = self._send("GET", f"/payments/{pointer}/refunds").get("data") or []
        return _told(payment, rows)

    def cancel(self, charge: HostedCharge) -> None:
        self._send("DELETE", f"/payments/{charge.remote_id}")

    def give_back(self, remote_id: str, code: str, amount: Decimal) -> Returned:
        if (known := self.returned(remote_id, code)) is not None:
            return known
        asked = {"value": float(amount), "description": f"Estorno {code}"}
        self._send("POST", f"/payments/{remote_id}/refund", asked)
        made = self.returned(remote_id, code)
        return made or Returned(remote_id="", amount=amount, state="sent", code=code)

    def notices(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> Notice:
        known = str(self.settings.get("auth_token") or "")
        given = headers.get("asaas-access-token", "")
        if not known or not constant_time_compare(known, given):
            raise Forged("not the token that Asaas was given")
        told = read_event(body)
        payment = told.get("payment")
        pointer = str(payment.get("id") or "") if isinstance(payment, dict) else ""
        is_known = bool(re.fullmatch(r"pay_\w{1,28}", pointer))
        return Notice(
            str(told.get("id") or ""), pointer if is_known else "", str(told.get("event"))
        )

    def register(self, url: str) -> Json:
        """A webhook of ours, also where an earlier one was interrupted."""
        asked = {
            "name": "Flowt",
            "url": url,
            "enabled": True,
            "interrupted": False,
            "authToken": self.settings.get("auth_token"),
            "sendType": "SEQUENTIALLY",
            "events": EVENTS,
        }
        listed = self._send("GET", "/webhooks").get("data") or []
        known = next((one for one in listed if one.get("url") == url), None)
        if known is not None:
            self._send("PUT", f"/webhooks/{known['id']}", asked)
            return {"webhook_id": known["id"], "webhook_url": url}
        made = self._send("POST", "/webhooks", asked)
        return {"webhook_id": made.get("id"), "webhook_url": url}

    def payments_between(self, since: datetime, until: datetime) -> Iterable[Told]:
        days = {
            "dateCreated[ge]": timezone.localtime(since).date().isoformat(),
            "dateCreated[le]": timezone.localtime(until - SECOND).date().isoformat(),
        }
        for start in range(0, 20_000, PAGE):
            page = self._send("GET", "/payments", **days, offset=start, limit=PAGE)
            for one in page.get("data") or []:
                yield _told(one, one.get("refunds") or [])
            if not page.get("hasMore"):
                return

    def check(self) -> list[Step]:
        self._send("GET", "/finance/balance")
        steps = [Step(_("Asaas accepts the key"), True)]
        if self.settings.get("environment") == SANDBOX:
            label = _("This is a key of the sandbox")
            steps.append(Step(label, True, "", _("No real money comes with it."), True))
        if self.settings.get("pix_profiles"):
            listed = self._send("GET", "/pix/addressKeys", status="ACTIVE")
            if not listed.get("totalCount"):
                advice = _("Register a PIX key in Asaas's panel, or do not offer PIX by it.")
                steps.append(Step(_("The account has no PIX key"), False, "", advice))
        return steps


def _told(payment: Json, refunds: Iterable[Json] = ()) -> Told:
    status, amount = str(payment.get("status") or ""), amount_of(payment.get("value"))
    pk, dispute = str(payment.get("id") or ""), payment.get("chargeback")
    is_disputed = isinstance(dispute, dict) and bool(dispute.get("status"))
    return Told(
        remote_id=pk,
        code=str(payment.get("externalReference") or ""),
        amount=amount,
        currency="BRL",
        outcome=_outcome(status, is_gone=bool(payment.get("deleted"))),
        raw=f"{status} DELETED" if payment.get("deleted") else status,
        at=_time(payment.get("paymentDate") or payment.get("dateCreated")),
        refunds=tuple(_returned(pk, one) for one in refunds),
        disputes=(
            Dispute(
                remote_id=str(dispute.get("id") or "chargeback"),
                amount=amount,
                is_won=dispute.get("status") == "REVERSED",
            ),
        )
        if isinstance(dispute, dict) and is_disputed
        else (),
        url=str(payment.get("bankSlipUrl") or payment.get("invoiceUrl") or ""),
    )


def _outcome(status: str, *, is_gone: bool) -> str:
    if status in PAID or status in RETURNING:
        return Outcome.APPROVED
    if "CHARGEBACK" in status:
        return Outcome.CHARGEBACK
    if status == "REFUNDED":
        return Outcome.REFUNDED
    if is_gone:
        return Outcome.CANCELLED
    return Outcome.EXPIRED if status == "OVERDUE" else Outcome.PENDING


def _returned(pk: str, told: Json) -> Returned:
    """It has no id of its own: when it was asked for tells it from others."""
    code = CODE.search(str(told.get("description") or ""))
    return Returned(
        remote_id=f"{pk}:{told.get('dateCreated')}"[:100],
        amount=amount_of(told.get("value")),
        state=REFUND_STATES.get(str(told.get("status")), "sent"),
        code=code[0] if code else "",
    )


def _time(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(hour=15, tzinfo=UTC)
