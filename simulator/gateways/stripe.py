"""Stripe as its library speaks to it: forms with brackets in, objects out, signed events."""

import re
from urllib.parse import parse_qsl

from simulator.gateways.desk import Call, Refusal, Route, new_id, now
from simulator.gateways.stripe_payer import StripePayer, error
from simulator.psp.store import Document


class Stripe(StripePayer):
    name, title = "stripe", "Stripe de mentira"

    def routes(self) -> list[Route]:
        return [
            ("POST", r"/v1/checkout/sessions", self.create_session),
            ("GET", r"/v1/checkout/sessions/([^/]+)", self.session),
            ("POST", r"/v1/checkout/sessions/([^/]+)/expire", self.expire_session),
            ("GET", r"/v1/payment_intents", self.intents),
            ("GET", r"/v1/payment_intents/([^/]+)", self.intent),
            ("POST", r"/v1/payment_intents/([^/]+)/cancel", self.cancel_intent),
            ("POST", r"/v1/refunds", self.create_refund),
            ("GET", r"/v1/refunds", self.refunds),
            ("GET", r"/v1/disputes", self.disputes),
            ("GET", r"/v1/balance", self.balance),
            ("GET", r"/v1/payment_method_configurations", self.methods),
            ("GET", r"/v1/webhook_endpoints", self.endpoints),
            ("POST", r"/v1/webhook_endpoints", self.create_endpoint),
            ("POST", r"/v1/webhook_endpoints/([^/]+)", self.endpoint),
            ("DELETE", r"/v1/webhook_endpoints/([^/]+)", self.delete_endpoint),
        ]

    def account_of(self, call: Call) -> str:
        key = str(call.headers.get("Authorization", "")).removeprefix("Bearer ").strip()
        if not re.match(r"(sk|rk)_(test|live)_", key) or "wrong" in key:
            raise Refusal(401, error(f"Invalid API Key provided: {key[:8]}****"))
        self.know(key)
        return key

    def read(self, content: bytes) -> Document:
        """Read `a[b][0]=c` as {"a": {"b": {"0": "c"}}}."""
        found: Document = {}
        for name, value in parse_qsl(content.decode(), keep_blank_values=True):
            at, (first, *rest) = found, re.findall(r"[^\[\]]+", name)
            for part in rest:
                at, first = at.setdefault(first, {}), part
            at[first] = value
        return found

    # --- Sessions ----------------------------------------------------------------------------
    def create_session(self, call: Call) -> Document:
        key = str(call.headers.get("Idempotency-Key", ""))
        return self.once(call, key, lambda: self._made(call))

    def _made(self, call: Call) -> Document:
        asked = call.body
        item = asked["line_items"]["0"]
        cents = int(item["price_data"]["unit_amount"]) * int(item.get("quantity", 1))
        until = int(asked.get("expires_at", now() + 86400))
        if not 1800 <= until - now() <= 86400:
            raise Refusal(400, error("`expires_at` must be 30 minutes to 24 hours from now."))
        session: Document = {
            "id": new_id("cs_test_", 40),
            "object": "checkout.session",
            "amount_total": cents,
            "client_reference_id": asked.get("client_reference_id"),
            "currency": item["price_data"]["currency"],
            "customer_email": asked.get("customer_email"),
            "expires_at": until,
            "created": now(),
            "livemode": "_live_" in call.account,
            "metadata": asked.get("metadata", {}),
            "payment_intent": None,
            "payment_method_types": list(asked.get("payment_method_types", {}).values()),
            "payment_status": "unpaid",
            "status": "open",
            "mode": "payment",
            "success_url": asked.get("success_url"),
            "x_intent": asked.get("payment_intent_data", {}),
            "x_title": item["price_data"]["product_data"]["name"],
        }
        session["url"] = f"{self.origin}/stripe/pagar/{session['id']}"
        self.put("session", call.account, session["id"], session)
        return session

    def session(self, call: Call, pk: str) -> Document:
        found = self._known("session", call.account, pk)
        if found["status"] == "open" and found["expires_at"] < now():
            found["status"], found["url"] = "expired", None
        pk = found["payment_intent"]
        if pk and "expand" in call.query_text:
            found["payment_intent"] = self._whole(call.account, pk)
        return found

    def expire_session(self, call: Call, pk: str) -> Document:
        session = self._known("session", call.account, pk)
        if session["status"] != "open":
            raise Refusal(400, error("Only Checkout Sessions that are open can be expired."))
        session |= {"status": "expired", "url": None}
        self.put("session", call.account, pk, session)
        self.announce(call.account, [("checkout.session.expired", session)], {})
        return session

    # --- Payments ----------------------------------------------------------------------------
    def intent(self, call: Call, pk: str) -> Document:
        return self._whole(call.account, pk)

    def intents(self, call: Call) -> Document:
        return _list([self._whole(call.account, one["id"]) for one in self._in(call)])

    def _in(self, call: Call) -> list[Document]:
        since = int(call.query.get("created[gte]", 0))
        until = int(call.query.get("created[lt]", 2**40))
        rows = self.every("intent", call.account)
        return [one for one in rows if since <= one["created"] < until][::-1]

    def _whole(self, account: str, pk: str) -> Document:
        intent = self._known("intent", account, pk)
        charge = intent.pop("x_charge", None)
        return {**intent, "latest_charge": charge}

    def cancel_intent(self, call: Call, pk: str) -> Document:
        intent = self._known("intent", call.account, pk)
        if intent["status"] == "succeeded":
            raise Refusal(400, error("This PaymentIntent has already succeeded."))
        intent |= {"status": "canceled", "next_action": None}
        self.put("intent", call.account, pk, intent)
        self.announce(call.account, [("payment_intent.canceled", intent)], {})
        return self._whole(call.account, pk)

    def create_refund(self, call: Call) -> Document:
        key = str(call.headers.get("Idempotency-Key", ""))
        return self.once(call, key, lambda: self._refunded(call.account, call.body))

    def refunds(self, call: Call) -> Document:
        return _list(self._refunds_of(call.account, call.query.get("payment_intent", "")))

    def disputes(self, call: Call) -> Document:
        pk = call.query.get("payment_intent")
        rows = self.every("dispute", call.account)
        return _list([one for one in rows if one["payment_intent"] == pk])

    # --- The account -------------------------------------------------------------------------
    def balance(self, call: Call) -> Document:
        is_live = "_live_" in call.account
        available = [{"amount": 0, "currency": "brl"}]
        return {"object": "balance", "available": available, "livemode": is_live}

    def methods(self, call: Call) -> Document:
        is_off = "nopix" in call.account
        config = {
            "id": "pmc_1",
            "object": "payment_method_configuration",
            "is_default": True,
            "pix": {"available": not is_off},
            "boleto": {"available": True},
        }
        return _list([config])

    def endpoints(self, call: Call) -> Document:
        rows = self.every("endpoint", call.account)
        return _list([{**one, "secret": None} for one in rows])

    def create_endpoint(self, call: Call) -> Document:
        made: Document = {
            "id": new_id("we_"),
            "object": "webhook_endpoint",
            "url": call.body["url"],
            "enabled_events": list(call.body["enabled_events"].values()),
            "secret": new_id("whsec_", 32),
            "status": "enabled",
        }
        self.put("endpoint", call.account, made["id"], made)
        return made

    def endpoint(self, call: Call, pk: str) -> Document:
        return self._known("endpoint", call.account, pk)

    def delete_endpoint(self, call: Call, pk: str) -> Document:
        self.store.drop(self.kind("endpoint"), call.account, pk)
        return {"id": pk, "object": "webhook_endpoint", "deleted": True}


def _list(rows: list[Document]) -> Document:
    return {"object": "list", "data": rows, "has_more": False, "url": "/v1"}
