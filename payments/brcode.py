"""The PIX BR Code ("copia e cola"): the text in a PIX QR code, built and read.

EMV merchant-presented mode: fields of a two-digit id, a two-digit length and a value, the CRC
last (Banco Central, Manual de Padrões para Iniciação do Pix). Lengths count characters, so texts
are brought to ASCII first. A static code gives nobody notice of its payment.
"""

import re
import unicodedata
from binascii import crc_hqx
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from flowt.errors import Refusal
from payments.pix_keys import LONGEST_KEY, InvalidPixKey, KeyKind, kind_of

GUI = "br.gov.bcb.pix"
NO_TXID = "***"
LONGEST_NAME, LONGEST_CITY, LONGEST_ACCOUNT, LONGEST_AMOUNT = 25, 15, 99, 13

_TXID = re.compile(r"[A-Za-z0-9]{1,25}")
_AMOUNT = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,2})?")
_FIELD = re.compile(r"([0-9]{2})([0-9]{2})")


class BadBrCode(Refusal, ValueError):
    """A code that cannot be built or read; the sentence says why."""

    sentence = _("This PIX code is not valid.")


@dataclass(frozen=True, kw_only=True)
class BrCode:
    """What a BR Code says. A static one has a `key`; a dynamic one a `url` without `https://`."""

    name: str
    city: str
    key: str = ""
    url: str = ""
    amount: Decimal | None = None
    txid: str = NO_TXID
    info: str = ""
    cep: str = ""
    is_single_use: bool = False

    @property
    def key_kind(self) -> KeyKind | None:
        return kind_of(self.key) if self.key else None


def build_static(
    *,
    key: str,
    name: str,
    city: str,
    amount: Decimal | None = None,
    txid: str = NO_TXID,
    info: str = "",
    cep: str = "",
) -> str:
    """Return the text of a static code, ready to copy or to draw.

    `key` stands in its registered form (see `pix_keys.parse_key`), `amount` in reais, `cep` in 8
    digits. Accents and signs that the code cannot hold are taken out of `name` (cut at 25), `city`
    (cut at 15) and `info` (cut to what the key leaves it). Raises InvalidPixKey or BadBrCode.
    """
    if len(key) > LONGEST_KEY or kind_of(key) is None:
        raise InvalidPixKey
    if txid != NO_TXID and not _TXID.fullmatch(txid):
        raise BadBrCode(_("The reference of a PIX code takes 1 to 25 letters and digits."))
    account = _field("00", GUI) + _field("01", key)
    if extra := to_ascii(info)[: max(0, LONGEST_ACCOUNT - len(account) - 4)].strip():
        account += _field("02", extra)
    receiver, place = to_ascii(name)[:LONGEST_NAME].strip(), to_ascii(city)[:LONGEST_CITY].strip()
    if not receiver or not place:
        raise BadBrCode(_("A PIX code needs the name and the city of who receives."))
    fields = [("00", "01"), ("26", account), ("52", "0000"), ("53", "986")]
    if amount is not None:
        fields.append(("54", _write_amount(amount)))
    fields += [("58", "BR"), ("59", receiver), ("60", place)]
    if cep:
        fields.append(("61", cep))
    fields.append(("62", _field("05", txid)))
    body = "".join(_field(id_, value) for id_, value in fields) + "6304"
    return body + crc16(body)


def build_dynamic(*, url: str, name: str, city: str) -> str:
    """Return the text of a code that points to a charge at `url` (without `https://`).

    Raises BadBrCode.
    """
    if not url or len(url) > LONGEST_KEY or not url.isascii():
        raise BadBrCode(_("The address of the charge is not valid."))
    receiver, place = to_ascii(name)[:LONGEST_NAME].strip(), to_ascii(city)[:LONGEST_CITY].strip()
    account = _field("00", GUI) + _field("25", url.removeprefix("https://"))
    fields = [("00", "01"), ("01", "12"), ("26", account), ("52", "0000"), ("53", "986")]
    fields += [("58", "BR"), ("59", receiver or "LOJA"), ("60", place or "BRASIL")]
    fields.append(("62", _field("05", NO_TXID)))
    body = "".join(_field(id_, value) for id_, value in fields) + "6304"
    return body + crc16(body)


def parse(text: str) -> BrCode:
    """Read a static or dynamic code, as pasted or scanned. Raises BadBrCode saying why not."""
    text = text.strip()
    if not text.isascii() or not text.isprintable():
        raise BadBrCode(_("This is not a PIX code: it holds letters that no PIX code holds."))
    if text[-8:-4] != "6304":
        raise BadBrCode(_("This PIX code has no end. Copy all of it."))
    if crc16(text[:-4]) != text[-4:].upper():
        raise BadBrCode(_("This PIX code was changed: its check digits do not match."))
    fields = _read_fields(text[:-8])
    if fields.get("00") != "01" or not fields.get("59") or not fields.get("60"):
        raise BadBrCode(_("This PIX code lacks a required part."))
    if fields.get("53") != "986" or fields.get("58") != "BR":
        raise BadBrCode(_("This PIX code is not in Brazilian reais."))
    account = _read_account(fields)
    return BrCode(
        name=fields["59"],
        city=fields["60"],
        key=account.get("01", ""),
        url=account.get("25", ""),
        amount=_read_amount(fields["54"]) if fields.get("54") else None,
        txid=_read_fields(fields.get("62", "")).get("05", NO_TXID),
        info=account.get("02", ""),
        cep=fields.get("61", ""),
        is_single_use=fields.get("01") == "12",
    )


def crc16(text: str) -> str:
    """CRC-16/CCITT-FALSE of an ASCII text, as four upper-case hex digits."""
    return f"{crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def to_ascii(text: str) -> str:
    """Take accents off, drop what is not printable ASCII, and leave single spaces."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join("".join(c if c.isprintable() else " " for c in plain).split())


def _field(id_: str, value: str) -> str:
    if len(value) > 99:
        raise BadBrCode(_("A part of this PIX code is too long."))
    return f"{id_}{len(value):02d}{value}"


def _write_amount(amount: Decimal) -> str:
    written = f"{amount:.2f}" if amount.is_finite() else ""
    if not written or Decimal(written) != amount or amount <= 0 or len(written) > LONGEST_AMOUNT:
        raise BadBrCode(_("The amount of a PIX code goes from R$ 0.01 up, in whole cents."))
    return written


def _read_amount(text: str) -> Decimal:
    if not _AMOUNT.fullmatch(text):
        raise BadBrCode(_("The amount in this PIX code cannot be read."))
    return Decimal(text)


def _read_fields(text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    at = 0
    while at < len(text):
        head = _FIELD.match(text, at)
        if head is None or head[1] in fields or at + 4 + int(head[2]) > len(text):
            raise BadBrCode(_("The parts of this PIX code do not fit together."))
        at += 4 + int(head[2])
        fields[head[1]] = text[at - int(head[2]) : at]
    return fields


def _read_account(fields: dict[str, str]) -> dict[str, str]:
    """Return the PIX account among the merchant accounts (ids 26 to 51) that a code may list."""
    for id_ in range(26, 52):
        if value := fields.get(str(id_)):
            account = _read_fields(value)
            if account.get("00", "").lower() == GUI and (account.get("01") or account.get("25")):
                return account
    raise BadBrCode(_("This code names no PIX account."))
