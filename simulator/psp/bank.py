"""What a business's software may ask of the bank: the API Pix, without HTTP."""

import re
import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from simulator.psp import codes
from simulator.psp.notices import Notices
from simulator.psp.problems import Problem
from simulator.psp.store import Document, Store

TXID = re.compile(r"[A-Za-z0-9]{26,35}\Z")
REFUND_ID = re.compile(r"[A-Za-z0-9]{1,35}\Z")
AMOUNT = re.compile(r"\d{1,10}\.\d{2}\Z")
TOKEN_SECONDS = 3600
SCOPES = "cob.write cob.read pix.write pix.read webhook.write webhook.read"
REMOVED = "REMOVIDA_PELO_USUARIO_RECEBEDOR"


class Bank:
    """Accounts, charges, Pix, refunds and webhooks. `origin` is where its own pages stand."""

    def __init__(self, store: Store, notices: Notices, origin: str) -> None:
        self.store, self.notices, self.origin = store, notices, origin
        self.refunds_wait_seconds = 0.0  # until a refund is final; less than zero: it never is
        self.refunds_fail = False

    # --- Signing in --------------------------------------------------------------------------
    def sign_in(self, client_id: str, secret: str) -> Document:
        """The first sign-in opens the account; after it only the same secret is right."""
        known = self.store.get("account", "", client_id)
        if known is None and client_id and secret:
            known = {"secret": secret}
            self.store.put("account", "", client_id, known)
        if known is None or not secrets.compare_digest(known["secret"], secret):
            raise Problem(401, "AcessoNegado", "Credenciais inválidas.")
        token = secrets.token_urlsafe(24)
        until = time.time() + TOKEN_SECONDS
        self.store.put("token", "", token, {"account": client_id, "until": until})
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": SCOPES,
        }

    def account_of(self, header: str) -> str:
        known = self.store.get("token", "", header.removeprefix("Bearer ").strip())
        if known is None or known["until"] < time.time():
            raise Problem(401, "AcessoNegado", "Token inválido ou vencido.")
        return str(known["account"])

    def forget_tokens(self) -> None:
        """Every token is void from now on, as when the bank rolls its keys."""
        self.store.drop_all("token")

    # --- Charges -----------------------------------------------------------------------------
    def create_charge(self, account: str, txid: str, asked: Any) -> Document:
        if not TXID.match(txid):
            raise _invalid("Cob", ("txid", "O txid não tem de 26 a 35 letras e números."))
        amount, key = _amount_of(asked), str(asked.get("chave", ""))
        if not key:
            raise _invalid("Cob", ("cob.chave", "A chave é obrigatória."))
        seconds = asked.get("calendario", {}).get("expiracao", 86400)
        if not isinstance(seconds, int) or not 1 <= seconds <= 2**31 - 1:
            raise _invalid("Cob", ("cob.calendario.expiracao", "A expiração não é válida."))
        with self.store.step():
            if self.store.get("cob", account, txid):
                raise _invalid("Cob", ("txid", "Já existe uma cobrança com este txid."))
            location = f"{self.origin.split('://')[1]}/qr/v2/{secrets.token_hex(8)}"
            charge: Document = {
                "calendario": {"criacao": now(), "expiracao": seconds},
                "txid": txid,
                "revisao": 0,
                "loc": {
                    "id": int(time.time() * 1000) % 10**9,
                    "location": location,
                    "tipoCob": "cob",
                },
                "location": location,
                "status": "ATIVA",
                "valor": {"original": amount},
                "chave": key,
                "pixCopiaECola": codes.write(location),
            }
            for name in ("devedor", "solicitacaoPagador", "infoAdicionais"):
                if name in asked:
                    charge[name] = asked[name]
            self.store.put("cob", account, txid, charge, at=charge["calendario"]["criacao"])
            self.store.put("loc", "", location, {"account": account, "txid": txid})
        return charge

    def charge(self, account: str, txid: str) -> Document:
        found = self.store.get("cob", account, txid)
        if found is None:
            raise Problem(404, "CobNaoEncontrada", "Não há cobrança com este txid.")
        received = [one for one in self.store.every("pix", account) if one.get("txid") == txid]
        return {**found, "pix": received} if received else found

    def revise_charge(self, account: str, txid: str, asked: Any) -> Document:
        with self.store.step():
            found = self.charge(account, txid)
            if found["status"] != "ATIVA" or asked.get("status") != REMOVED:
                raise _invalid("Cob", ("cob.status", "A cobrança não pode ser removida."))
            found |= {"status": REMOVED, "revisao": found["revisao"] + 1}
            self.store.put("cob", account, txid, found)
        return found

    # --- What was received -------------------------------------------------------------------
    def pix(self, account: str, e2eid: str) -> Document:
        found = self.store.get("pix", account, e2eid)
        if found is None:
            raise Problem(404, "PixNaoEncontrado", "Não há Pix com este endToEndId.")
        return found

    def pix_list(self, account: str, query: dict[str, str]) -> Document:
        since, until = query.get("inicio", ""), query.get("fim", "")
        if not since or not until:
            raise _invalid("Pix", ("inicio", "Informe inicio e fim."))
        rows = self.store.every("pix", account, since=_plain(since), until=_plain(until))
        size = min(int(query.get("paginacao.itensPorPagina", 100)), 1000)
        page = int(query.get("paginacao.paginaAtual", 0))
        return {
            "parametros": {
                "inicio": since,
                "fim": until,
                "paginacao": {
                    "paginaAtual": page,
                    "itensPorPagina": size,
                    "quantidadeDePaginas": max(1, -(-len(rows) // size)),
                    "quantidadeTotalDeItens": len(rows),
                },
            },
            "pix": rows[page * size : (page + 1) * size],
        }

    def refund(self, account: str, e2eid: str, refund_id: str, asked: Any) -> Document:
        """Send money back. The same id and amount is the same refund."""
        if not REFUND_ID.match(refund_id) or not AMOUNT.match(str(asked.get("valor", ""))):
            raise _invalid("PixDevolucao", ("pixDevolucao.valor", "Id ou valor inválido."))
        with self.store.step():
            pix = self.pix(account, e2eid)
            known = next((one for one in pix.get("devolucoes", []) if one["id"] == refund_id), None)
            if known and known["valor"] != asked["valor"]:
                raise _invalid("PixDevolucao", ("id", "Este id já devolveu outro valor."))
            if known:
                return known
            gone = sum(_cents(one["valor"]) for one in _kept(pix.get("devolucoes", [])))
            if gone + _cents(asked["valor"]) > _cents(pix["valor"]) or asked["valor"] == "0.00":
                raise _invalid("PixDevolucao", ("pixDevolucao.valor", "Passa do valor recebido."))
            made = {
                "id": refund_id,
                "rtrId": f"D{secrets.token_hex(15)}",
                "valor": asked["valor"],
                "horario": {"solicitacao": now()},
                "status": "EM_PROCESSAMENTO",
            }
            pix.setdefault("devolucoes", []).append(made)
            self.store.put("pix", account, e2eid, pix)
        if self.refunds_wait_seconds == 0:
            made = self.settle_refund(account, e2eid, refund_id)
        return made

    def refund_of(self, account: str, e2eid: str, refund_id: str) -> Document:
        pix = self.pix(account, e2eid)
        known = next((one for one in pix.get("devolucoes", []) if one["id"] == refund_id), None)
        if known is None:
            raise Problem(404, "PixDevolucaoNaoEncontrada", "Não há devolução com este id.")
        if known["status"] == "EM_PROCESSAMENTO" and self.refunds_wait_seconds > 0:
            asked = datetime.fromisoformat(known["horario"]["solicitacao"])
            if datetime.now(UTC) > asked + timedelta(seconds=self.refunds_wait_seconds):
                return self.settle_refund(account, e2eid, refund_id)
        return known

    def settle_refund(self, account: str, e2eid: str, refund_id: str) -> Document:
        """Bring a refund to its end, and tell."""
        with self.store.step():
            pix = self.pix(account, e2eid)
            made = next(one for one in pix["devolucoes"] if one["id"] == refund_id)
            made["status"] = "NAO_REALIZADO" if self.refunds_fail else "DEVOLVIDO"
            if self.refunds_fail:
                made["motivo"] = "Saldo insuficiente."
            made["horario"]["liquidacao"] = now()
            self.store.put("pix", account, e2eid, pix)
        self.tell(account, pix.get("chave", ""), [pix])
        return made

    # --- Webhooks ----------------------------------------------------------------------------
    def register(self, account: str, key: str, asked: Any) -> Document:
        url = str(asked.get("webhookUrl", ""))
        if not url.startswith(("https://", "http://")):
            raise _invalid("Webhook", ("webhook.webhookUrl", "O endereço não é válido."))
        self.store.put("webhook", account, key, {"webhookUrl": url, "chave": key, "criacao": now()})
        return {}

    def registered(self, account: str, key: str) -> Document:
        found = self.store.get("webhook", account, key)
        if found is None:
            raise Problem(404, "WebhookNaoEncontrado", "Não há webhook para esta chave.")
        return found

    def unregister(self, account: str, key: str) -> None:
        self.registered(account, key)
        self.store.drop("webhook", account, key)

    def tell(self, account: str, key: str, pix: list[Document], *, in_seconds: float = 0) -> None:
        """Post what happened to the key's webhook, if there is one. Only Pix with a txid."""
        hook = self.store.get("webhook", account, key)
        told = [one for one in pix if one.get("txid")]
        if hook and told:
            self.notices.post(hook["webhookUrl"], {"pix": told}, in_seconds=in_seconds)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _plain(moment: str) -> str:
    """A time of a query in the form in which times are kept."""
    try:
        found = datetime.fromisoformat(moment.replace(" ", "+"))
    except ValueError:
        raise _invalid("Pix", ("inicio", "A data não é válida.")) from None
    return found.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _amount_of(asked: Any) -> str:
    amount = str(asked.get("valor", {}).get("original", ""))
    if not AMOUNT.match(amount) or _cents(amount) == 0:
        raise _invalid("Cob", ("cob.valor.original", "O valor não é válido."))
    return amount


def _cents(amount: str) -> int:
    return int(amount.replace(".", ""))


def _kept(refunds: list[Document]) -> list[Document]:
    return [one for one in refunds if one["status"] != "NAO_REALIZADO"]


def _invalid(what: str, *violations: tuple[str, str]) -> Problem:
    return Problem(400, f"{what}OperacaoInvalida", violations[0][1], *violations)
