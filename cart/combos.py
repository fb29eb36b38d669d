"""Combos in a cart: priced as one line, of parts that are counted and kept apart."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from cart.contents import CartLine, PricedLine, PricedPart
from cart.snapshots import snapshot
from catalog import options
from catalog.menu import ItemForSale
from flowt.money import quantize
from offers.combos import picks, pricing, stored
from offers.combos.picks import Pick, Picks
from offers.combos.selectors import ComboForSale, for_sale
from offers.combos.stored import StoredCombo

NOTHING = Decimal(0)


def rows_of(lines: Iterable[CartLine]) -> dict[int, StoredCombo]:
    """Return the combos that some lines ask for; no query where none does."""
    return stored.by_ids({line.combo_id for line in lines if line.combo_id is not None})


def combos_of(
    rows: Mapping[int, StoredCombo], items: Mapping[int, ItemForSale], now: datetime
) -> dict[int, ComboForSale]:
    return for_sale(rows, items, now)


def units_in(line: CartLine, combos: Mapping[int, ComboForSale]) -> Counter[int]:
    """Return how many of each item a combo's line holds."""
    units: Counter[int] = Counter()
    found = combos.get(line.combo_id or 0)
    if found is not None:
        choices = found.combo.choices
        for pick in _known(found, picks.load(line.selection)):
            units[choices[pick.choice_id].item_id] += pick.quantity * line.quantity
    return units


def price_combo(
    line: CartLine, found: ComboForSale | None, too_many: Mapping[int, str], currency: str
) -> PricedLine:
    """Price a combo's line, and say whatever keeps it from being ordered."""
    if found is None:
        return _gone(line)
    chosen = picks.load(line.selection)
    problems = [found.problem] if found.problem else []
    problems += [one.sentence for one in pricing.check(found.combo, chosen)]
    priced = pricing.price(found.combo, _known(found, chosen), line.quantity, currency)
    names = {part.item_id: part.name for part in priced.parts}
    short = [f"“{names[pk]}”: {too_many[pk]}" for pk in names if pk in too_many]
    return PricedLine(
        key=line.key,
        item_id=0,
        combo_id=found.id,
        name=found.name,
        slug=found.slug,
        sku="",
        quantity=line.quantity,
        unit_price=priced.unit_price,
        total=priced.list_total,
        discount=priced.saving,
        saving=priced.saving,
        options=[],
        selection=line.selection,
        notes=line.notes,
        problems=tuple(dict.fromkeys(problems or short)),
        picture=found.picture,
        parts=tuple(_part(part) for part in priced.parts),
    )


def _known(found: ComboForSale, chosen: Picks) -> Picks:
    """The picks that still have a price, with what comes along; `check` told of the others."""
    choices = found.combo.choices
    return tuple(
        pick if _has_price(choices[pick.choice_id], pick) else pick._replace(selection=())
        for pick in pricing.complete(found.combo, chosen)
        if pick.choice_id in choices
    )


def _has_price(choice: pricing.Choice, pick: Pick) -> bool:
    wrong = options.check(pick.selection, choice.groups)
    return not any(problem.code in {"unknown", "too_deep"} for problem in wrong)


def _part(part: pricing.Part) -> PricedPart:
    return PricedPart(
        choice_id=part.choice_id,
        item_id=part.item_id,
        name=part.name,
        sku=part.sku,
        per_combo=part.per_combo,
        quantity=part.quantity,
        unit_price=part.unit_price,
        total=part.total,
        discount=part.discount,
        options=snapshot(part.selection, part.groups),
        selection=options.dump_selection(part.selection),
    )


def _gone(line: CartLine) -> PricedLine:
    return PricedLine(
        key=line.key,
        item_id=0,
        combo_id=line.combo_id,
        name=_("A combo that left the menu"),
        slug="",
        sku="",
        quantity=line.quantity,
        unit_price=quantize(NOTHING),
        total=NOTHING,
        options=[],
        selection=line.selection,
        notes=line.notes,
        problems=(_("It is no longer on the menu. Remove it to go on."),),
    )
