"""A bigger one for a little more: the next dearer answer to a question that has few. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cart.contents import CartLine
from catalog import options
from catalog.companions import Chosen

MOST_ANSWERS = 5  # sizes are few; a group of more is a list of flavours
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Upgrade:
    """Another option of one group of a line. `extra` is for each unit, more than the present."""

    key: str
    item: str
    option_id: int
    option: str
    extra: Decimal
    selection: options.Selection


def upgrades_of(lines: Iterable[CartLine], chosen: Mapping[int, Chosen]) -> dict[str, Upgrade]:
    """Return, by the line's key, the smallest step up of each line that has one."""
    found = {}
    for line in lines:
        item = None if line.combo_id else chosen.get(line.item_id)
        selection = options.load_selection(line.selection) if item else ()
        if item and item.groups and not options.check(selection, item.groups):
            steps = [step for group in item.groups for step in _steps(line, item, group)]
            if steps:
                found[line.key] = min(steps, key=lambda step: step.extra)
    return found


def _steps(line: CartLine, item: Chosen, group: options.Group) -> Iterator[Upgrade]:
    if (group.min_quantity, group.max_quantity) != (1, 1) or len(group.options) > MOST_ANSWERS:
        return
    selection, asked = options.load_selection(line.selection), item.groups
    prices = {option.id: option.price for option in group.options}
    present = next((choice for choice in selection if choice.option_id in prices), None)
    if present is None or len(set(prices.values())) < len(prices):
        return
    before = options.price(NOTHING, selection, asked).unit_price
    for option in group.options:
        if option.price > prices[present.option_id] and option.is_available:
            other = present._replace(option_id=option.id)
            changed = options.canonical(other if c is present else c for c in selection)
            if not options.check(changed, asked):
                extra = options.price(NOTHING, changed, asked).unit_price - before
                if extra > 0:
                    yield Upgrade(line.key, item.name, option.id, option.name, extra, changed)
