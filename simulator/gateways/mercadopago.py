"""Mercado Pago as its library speaks to it: payments, preferences, refunds, signed pointers."""

from datetime import UTC, datetime
from typing import Any

from simulator.gateways.boleto import barcode_of, line_of
from simulator.gateways.desk import Call, Refusal, Route, new_id, now
from simulator.gateways.mercadopago_payer import OWNER, MercadoPagoPayer, shown, stamp
from simulator.psp import codes
from simulator.psp.store import Document


class MercadoPago(MercadoPagoPayer):
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
        token = str(call.headers.get("Authorization", "")).removeprefix("Bearer ").strip()
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
        return shown(self.once(call, key, lambda: self._made(call.account, call.body)))

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

    def payment(self, call: Call, pk: str) -> Document:
        return shown(self._known(call.account, pk))

    def search(self, call: Call) -> Document:
        rows = [shown(one) for one in self.every("payment", call.account)]
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
        return shown(found)

    def create_refund(self, call: Call, pk: str) -> Document:
        key = call.headers.get("X-Idempotency-Key", "")
        amount = call.body.get("amount")
        return self.once(call, key, lambda: self._refunded(call.account, pk, amount, {}))

    def refunds(self, call: Call, pk: str) -> Any:
        return self._known(call.account, pk)["refunds"]

    # --- Preferences: a page on which a card is paid -----------------------------------------
    def create_preference(self, call: Call) -> Document:
        key = call.headers.get("X-Idempotency-Key", "")
        return shown(self.once(call, key, lambda: self._preferred(call.account, call.body)))

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
        return shown(found)

    def update_preference(self, call: Call, pk: str) -> Document:
        found: Document = self.preference(call, pk) | call.body
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


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace(" ", "+").replace("Z", "+00:00"))
