"""What offers take off the lines of a cart: lines into the engine's plain values, and back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from cart.contents import PricedLine, PricedPart
from catalog import options
from catalog.menu import ItemForSale
from flowt.money import quantize, to_units
from offers.basket import Basket, Line
from offers.quoting import Present, Quote, Visit, quote
from offers.selectors import Shelf
from offers.standing import Standing
from tenants.models import Tenant

Lines = tuple[PricedLine, ...]


def quote_lines(
    lines: Lines,
    items: Mapping[int, ItemForSale],
    shelf: Shelf,
    *,
    tenant: Tenant,
    at: datetime,
    profile: str,
    fee: Decimal | None,
    codes: tuple[str, ...],
    visit: Visit,
    state: Standing | None = None,
) -> Quote:
    """Ask which offers the lines get. `fee` is the delivery's, None while it is not known."""
    basket = Basket(
        lines=tuple(one for line in lines for one in _plain(line, items, tenant.currency)),
        at=at,
        time_zone=tenant.time_zone,
        profile=profile,
        delivery=None if fee is None else to_units(fee, tenant.currency),
        via=visit.via,
        qr_src=visit.qr_src,
        qr_code=visit.qr_code,
        currency=tenant.currency,
        gifts=_gifts(shelf, items, lines, tenant.currency),
    )
    return quote(shelf, basket, codes=codes, who=visit.who, now=timezone.now(), state=state)


def reduced(lines: Lines, items: Mapping[int, ItemForSale], found: Quote) -> Lines:
    """Return the lines with what the offers take off each, and those that come for nothing."""
    less = [_less(line, found) for line in lines]
    return (*less, *(_gift(present, items[present.item_id]) for present in found.gifts))


def _plain(line: PricedLine, items: Mapping[int, ItemForSale], currency: str) -> Iterator[Line]:
    if line.parts:
        for part in line.parts:
            yield _line(line, part, items, currency, key=_key_of(line, part))
    elif line.total:
        yield _line(line, line, items, currency, key=line.key)


def _line(
    line: PricedLine,
    one: PricedLine | PricedPart,
    items: Mapping[int, ItemForSale],
    currency: str,
    *,
    key: str,
) -> Line:
    item = items.get(one.item_id)
    return Line(
        key=key,
        item_id=one.item_id,
        unit=to_units(one.unit_price, currency),
        quantity=one.quantity,
        categories=item.categories if item else (),
        is_combo=line.combo_id is not None,
        mark=json.dumps([one.selection, line.notes, line.combo_id], sort_keys=True),
        off=to_units(one.discount, currency),
    )


def _key_of(line: PricedLine, part: PricedPart) -> str:
    return f"{line.key}:{line.parts.index(part)}"


def _less(line: PricedLine, found: Quote) -> PricedLine:
    if not line.parts:
        reasons = found.lines.get(line.key, ())
        return replace(line, discount=line.discount + found.off(line.key), reasons=reasons)
    keys = [_key_of(line, part) for part in line.parts]
    parts = tuple(
        replace(part, discount=part.discount + found.off(key), reasons=found.lines.get(key, ()))
        for part, key in zip(line.parts, keys, strict=True)
    )
    return replace(
        line,
        parts=parts,
        discount=line.discount + sum((found.off(key) for key in keys), Decimal(0)),
        reasons=tuple(why for key in keys for why in found.lines.get(key, ())),
    )


def _gifts(
    shelf: Shelf, items: Mapping[int, ItemForSale], lines: Lines, currency: str
) -> dict[int, int]:
    """The items that can be given away now, beside what the cart asks for, with their prices."""
    found = {}
    for one in shelf.offers:
        item = items.get(one.rule.benefit.item_id or 0)
        if item is None or item.problem or options.check((), item.groups):
            continue
        asked = sum(line.quantity for line in lines if line.item_id == item.id)
        if item.stock is None or item.stock >= asked + one.rule.benefit.units_given:
            found[item.id] = to_units(item.price, currency)
    return found


def _gift(present: Present, item: ItemForSale) -> PricedLine:
    return PricedLine(
        key=f"gift-{present.why.offer_id}",
        item_id=item.id,
        name=item.name,
        slug=item.slug,
        sku=item.sku,
        quantity=present.quantity,
        unit_price=quantize(0),
        total=quantize(0),
        options=[],
        selection=[],
        picture=item.picture,
        reasons=(present.why,),
        is_gift=True,
    )
