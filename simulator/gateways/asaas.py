"""Asaas: customers, payments, refunds and a webhook with a token, one event after another."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from simulator.gateways.boleto import barcode_of, line_of
from simulator.gateways.desk import Call, Desk, Refusal, Route, Sale, new_id, now
from simulator.gateways.notices import Letter
from simulator.psp import codes
from simulator.psp.store import Document

PAID = ("CONFIRMED", "RECEIVED")
METHODS = {"PIX": "pix", "CREDIT_CARD": "card", "BOLETO": "boleto"}


class Asaas(Desk):
    name, title = "asaas", "Asaas de mentira"

    def routes(self) -> list[Route]:
        return [
            ("POST", r"/customers", self.create_customer),
            ("GET", r"/customers", self.customers),
            ("POST", r"/payments", self.create_payment),
            ("GET", r"/payments", self.payments),
            ("GET", r"/payments/([^/]+)", self.payment),
            ("DELETE", r"/payments/([^/]+)", self.delete_payment),
            ("GET", r"/payments/([^/]+)/pixQrCode", self.pix),
            ("GET", r"/payments/([^/]+)/identificationField", self.line),
            ("POST", r"/payments/([^/]+)/refund", self.create_refund),
            ("GET", r"/payments/([^/]+)/refunds", self.refunds),
            ("GET", r"/finance/balance", lambda _call: {"balance": 0}),
            ("GET", r"/pix/addressKeys", self.keys),
            ("GET", r"/webhooks", self.webhooks),
            ("POST", r"/webhooks", self.create_webhook),
            ("PUT", r"/webhooks/([^/]+)", self.update_webhook),
        ]

    def account_of(self, call: Call) -> str:
        key = str(call.headers.get("access_token", ""))
        if not key.startswith("$aact_") or "wrong" in key:
            raise Refusal(401, _error("invalid_access_token", "A chave de API não é válida."))
        if not call.headers.get("User-Agent"):
            raise Refusal(400, _error("invalid_user_agent", "Informe o User-Agent."))
        self.know(key)
        return key

    # --- Customers ---------------------------------------------------------------------------
    def create_customer(self, call: Call) -> Document:
        if not call.body.get("name") or not call.body.get("cpfCnpj"):
            raise Refusal(400, _error("invalid_cpfCnpj", "O CPF/CNPJ informado é inválido."))
        made = {"object": "customer", "id": new_id("cus_", 12), **call.body}
        self.put("customer", call.account, made["id"], made)
        return made

    def customers(self, call: Call) -> Document:
        wanted = call.query.get("externalReference")
        rows = self.every("customer", call.account)
        return _list([one for one in rows if one.get("externalReference") == wanted])

    # --- Payments ----------------------------------------------------------------------------
    def create_payment(self, call: Call) -> Document:
        asked = call.body
        if self.get("customer", call.account, asked.get("customer", "")) is None:
            raise Refusal(400, _error("invalid_customer", "Customer inválido ou não informado."))
        if asked["billingType"] == "PIX" and "nopix" in call.account:
            raise Refusal(400, _error("invalid_billingType", "Não há chave Pix cadastrada."))
        pk = new_id("pay_", 16)
        made: Document = {
            "object": "payment",
            "id": pk,
            "dateCreated": _today(),
            "customer": asked["customer"],
            "status": "PENDING",
            "value": asked["value"],
            "netValue": round(asked["value"] - 0.99, 2),
            "billingType": asked["billingType"],
            "dueDate": asked["dueDate"],
            "description": asked.get("description", ""),
            "externalReference": asked.get("externalReference"),
            "invoiceUrl": f"{self.origin}/asaas/pagar/{pk}",
            "bankSlipUrl": None,
            "deleted": False,
            "paymentDate": None,
            "chargeback": None,
            "refunds": None,
            "x_back": (asked.get("callback") or {}).get("successUrl", ""),
        }
        if asked["billingType"] == "BOLETO":
            made["bankSlipUrl"] = f"{self.origin}/asaas/boleto/{pk}"
        self.put("payment", call.account, pk, made, at=datetime.now(UTC).isoformat())
        self.announce(call.account, made, "PAYMENT_CREATED", {})
        return _shown(made)

    def payments(self, call: Call) -> Document:
        rows = [_shown(one) for one in self.every("payment", call.account) if not one["deleted"]]
        if wanted := call.query.get("externalReference"):
            rows = [one for one in rows if one["externalReference"] == wanted]
        since, until = call.query.get("dateCreated[ge]", ""), call.query.get("dateCreated[le]", "9")
        rows = [one for one in rows if since <= one["dateCreated"] <= until]
        start, size = int(call.query.get("offset", 0)), int(call.query.get("limit", 10))
        page = rows[start : start + size]
        return {**_list(page), "hasMore": start + size < len(rows), "totalCount": len(rows)}

    def _known(self, account: str, pk: str) -> Document:
        found = self.get("payment", account, pk)
        if found is None:
            raise Refusal(404, _error("not_found", "Cobrança não encontrada."))
        return found

    def payment(self, call: Call, pk: str) -> Document:
        return _shown(self._known(call.account, pk))

    def delete_payment(self, call: Call, pk: str) -> Document:
        found = self._known(call.account, pk)
        if found["status"] not in ("PENDING", "OVERDUE"):
            raise Refusal(400, _error("invalid_action", "Esta cobrança não pode ser removida."))
        found["deleted"] = True
        self.put("payment", call.account, pk, found)
        self.announce(call.account, found, "PAYMENT_DELETED", {})
        return {"deleted": True, "id": pk}

    def pix(self, call: Call, pk: str) -> Document:
        found = self._known(call.account, pk)
        code = codes.write(f"{self.origin.split('://')[1]}/aa/{pk}")
        return {
            "encodedImage": "",
            "payload": code,
            "expirationDate": f"{found['dueDate']} 23:59:59",
        }

    def line(self, call: Call, pk: str) -> Document:
        found = self._known(call.account, pk)
        cents, due = round(found["value"] * 100), now() + 3 * 86400
        line, code = line_of(cents, due, pk), barcode_of(cents, due, pk)
        return {"identificationField": line, "nossoNumero": "1", "barCode": code}

    def create_refund(self, call: Call, pk: str) -> Document:
        found = self._known(call.account, pk)
        cents = round(call.body.get("value", found["value"]) * 100)
        said = call.body.get("description", "")
        return _shown(self._refunded(call.account, found, cents, said, {}))

    def _refunded(
        self, account: str, found: Document, cents: int, said: str, asked: Document
    ) -> Document:
        rows = self._refunds_of(account, found["id"])
        gone = sum(round(one["value"] * 100) for one in rows if one["status"] != "CANCELLED")
        if (
            found["status"] not in (*PAID, "PARTIALLY_REFUNDED")
            or cents > round(found["value"] * 100) - gone
        ):
            raise Refusal(400, _error("invalid_value", "O valor do estorno não está disponível."))
        state = "PENDING" if self.refunds_wait else "CANCELLED" if self.refunds_fail else "DONE"
        row = {"dateCreated": datetime.now(UTC).isoformat(), "status": state, "value": cents / 100}
        refunds = {"rows": [*rows, {**row, "description": said}]}
        self.put("refunds", account, found["id"], refunds)
        return self._count(account, found, asked)

    def _count(self, account: str, found: Document, asked: Document) -> Document:
        rows = self._refunds_of(account, found["id"])
        done = sum(round(one["value"] * 100) for one in rows if one["status"] == "DONE")
        found["refunds"] = rows
        event = "PAYMENT_REFUND_IN_PROGRESS"
        if done >= round(found["value"] * 100):
            found["status"], event = "REFUNDED", "PAYMENT_REFUNDED"
        elif done:
            event = "PAYMENT_PARTIALLY_REFUNDED"
        self.put("payment", account, found["id"], found)
        self.announce(account, found, event, asked)
        return found

    def _refunds_of(self, account: str, pk: str) -> list[Document]:
        return list((self.get("refunds", account, pk) or {"rows": []})["rows"])

    def refunds(self, call: Call, pk: str) -> Document:
        return _list(self._refunds_of(call.account, pk))

    # --- The account -------------------------------------------------------------------------
    def keys(self, call: Call) -> Document:
        return _list([] if "nopix" in call.account else [{"id": "k", "status": "ACTIVE"}])

    def webhooks(self, call: Call) -> Document:
        return _list(self.every("webhook", call.account))

    def create_webhook(self, call: Call) -> Document:
        if not 32 <= len(call.body.get("authToken", "")) <= 255:
            raise Refusal(400, _error("invalid_authToken", "O token deve ter de 32 a 255 letras."))
        made = {"id": new_id("wh_", 12), **call.body}
        self.put("webhook", call.account, made["id"], made)
        return made

    def update_webhook(self, call: Call, pk: str) -> Document:
        found = self.get("webhook", call.account, pk)
        if found is None:
            raise Refusal(404, _error("not_found", "Webhook não encontrado."))
        found |= call.body
        self.put("webhook", call.account, pk, found)
        return found

    # --- What happens on the other side ------------------------------------------------------
    def act(self, verb: str, key: str, asked: Document) -> Any:
        account, found = self.place_of("payment", key)
        if asked.get("deliver") == "lie":
            told = {**found, "status": "RECEIVED"}
            return self.announce(account, told, "PAYMENT_RECEIVED", asked)
        return getattr(self, f"_{verb}")(account, found, asked)

    def _pay(self, account: str, found: Document, asked: Document) -> Document:
        if (found["status"] in PAID or found["deleted"]) and not asked.get("force"):
            raise Refusal(409, {"message": "Esta cobrança não pode mais ser paga."})
        if cents := asked.get("cents"):
            found["value"] = cents / 100
        found |= {"paymentDate": _today(), "deleted": False}
        self._to(account, found, "CONFIRMED", "PAYMENT_CONFIRMED", asked)
        if found["billingType"] != "CREDIT_CARD":
            self._to(account, found, "RECEIVED", "PAYMENT_RECEIVED", asked)
        return found

    def _to(self, account: str, found: Document, status: str, event: str, asked: Document) -> Any:
        found["status"] = status or found["status"]
        self.put("payment", account, found["id"], found)
        self.announce(account, found, event, asked)
        return found

    def _refuse(self, account: str, found: Document, asked: Document) -> Any:
        event = "PAYMENT_CREDIT_CARD_CAPTURE_REFUSED"
        return self._to(account, found, "", event, asked)

    def _expire(self, account: str, found: Document, asked: Document) -> Any:
        return self._to(account, found, "OVERDUE", "PAYMENT_OVERDUE", asked)

    def _refund(self, account: str, found: Document, asked: Document) -> Any:
        """Somebody refunds it in Asaas's own panel."""
        cents = asked.get("cents") or round(found["value"] * 100)
        return self._refunded(account, found, cents, "pelo painel", asked)

    def _finish(self, account: str, found: Document, asked: Document) -> Any:
        rows = self._refunds_of(account, found["id"])
        done = [{**one, "status": "DONE"} if one["status"] == "PENDING" else one for one in rows]
        self.put("refunds", account, found["id"], {"rows": done})
        return self._count(account, found, asked)

    def _dispute(self, account: str, found: Document, asked: Document) -> Any:
        found["chargeback"] = {"id": new_id("cb_", 10), "status": "REQUESTED"}
        event = "PAYMENT_CHARGEBACK_REQUESTED"
        return self._to(account, found, "CHARGEBACK_REQUESTED", event, asked)

    def _win(self, account: str, found: Document, asked: Document) -> Any:
        found["chargeback"]["status"] = "REVERSED"
        return self._to(account, found, "RECEIVED", "PAYMENT_UPDATED", asked)

    def announce(self, account: str, found: Document, event: str, asked: Document) -> None:
        told = {
            "id": f"{new_id('evt_', 20)}&{now() % 10**6}",
            "event": event,
            "dateCreated": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S"),
            "payment": _shown(found),
        }
        letters = []
        for one in self.every("webhook", account):
            token = {"forged": "x" * 40}.get(str(asked.get("deliver")), str(one["authToken"]))
            headers = {} if asked.get("deliver") == "unsigned" else {"asaas-access-token": token}
            letters.append(Letter(one["url"], json.dumps(told), headers))
        self.tell(letters, asked)

    def sales(self) -> list[Sale]:
        return [self._sale(one) for one in self.every("payment")[::-1]]

    def _sale(self, found: Document) -> Sale:
        is_over = found["deleted"] or found["status"] == "OVERDUE"
        cents, method = round(found["value"] * 100), METHODS[found["billingType"]]
        line = line_of(cents, now() + 3 * 86400, found["id"]) if method == "boleto" else ""
        return Sale(
            key=found["id"],
            title=found["description"],
            cents=cents,
            method=method,
            state="over" if is_over else "open" if found["status"] == "PENDING" else "paid",
            told=found["status"],
            back=found["x_back"],
            line=line,
        )


def _today() -> str:
    return (datetime.now(UTC) - timedelta(hours=3)).strftime("%Y-%m-%d")


def _error(code: str, text: str) -> Document:
    return {"errors": [{"code": code, "description": text}]}


def _list(rows: list[Document]) -> Document:
    total = len(rows)
    return {"object": "list", "hasMore": False, "totalCount": total, "limit": 10, "data": rows}


def _shown(found: Document) -> Document:
    return {name: value for name, value in found.items() if not name.startswith("x_")}
