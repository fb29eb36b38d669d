"""Changing a cart: from one plain value to the next. Nothing is stored here (see `session`).

Prices are no part of a cart. `put_in` asks the catalogue whether an item may be taken as chosen;
whether that still holds is asked again at every look (`cart.selectors.price`).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from secrets import token_hex
from typing import Any

from cart.contents import CartContents, CartLine
from cart.errors import BadChoice, CartFull, NotForSale, TooManyUnits
from catalog import options
from catalog.selectors import for_sale
from flowt.errors import Refusal
from offers.combos import picks, pricing
from offers.combos.selectors import read_for_sale
from offers.errors import TooManyCodes

MOST_LINES = 60
MOST_UNITS = 99  # of one line
MOST_NOTES = 140  # characters
MOST_CODES = 5  # coupons


def new_cart() -> CartContents:
    return CartContents(id=token_hex(16))


def put_in(
    contents: CartContents,
    *,
    item_id: int,
    selection: options.Selection,
    quantity: int,
    notes: str = "",
    now: datetime,
) -> CartContents:
    """Add units of an item that is for sale, chosen by its rules.

    Raises NotForSale with the item's own sentence, BadChoice, and what `add_line` raises.
    """
    item = for_sale([item_id], now).get(item_id)
    if item is None:
        raise NotForSale
    if item.problem:
        raise NotForSale(item.problem)
    if problems := options.check(selection, item.groups):
        raise BadChoice(problems)
    return add_line(contents, item_id=item_id, selection=selection, quantity=quantity, notes=notes)


def add_line(
    contents: CartContents,
    *,
    item_id: int,
    selection: options.Selection,
    quantity: int,
    notes: str = "",
) -> CartContents:
    """Add units of an item. The same item, chosen the same way, grows its line.

    Raises CartFull past 60 lines and TooManyUnits past 99 of a line.
    """
    line = CartLine(
        key=_new_key(contents),
        item_id=item_id,
        selection=options.dump_selection(selection),
        quantity=max(quantity, 1),
        notes=tidy(notes),
    )
    return _add(contents, line)


def _add(contents: CartContents, line: CartLine) -> CartContents:
    same = next((x for x in contents.lines if _answers(x) == _answers(line)), None)
    if same is not None:
        return change_quantity(contents, key=same.key, quantity=same.quantity + line.quantity)
    if len(contents.lines) >= MOST_LINES:
        raise CartFull(limit=MOST_LINES)
    _allowed(line.quantity)
    return replace(contents, lines=(*contents.lines, line))


def put_in_combo(
    contents: CartContents,
    *,
    combo_id: int,
    chosen: picks.Picks,
    quantity: int,
    notes: str = "",
    now: datetime,
) -> CartContents:
    """Add combos that are for sale, picked by their rules. Raises as `put_in` does."""
    found = read_for_sale([combo_id], now).get(combo_id)
    if found is None:
        raise NotForSale
    if found.problem:
        raise NotForSale(found.problem)
    if problems := pricing.check(found.combo, chosen):
        raise BadChoice(problems)
    line = CartLine(
        key=_new_key(contents),
        item_id=0,
        selection=picks.dump(pricing.complete(found.combo, chosen)),
        quantity=max(quantity, 1),
        notes=tidy(notes),
        combo_id=combo_id,
    )
    return _add(contents, line)


def change_quantity(contents: CartContents, *, key: str, quantity: int) -> CartContents:
    """Set how many a line asks for; zero or less removes it. An unknown key changes nothing."""
    if quantity <= 0:
        return remove_line(contents, key=key)
    quantity = _allowed(quantity)
    return _with(contents, key, lambda line: replace(line, quantity=quantity))


def change_notes(contents: CartContents, *, key: str, notes: str) -> CartContents:
    """Set what a line tells the kitchen. An unknown key changes nothing."""
    return _with(contents, key, lambda line: replace(line, notes=tidy(notes)))


def change_selection(
    contents: CartContents, *, key: str, selection: options.Selection
) -> CartContents:
    """Choose otherwise in a line; one that is then the same as another joins it.

    Whether the choice holds is the caller's to ask. Raises TooManyUnits where they join past 99.
    """
    line = next((line for line in contents.lines if line.key == key), None)
    if line is None or line.combo_id is not None:
        return contents
    other = replace(line, selection=options.dump_selection(selection))
    same = next(
        (x for x in contents.lines if x.key != key and _answers(x) == _answers(other)), None
    )
    if same is None:
        return _with(contents, key, lambda _line: other)
    contents = remove_line(contents, key=key)
    return change_quantity(contents, key=same.key, quantity=same.quantity + line.quantity)


def put_code(contents: CartContents, *, code: str) -> CartContents:
    """Keep a coupon's code, in its one form; what it comes to is asked at every look. The same
    again changes nothing. Raises TooManyCodes.
    """
    if code in contents.codes:
        return contents
    if len(contents.codes) >= MOST_CODES:
        raise TooManyCodes(limit=MOST_CODES)
    return replace(contents, codes=(*contents.codes, code))


def remove_code(contents: CartContents, *, code: str) -> CartContents:
    return replace(contents, codes=tuple(one for one in contents.codes if one != code))


def remove_line(contents: CartContents, *, key: str) -> CartContents:
    return replace(contents, lines=tuple(line for line in contents.lines if line.key != key))


def add_again(
    contents: CartContents, lines: Iterable[CartLine], *, now: datetime
) -> tuple[CartContents, tuple[CartLine, ...]]:
    """Add what was ordered before. Returns the cart and the lines that can no longer be had."""
    left_out = []
    for line in lines:
        try:
            contents = _put_again(contents, line, now)
        except Refusal:
            left_out.append(line)
    return contents, tuple(left_out)


def _put_again(contents: CartContents, line: CartLine, now: datetime) -> CartContents:
    terms: dict[str, Any] = {"quantity": line.quantity, "notes": line.notes, "now": now}
    if line.combo_id is not None:
        chosen = picks.load(line.selection)
        return put_in_combo(contents, combo_id=line.combo_id, chosen=chosen, **terms)
    selection = options.load_selection(line.selection)
    return put_in(contents, item_id=line.item_id, selection=selection, **terms)


def tidy(notes: str) -> str:
    """Bring a note to one line of at most 140 characters."""
    return " ".join(notes.replace("\0", "").split())[:MOST_NOTES].rstrip()


def _allowed(quantity: int) -> int:
    if quantity > MOST_UNITS:
        raise TooManyUnits(limit=MOST_UNITS)
    return quantity


def _answers(line: CartLine) -> tuple[int, int | None, object, str]:
    return line.item_id, line.combo_id, line.selection, line.notes


def _new_key(contents: CartContents) -> str:
    taken = {line.key for line in contents.lines}
    while (key := token_hex(3)) in taken:
        pass
    return key


def _with(contents: CartContents, key: str, change: Callable[[CartLine], CartLine]) -> CartContents:
    lines = tuple(change(line) if line.key == key else line for line in contents.lines)
    return replace(contents, lines=lines)
