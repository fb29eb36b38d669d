"""What somebody asks for when placing an order: plain values."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from cart.contents import CartContents, CartLine
from offers.quoting import Visit
from offers.who import Who


@dataclass(frozen=True, kw_only=True)
class Customer:
    """Who orders. `phone` is E.164, `document` a bare CPF."""

    name: str
    phone: str = ""
    email: str = ""
    document: str = ""


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where to bring it. `cep` is 8 digits, `state` two letters."""

    cep: str
    street: str
    number: str
    complement: str = ""
    district: str
    city: str
    state: str
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class Journey:
    """The way that led here, from the first touch: kept with the order, whatever comes of it."""

    correlation_id: UUID = field(default_factory=uuid4)
    via: str = ""
    qr_src: str = ""
    qr_code: str = ""
    utm: dict[str, str] = field(default_factory=dict)

    def visit(self, who: Who) -> Visit:
        """What offers ask of it."""
        return Visit(via=self.via, qr_src=self.qr_src, qr_code=self.qr_code, who=who)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How it is to be handed over and paid."""

    profile: str
    payment_kind: str
    table_label: str = ""
    address: Address | None = None
    change_for: Decimal | None = None
    notes: str = ""
    scheduled_for: datetime | None = None


def digest_of(contents: CartContents, customer: Customer, terms: Terms) -> str:
    """Return what identifies a request: the same twice gives the same 64 hex digits."""
    asked: dict[str, Any] = {
        "lines": [_asked(line) for line in contents.lines],
        "customer": asdict(customer),
        "terms": asdict(terms),
    }
    if terms.scheduled_for is None:
        del asked["terms"]["scheduled_for"]  # at once, as requests said that know no later
    if contents.codes:
        asked["codes"] = sorted(contents.codes)
    text = json.dumps(asked, sort_keys=True, default=str, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def _asked(line: CartLine) -> list[Any]:
    asked = [line.item_id, line.selection, line.quantity, line.notes]
    return asked if line.combo_id is None else [*asked, line.combo_id]
