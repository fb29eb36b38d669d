"""What a combo comes to, for who makes one: its range, and an example of how it is shared out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from catalog.cheapest import usual_price
from catalog.menu import ItemForSale
from catalog.selectors import for_sale
from offers.combos import pricing
from offers.combos.operations import ChoiceRow, GroupRow
from offers.combos.picks import Pick
from offers.combos.pricing import Choice, Combo, ComboGroup, ComboPrice
from offers.combos.ranges import Range, range_of_combo


@dataclass(frozen=True)
class Example:
    """`priced` is of the first choices that would do. `gone` names what cannot be had now."""

    prices: Range
    priced: ComboPrice
    gone: tuple[str, ...]

    @property
    def is_dearer(self) -> bool:
        """Can it cost more than its items alone?"""
        return self.prices.least_saving < 0


def example_of(price: Decimal, groups: Iterable[GroupRow], now: datetime) -> Example | None:
    """Return what these rows come to; None while they hold nothing. One query."""
    rows = [group for group in groups if group.choices]
    items = for_sale({c.item_id for g in rows for c in g.choices}, now, with_pictures=False)
    combo = Combo(
        id=0,
        name="",
        price=price,
        groups=tuple(_group(at, group, items) for at, group in enumerate(rows)),
    )
    if not any(group.choices for group in combo.groups):
        return None
    picks = [pick for group in combo.groups if not group.is_fixed for pick in _first(group)]
    gone = dict.fromkeys(choice.problem for choice in combo.choices.values() if choice.problem)
    return Example(range_of_combo(combo), pricing.price(combo, picks), tuple(gone))


def _group(at: int, row: GroupRow, items: dict[int, ItemForSale]) -> ComboGroup:
    return ComboGroup(
        id=at,
        name=row.name,
        is_fixed=row.is_fixed,
        minimum=row.minimum,
        maximum=row.maximum,
        choices=tuple(
            _choice(at * 1000 + place, choice, items[choice.item_id])
            for place, choice in enumerate(row.choices)
            if choice.item_id in items
        ),
    )


def _choice(pk: int, row: ChoiceRow, item: ItemForSale) -> Choice:
    """An item at its usual price: what its options cost more is the same with and without."""
    return Choice(
        id=pk,
        item_id=item.id,
        name=item.name,
        price=usual_price(item.price, item.groups),
        surcharge=row.surcharge,
        maximum=row.maximum,
        problem=item.problem or "",
    )


def _first(group: ComboGroup) -> Iterable[Pick]:
    """As much of the first choices as the group asks for."""
    needed = group.minimum
    for choice in group.choices:
        units = min(needed, choice.maximum)
        if units:
            yield Pick(choice.id, units)
        needed -= units
