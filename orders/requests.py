"""What somebody asks for when placing an order: plain values."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any, Required, TypedDict
from uuid import UUID, uuid4

from cart.contents import CartContents, CartLine
from offers.quoting import Visit
from offers.who import Who
from orders.tabs.models import TabGuest
from tenants.models import Tenant


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


class TermsGiven(TypedDict, total=False):
    """The fields of `Terms`, as `place_order` is given them."""

    profile: Required[str]
    payment_kind: Required[str]
    table_label: str
    address: Address | None
    change_for: Decimal | None
    notes: str
    scheduled_for: datetime | None


@dataclass(frozen=True)
class Request:
    """All that somebody says who places an order, and when."""

    contents: CartContents
    tenant: Tenant
    customer: Customer
    terms: Terms
    journey: Journey
    key: str
    seen_total: Decimal
    guest: TabGuest | None
    now: datetime

    @cached_property
    def digest(self) -> str:
        return digest_of(self.contents, self.customer, self.terms)


def digest_of(contents: CartContents, customer: Customer, terms: Terms) -> str:
    """Return what identifies a request: the same twice gives the same 64 hex digits."""
    asked: dict[str, Any] = {
        "lines": [_asked(line) for line in contents.lines],
        "customer": vars(customer),
        "terms": vars(terms) | {"address": vars(terms.address) if terms.address else None},
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
