"""The options of a line as an order keeps them: no catalogue is asked for them again."""

from typing import Any

from catalog import options
from flowt.money import quantize


def snapshot(
    selection: options.Selection, groups: tuple[options.Group, ...]
) -> list[dict[str, Any]]:
    """Return the options chosen with their names and prices, in the menu's order, as plain values.

    `[{group, name, quantity, price, options: […]}]`; `price` is text, of one unit.
    """
    rows = []
    for group in groups:
        for option in group.options:
            for choice in selection:
                if choice.option_id == option.id:
                    row = {
                        "group": group.name,
                        "name": option.name,
                        "quantity": choice.quantity,
                        "price": str(quantize(option.price)),
                        "options": snapshot(choice.nested, option.groups),
                    }
                    rows.append(row)
    return rows
