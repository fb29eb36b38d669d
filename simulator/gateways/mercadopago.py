"""Mercado Pago as its library speaks to it: payments, preferences, refunds, signed pointers."""

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from simulator.gateways.boleto import barcode_of, line_of
from simulator.gateways.desk import Call, Desk, Refusal, Route, Sale, new_id, now
from simulator.gateways.notices import Letter
from simulator.psp import codes
from simulator.psp.store import Document

OWNER = 44  # the user whose account every pretend token is


class MercadoPago(Desk):
    name, title = "mercadopago", "Mercado Pago de mentira"

    def routes(self) -> list[Route]:
        return [
            ("POST", r"/v1/payments", self.create_payment),
            ("GET", r"/v1/payments/search", self.search),
            ("GET", r"/v1/payments/([^/]+)", self.payment),
            ("PUT", r"/v1/payments/([^/]+)", self.update_payment),
            ("POST", r"/v1/payments/([^/]+)/refunds", self.create_refund),
            ("GET", r"/v1/payments/([^/]+)/refunds", self.refunds),
            ("POST", r"/checkout/preferences", self.create_preference),
            ("GET", r"/checkout/preferences/([^/]+)", self.preference),
            ("PUT", r"/checkout/preferences/([^/]+)", self.update_preference),
            ("GET", r"/users/me", self.me),
            ("GET", r"/v1/payment_methods", self.methods),
        ]

    def account_of(self, call: Call) -> str:
        token = call.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        if not token.startswith(("APP_USR-", "TEST-")) or "wrong" in token:
            raise Refusal(401, {"message": "invalid access token", "error": "unauthorized"})
        self.know(token)
        return token

    def status_of(self, call: Call) -> int:
        return 201 if call.method == "POST" else 200

    # --- Payments ----------------------------------------------------------------------------
    def create_payment(self, call: Call) -> Document:
        key = call.headers.get("X-Idempotency-Key", "")
        if not key:
            raise Refusal(400, {"message": "Header X-Idempotency-Key can't be null"})
        return _shown(self.once(call, key, lambda: self._made(call.account, call.body)))

    def _made(self, account: str, asked: Document) -> Document:
        method, payer = asked.get("payment_method_id"), asked.get("payer") or {}
        if not payer.get("email"):
            raise Refusal(400, {"message": "payer.email must be a valid email"})
        if method == "bolbradesco" and not (payer.get("address") or {}).get("zip_code"):
            raise Refusal(400, {"message": "payer.address.zip_code attribute can't be null"})
        pk, cents = self._next_id(), round(asked["transaction_amount"] * 100)
        made = self._new(account, pk, cents, asked)
        if method == "pix":
            code = codes.write(f"{self.origin.split('://')[1]}/mp/{pk}")
            data = {"qr_code": code, "ticket_url": f"{self.origin}/mercadopago/pagar/{pk}"}
            made["point_of_interaction"] = {"type": "PIX", "transaction_data": data}
        elif method == "bolbradesco":
            due = now() + 3 * 86400
            made |= {
                "status_detail": "pending_waiting_payment",
                "payment_type_id": "ticket",
                "barcode": {"content": barcode_of(cents, due, str(pk))},
                "transaction_details": {
                    "external_resource_url": f"{self.origin}/mercadopago/boleto/{pk}",
                    "digitable_line": line_of(cents, due, str(pk)),
                },
            }
        self.put("payment", account, str(pk), made, at=made["date_created"])
        self.announce(account, pk, "payment.created", {})
        return made

    def _next_id(self) -> int:
        return 10_000_000_000 + len(self.every("payment")) * 17 + now() % 100_000 * 1000

    def _new(self, account: str, pk: int, cents: int, asked: Document) -> Document:
        return {
            "id": pk,
            "status": "pending",
            "status_detail": "pending_waiting_transfer",
            "currency_id": "BRL",
            "transaction_amount": cents / 100,
            "transaction_amount_refunded": 0,
            "collector_id": OWNER,
            "description": asked.get("description", ""),
            "payment_method_id": asked.get("payment_method_id"),
            "payment_type_id": "bank_transfer",
            "external_reference": asked.get("external_reference"),
            "date_created": stamp(),
            "date_approved": None,
            "date_of_expiration": asked.get("date_of_expiration"),
            "refunds": [],
            "x_url": asked.get("notification_url", ""),
            "x_back": asked.get("callback_url", ""),
        }

    def payment(self, call: Call, pk: str) -> Document:
        return _shown(self._known(call.account, pk))

    def _known(self, account: str, pk: str) -> Document:
        found = self.get("payment", account, pk)
        if found is None:
            raise Refusal(404, {"message": "Payment not found", "error": "not_found"})
        return found

    def search(self, call: Call) -> Document:
        rows = [_shown(one) for one in self.every("payment", call.account)]
        if reference := call.query.get("external_reference"):
            rows = [one for one in rows if one["external_reference"] == reference]
        if call.query.get("begin_date"):
            since, until = (_moment(call.query[name]) for name in ("begin_date", "end_date"))
            rows = [one for one in rows if since <= _moment(one["date_created"]) < until]
        start, size = int(call.query.get("offset", 0)), int(call.query.get("limit", 30))
        paging = {"total": len(rows), "offset": start, "limit": size}
        return {"paging": paging, "results": rows[start : start + size]}

    def update_payment(self, call: Call, pk: str) -> Document:
        found = self._known(call.account, pk)
        if found["status"] not in ("pending", "in_process") or call.body != {"status": "cancelled"}:
            raise Refusal(400, {"message": "Invalid user. Payment is in a final state"})
        found |= {"status": "cancelled", "status_detail": "by_collector"}
        self.put("payment", call.account, pk, found)
        self.announce(call.account, pk, "payment.updated", {})
        return _shown(found)

    def create_refund(self, call: Call, pk: str) -> Document:
        key = call.headers.get("X-Idempotency-Key", "")
        amount = call.body.get("amount")
        return self.once(call, key, lambda: self._refunded(call.account, pk, amount, {}))

    def _refunded(self, account: str, pk: str, amount: Any, asked: Document) -> Document:
        found = self._known(account, pk)
        left = found["transaction_amount"] - found["transaction_amount_refunded"]
        amount = left if amount is None else amount
        if found["status"] != "approved" or amount > left + 0.001:
            raise Refusal(400, {"message": "Invalid amount to refund"})
        state = "in_process" if self.refunds_wait else "approved"
        state = "rejected" if self.refunds_fail else state
        refund = {
            "id": now() * 1000 + len(found["refunds"]),
            "payment_id": int(pk),
            "amount": amount,
            "status": state,
            "date_created": stamp(),
        }
        found["refunds"].append(refund)
        if state == "approved":
            _count(found, amount)
        self.put("payment", account, pk, found)
        self.announce(account, pk, "payment.updated", asked)
        return refund

    def refunds(self, call: Call, pk: str) -> Any:
        return self._known(call.account, pk)["refunds"]

    # --- Preferences: a page on which a card is paid -----------------------------------------
    def create_preference(self, call: Call) -> Document:
        key = call.headers.get("X-Idempotency-Key", "")
        return _shown(self.once(call, key, lambda: self._preferred(call.account, call.body)))

    def _preferred(self, account: str, asked: Document) -> Document:
        pk = new_id(f"{OWNER}-", 28)
        item = asked["items"][0]
        made: Document = {
            **asked,
            "id": pk,
            "collector_id": OWNER,
            "init_point": f"{self.origin}/mercadopago/pagar/{pk}",
            "date_created": stamp(),
            "x_cents": round(item["unit_price"] * 100) * item["quantity"],
            "x_title": item["title"],
            "x_over": False,
        }
        self.put("preference", account, pk, made)
        return made

    def preference(self, call: Call, pk: str) -> Document:
        found = self.get("preference", call.account, pk)
        if found is None:
            raise Refusal(404, {"message": "preference not found"})
        return _shown(found)

    def update_preference(self, call: Call, pk: str) -> Document:
        found = self.preference(call, pk) | call.body
        whole = self.get("preference", call.account, pk) or {}
        whole |= call.body
        whole["x_over"] = _moment(whole["expiration_date_to"]) <= datetime.now(UTC)
        self.put("preference", call.account, pk, whole)
        return found

    # --- The account -------------------------------------------------------------------------
    def me(self, call: Call) -> Document:
        site = "MLA" if "argentina" in call.account else "MLB"
        return {"id": OWNER, "nickname": "LOJA", "site_id": site, "email": "loja@example.com"}

    def methods(self, call: Call) -> Any:
        pix = "inactive" if "nopix" in call.account else "active"
        return [
            {"id": "pix", "payment_type_id": "bank_transfer", "status": pix},
            {"id": "bolbradesco", "payment_type_id": "ticket", "status": "active"},
            {"id": "visa", "payment_type_id": "credit_card", "status": "active"},
        ]

    # --- What happens on the other side ------------------------------------------------------
    def act(self, verb: str, key: str, asked: Document) -> Any:
        if "-" in key:
            account, preference = self.place_of("preference", key)
            pk = self._card_payment(account, preference, verb)
        else:
            account, _payment = self.place_of("payment", key)
            pk = key
        if asked.get("deliver") == "lie":
            return self.announce(account, pk, "payment.updated", asked)
        found = getattr(self, f"_{verb}")(self._known(account, pk), asked)
        self.put("payment", account, pk, found)
        self.announce(account, pk, "payment.updated", asked)
        return _shown(found)

    def _card_payment(self, account: str, preference: Document, verb: str) -> str:
        """The payment of a preference: another one after each that was refused."""
        if verb == "expire":
            preference["x_over"] = True
            self.put("preference", account, preference["id"], preference)
        known = [
            one for one in self.every("payment", account) if one.get("x_of") == preference["id"]
        ]
        if known and known[-1]["status"] != "rejected":
            return str(known[-1]["id"])
        pk = self._next_id()
        asked = {**preference, "payment_method_id": "visa", "description": preference["x_title"]}
        made = self._new(account, pk, preference["x_cents"], asked)
        made |= {"payment_type_id": "credit_card", "x_of": preference["id"]}
        self.put("payment", account, str(pk), made)
        return str(pk)

    def _pay(self, found: Document, asked: Document) -> Document:
        if found["status"] != "pending" and not asked.get("force"):
            raise Refusal(409, {"message": "Esta cobrança não pode mais ser paga."})
        if cents := asked.get("cents"):
            found["transaction_amount"] = cents / 100
        if collector := asked.get("collector"):
            found["collector_id"] = collector
        approved = {"status": "approved", "status_detail": "accredited", "date_approved": stamp()}
        return found | approved

    def _refuse(self, found: Document, asked: Document) -> Document:
        return found | {"status": "rejected", "status_detail": "cc_rejected_other_reason"}

    def _expire(self, found: Document, asked: Document) -> Document:
        return found | {"status": "cancelled", "status_detail": "expired"}

    def _refund(self, found: Document, asked: Document) -> Document:
        """Somebody refunds it in Mercado Pago's own panel."""
        left = found["transaction_amount"] - found["transaction_amount_refunded"]
        amount = asked["cents"] / 100 if asked.get("cents") else left
        row = {"id": now() * 1000 + 500 + len(found["refunds"]), "payment_id": found["id"]}
        found["refunds"].append({**row, "amount": amount, "status": "approved"})
        _count(found, amount)
        return found

    def _finish(self, found: Document, asked: Document) -> Document:
        for refund in found["refunds"]:
            if refund["status"] == "in_process":
                refund["status"] = "approved"
                _count(found, refund["amount"])
        return found

    def _dispute(self, found: Document, asked: Document) -> Document:
        return found | {"status": "charged_back", "status_detail": "in_process"}

    def _win(self, found: Document, asked: Document) -> Document:
        return found | {"status": "charged_back", "status_detail": "reimbursed"}

    def announce(self, account: str, pk: Any, action: str, asked: Document) -> None:
        found = self.get("payment", account, str(pk)) or {}
        if not found.get("x_url"):
            return
        event = {
            "id": time.time_ns() // 1000,
            "live_mode": True,
            "type": "payment",
            "date_created": stamp(),
            "user_id": OWNER,
            "api_version": "v1",
            "action": action,
            "data": {"id": str(pk)},
        }
        request_id = new_id("req-", 20)
        query = urlencode({"data.id": pk, "type": "payment"})
        headers = sign(secret_of(account), str(pk), request_id, str(asked.get("deliver")))
        joint = "&" if "?" in found["x_url"] else "?"
        self.tell([Letter(f"{found['x_url']}{joint}{query}", json.dumps(event), headers)], asked)

    def sales(self) -> list[Sale]:
        pages = [self._page(one) for one in self.every("preference")]
        own = [_sale(one) for one in self.every("payment") if "x_of" not in one]
        return [*pages[::-1], *own[::-1]]

    def _page(self, preference: Document) -> Sale:
        paid = [one for one in self.every("payment") if one.get("x_of") == preference["id"]]
        last = paid[-1] if paid else {"status": "open", "status_detail": ""}
        state = {"approved": "paid", "charged_back": "paid", "refunded": "paid"}
        own = state.get(last["status"], "over" if preference["x_over"] else "open")
        back = (preference.get("back_urls") or {}).get("success", "")
        cents, told = preference["x_cents"], f"{last['status']} {last['status_detail']}"
        return Sale(preference["id"], preference["x_title"], cents, "card", own, told, back)


def _sale(payment: Document) -> Sale:
    states = {"pending": "open", "cancelled": "over", "rejected": "over"}
    method = "pix" if payment["payment_method_id"] == "pix" else "boleto"
    line = (payment.get("transaction_details") or {}).get("digitable_line", "")
    return Sale(
        key=str(payment["id"]),
        title=payment["description"],
        cents=round(payment["transaction_amount"] * 100),
        method=method,
        state=states.get(payment["status"], "paid"),
        told=f"{payment['status']} {payment['status_detail']}",
        back=payment["x_back"],
        line=line,
    )


def _count(found: Document, amount: float) -> None:
    found["transaction_amount_refunded"] = round(found["transaction_amount_refunded"] + amount, 2)
    is_whole = found["transaction_amount_refunded"] >= found["transaction_amount"]
    if is_whole:
        found |= {"status": "refunded", "status_detail": "refunded"}
    else:
        found["status_detail"] = "partially_refunded"


def secret_of(token: str) -> str:
    """The secret signature of the application that a token is of, as its panel would show it."""
    return hashlib.sha256(f"app-of-{token}".encode()).hexdigest()


def sign(secret: str, pk: str, request_id: str, deliver: str = "once") -> dict[str, str]:
    """The headers that Mercado Pago signs with; wrong or missing if told to."""
    if deliver == "unsigned":
        return {"x-request-id": request_id}
    ts = str(now() * 1000)
    key = "of somebody else" if deliver == "forged" else secret
    manifest = f"id:{pk};request-id:{request_id};ts:{ts};"
    digest = hmac.new(key.encode(), manifest.encode(), hashlib.sha256).hexdigest()
    return {"x-signature": f"ts={ts},v1={digest}", "x-request-id": request_id}


def stamp() -> str:
    brasilia = datetime.now(UTC) - timedelta(hours=3)
    return brasilia.strftime("%Y-%m-%dT%H:%M:%S.") + f"{brasilia.microsecond // 1000:03d}-03:00"


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace(" ", "+").replace("Z", "+00:00"))


def _shown(found: Document) -> Document:
    return {name: value for name, value in found.items() if not name.startswith("x_")}
