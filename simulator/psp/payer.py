"""What happens on the other side: somebody pays a code, in every way in which that goes wrong."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from simulator.psp import codes
from simulator.psp.bank import Bank, now
from simulator.psp.problems import Problem
from simulator.psp.store import Document

OTHER_KEY = "00000000-0000-4000-8000-000000000000"


class Payer:
    """Pays charges of a bank, and has its webhooks come late, twice, never, or lying."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank

    def find(self, text: str) -> tuple[str, Document]:
        """Return (account, charge) of a pasted code or a txid. Raises Problem."""
        location = codes.location_in(text)
        place = self.bank.store.get("loc", "", location) if location else None
        if place is None:
            for charge in self.bank.store.every("cob"):
                if charge["txid"] == text.strip():
                    place = self.bank.store.get("loc", "", charge["location"])
        if place is None:
            raise Problem(404, "CobNaoEncontrada", "Este código Pix não é deste banco.")
        return place["account"], self.bank.charge(place["account"], place["txid"])

    def pay(self, text: str, asked: Document) -> Document:
        """Pay. `asked` may hold valor, chave, txid, delay (seconds), deliver (once, twice, never,
        lie), and force (pay what is expired or removed, as a slow bank does).
        """
        account, charge = self.find(text)
        if not asked.get("force"):
            _check_payable(charge)
        pix = _pix_of(charge, asked)
        deliver, delay = asked.get("deliver", "once"), float(asked.get("delay", 0))
        if deliver == "lie":
            self.bank.tell(account, charge["chave"], [pix])
            return pix
        with self.bank.store.step():
            self.bank.store.put("pix", account, pix["endToEndId"], pix, at=pix["horario"])
            if pix["txid"] == charge["txid"]:
                self._conclude(account, charge["txid"], asked)
        told = {**pix, "valor": asked["told_valor"]} if "told_valor" in asked else pix
        for again in range({"never": 0, "twice": 2}.get(deliver, 1)):
            self.bank.tell(account, charge["chave"], [told], in_seconds=delay + again * 0.3)
        return pix

    def _conclude(self, account: str, txid: str, asked: Document) -> None:
        charge = self.bank.store.get("cob", account, txid) or {}
        if asked.get("keep_open"):
            return
        charge["status"] = "CONCLUIDA"
        if "chave" in asked:
            charge["chave"] = asked["chave"]
        self.bank.store.put("cob", account, txid, charge)

    def expire(self, text: str) -> Document:
        """Move a charge into the past, so that its time is over."""
        account, charge = self.find(text)
        ago = timedelta(seconds=charge["calendario"]["expiracao"] + 60)
        made = (datetime.now(UTC) - ago).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        charge["calendario"]["criacao"] = made
        charge.pop("pix", None)
        self.bank.store.put("cob", account, charge["txid"], charge)
        return charge

    def take_back(self, text: str, valor: str = "") -> Document:
        """The bank itself returns a received Pix, as after a complaint of fraud."""
        account, charge = self.find(text)
        pix = charge["pix"][0]
        return self.bank.refund(
            account, pix["endToEndId"], secrets.token_hex(8), {"valor": valor or pix["valor"]}
        )


def is_expired(charge: Document) -> bool:
    made = datetime.fromisoformat(charge["calendario"]["criacao"])
    return datetime.now(UTC) > made + timedelta(seconds=charge["calendario"]["expiracao"])


def _check_payable(charge: Document) -> None:
    if charge["status"] == "ATIVA" and not is_expired(charge):
        return
    words = "já foi paga" if charge["status"] == "CONCLUIDA" else "não pode mais ser paga"
    raise Problem(409, "CobOperacaoInvalida", f"Esta cobrança {words}.")


def _pix_of(charge: Document, asked: Document) -> dict[str, Any]:
    stamp = datetime.now(UTC).strftime("%Y%m%d%H%M")
    return {
        "endToEndId": asked.get("e2eid") or f"E12345678{stamp}{secrets.token_hex(6)[:11]}",
        "txid": asked.get("txid") or charge["txid"],
        "valor": asked.get("valor") or charge["valor"]["original"],
        "chave": asked.get("chave") or charge["chave"],
        "horario": asked.get("horario") or now(),
        "infoPagador": asked.get("note", ""),
    }
