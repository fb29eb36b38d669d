"""What happens at Stripe beside its API: people pay, banks dispute, webhooks leave."""

import hashlib
import hmac
import json
from typing import Any

from simulator.gateways.boleto import line_of
from simulator.gateways.desk import Desk, Refusal, Sale, new_id, now
from simulator.gateways.notices import Letter
from simulator.psp.store import Document


class StripePayer(Desk):
    """The payer's side, and what the gateway tells of it."""

    def _known(self, what: str, account: str, pk: str) -> Document:
        found = self.get(what, account, pk)
        if found is None:
            raise Refusal(404, error(f"No such {what}: '{pk}'"))
        return found

    def _refunded(self, account: str, asked: Document) -> Document:
        intent = self._known("intent", account, asked["payment_intent"])
        charge, cents = intent.get("x_charge") or {}, int(asked["amount"])
        held = sum(one["amount"] for one in self._refunds_of(account, intent["id"], "pending"))
        if cents > charge.get("amount", 0) - charge.get("amount_refunded", 0) - held:
            raise Refusal(400, error("Refund amount is greater than unrefunded amount on charge"))
        state = "pending" if self.refunds_wait else "failed" if self.refunds_fail else "succeeded"
        refund: Document = {
            "id": new_id("re_"),
            "object": "refund",
            "amount": cents,
            "created": now(),
            "currency": "brl",
            "payment_intent": intent["id"],
            "metadata": asked.get("metadata", {}),
            "status": state,
            "failure_reason": "expired_or_canceled_card" if state == "failed" else None,
        }
        self.put("refund", account, refund["id"], refund)
        events = [("refund.updated", refund)]
        if state == "succeeded":
            self._count_refund(account, intent, cents)
            events.append(("charge.refunded", intent["x_charge"]))
        self.announce(account, events, asked)
        return refund

    def _count_refund(self, account: str, intent: Document, cents: int) -> None:
        charge = intent["x_charge"]
        charge["amount_refunded"] += cents
        charge["refunded"] = charge["amount_refunded"] >= charge["amount"]
        self.put("intent", account, intent["id"], intent)

    def _refunds_of(self, account: str, pk: str, state: str = "") -> list[Document]:
        rows = [one for one in self.every("refund", account) if one["payment_intent"] == pk]
        return [one for one in rows if not state or one["status"] == state]

    def act(self, verb: str, key: str, asked: Document) -> Any:
        account, session = self.place_of("session", key)
        if asked.get("deliver") == "lie":
            told = {**session, "status": "complete", "payment_status": "paid"}
            return self.announce(account, [("checkout.session.completed", told)], asked)
        return getattr(self, f"_{verb}")(account, session, asked)

    def _intent_of(self, account: str, session: Document) -> Document:
        if session["payment_intent"]:
            return self._known("intent", account, session["payment_intent"])
        intent: Document = {
            "id": new_id("pi_"),
            "object": "payment_intent",
            "amount": session["amount_total"],
            "amount_received": 0,
            "created": now(),
            "currency": session["currency"],
            "metadata": session["x_intent"].get("metadata", {}),
            "status": "requires_payment_method",
            "last_payment_error": None,
            "next_action": None,
        }
        session["payment_intent"] = intent["id"]
        return intent

    def _save(self, account: str, session: Document, intent: Document) -> None:
        self.put("session", account, session["id"], session)
        self.put("intent", account, intent["id"], intent)

    def _pay(self, account: str, session: Document, asked: Document) -> Document:
        if session["status"] == "expired" and not asked.get("force"):
            raise Refusal(409, {"message": "Esta página de pagamento venceu."})
        intent = self._intent_of(account, session)
        if intent["status"] == "succeeded" and not asked.get("again"):
            raise Refusal(409, {"message": "Já foi pago."})
        was_drawn = session["status"] == "complete"
        cents = int(asked.get("cents") or intent["amount"])
        intent |= {"status": "succeeded", "amount_received": cents, "next_action": None}
        intent["x_charge"] = {
            "id": new_id("ch_"),
            "object": "charge",
            "amount": cents,
            "amount_refunded": 0,
            "created": now(),
            "disputed": False,
            "payment_intent": intent["id"],
            "refunded": False,
        }
        session |= {"status": "complete", "payment_status": "paid"}
        self._save(account, session, intent)
        name = "async_payment_succeeded" if was_drawn else "completed"
        events = [("payment_intent.succeeded", intent), (f"checkout.session.{name}", session)]
        self.announce(account, events, asked)
        return intent

    def _draw(self, account: str, session: Document, asked: Document) -> Document:
        intent = self._intent_of(account, session)
        details = {
            "number": line_of(intent["amount"], session["expires_at"] + 3 * 86400, intent["id"]),
            "hosted_voucher_url": f"{self.origin}/stripe/boleto/{session['id']}",
            "expires_at": session["expires_at"] + 3 * 86400,
        }
        action = {"type": "boleto_display_details", "boleto_display_details": details}
        intent |= {"status": "requires_action", "next_action": action}
        session |= {"status": "complete"}
        self._save(account, session, intent)
        self.announce(account, [("checkout.session.completed", session)], asked)
        return intent

    def _refuse(self, account: str, session: Document, asked: Document) -> Document:
        intent = self._intent_of(account, session)
        intent |= {"last_payment_error": {"code": "card_declined"}}
        self._save(account, session, intent)
        self.announce(account, [("payment_intent.payment_failed", intent)], asked)
        return intent

    def _expire(self, account: str, session: Document, asked: Document) -> Document:
        session |= {"status": "expired", "url": None}
        self.put("session", account, session["id"], session)
        self.announce(account, [("checkout.session.expired", session)], asked)
        return session

    def _refund(self, account: str, session: Document, asked: Document) -> Document:
        """Somebody refunds it in Stripe's own dashboard."""
        intent = self._known("intent", account, session["payment_intent"])
        left = intent["x_charge"]["amount"] - intent["x_charge"]["amount_refunded"]
        told = {"payment_intent": intent["id"], "amount": asked.get("cents") or left}
        return self._refunded(account, {**asked, **told})

    def _finish(self, account: str, session: Document, asked: Document) -> Document:
        """Refunds on their way arrive."""
        intent = self._known("intent", account, session["payment_intent"])
        for refund in self._refunds_of(account, intent["id"], "pending"):
            refund["status"] = "succeeded"
            self.put("refund", account, refund["id"], refund)
            self._count_refund(account, intent, refund["amount"])
            self.announce(account, [("refund.updated", refund)], asked)
        return intent

    def _dispute(self, account: str, session: Document, asked: Document) -> Document:
        intent = self._known("intent", account, session["payment_intent"])
        intent["x_charge"]["disputed"] = True
        self.put("intent", account, intent["id"], intent)
        dispute: Document = {
            "id": new_id("du_"),
            "object": "dispute",
            "amount": intent["x_charge"]["amount"],
            "payment_intent": intent["id"],
            "status": "needs_response",
        }
        self.put("dispute", account, dispute["id"], dispute)
        self.announce(account, [("charge.dispute.created", dispute)], asked)
        return dispute

    def _win(self, account: str, session: Document, asked: Document) -> Document:
        rows = self.every("dispute", account)
        dispute = next(one for one in rows if one["payment_intent"] == session["payment_intent"])
        dispute["status"] = "won"
        self.put("dispute", account, dispute["id"], dispute)
        self.announce(account, [("charge.dispute.closed", dispute)], asked)
        return dispute

    def announce(self, account: str, events: list[tuple[str, Document]], asked: Document) -> None:
        letters = []
        for kind, thing in events:
            event = {
                "id": new_id("evt_"),
                "object": "event",
                "type": kind,
                "created": now(),
                "data": {"object": {k: v for k, v in thing.items() if not k.startswith("x_")}},
            }
            body = json.dumps(event, ensure_ascii=False)
            letters += [
                Letter(one["url"], body, sign(body, one["secret"], str(asked.get("deliver"))))
                for one in self.every("endpoint", account)
            ]
        self.tell(letters, asked)

    def sales(self) -> list[Sale]:
        return [self._sale(one) for one in self.every("session")[::-1]]

    def _sale(self, session: Document) -> Sale:
        is_over = session["status"] == "expired" or session["expires_at"] < now()
        state = "paid" if session["payment_status"] == "paid" else "over" if is_over else "open"
        if session["status"] == "complete" and state == "over":
            state = "open"
        line = ""
        if session["payment_intent"]:
            _account, intent = self.place_of("intent", session["payment_intent"])
            action = intent.get("next_action") or {}
            line = action.get("boleto_display_details", {}).get("number", "")
        return Sale(
            key=session["id"],
            title=session["x_title"],
            cents=session["amount_total"],
            method=session["payment_method_types"][0],
            state=state,
            told=f"{session['status']} / {session['payment_status']}",
            back=session["success_url"] or "",
            line=line,
            is_drawn=bool(line) or state == "paid",
        )


def sign(body: str, secret: str, deliver: str = "once") -> dict[str, str]:
    """The header that Stripe signs with; wrong or missing if told to."""
    if deliver == "unsigned":
        return {}
    stamp = str(now())
    key = "whsec_of_somebody_else" if deliver == "forged" else secret
    digest = hmac.new(key.encode(), f"{stamp}.{body}".encode(), hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={stamp},v1={digest}"}


def error(message: str) -> Document:
    return {"error": {"message": message, "type": "invalid_request_error"}}
