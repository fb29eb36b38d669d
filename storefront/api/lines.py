"""What is ordered over the API: items with their options, and combos with their picks."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from cart.contents import CartLine
from cart.errors import CartFull
from cart.operations import MOST_LINES, MOST_NOTES, MOST_UNITS, tidy
from catalog.options import BadSelection, dump_selection, load_selection
from flowt.api.problems import FieldError, invalid
from flowt.api.types import Id, Input, text
from offers.combos import picks

COMBO = "c"  # begins the key of a combo's line


class ChoiceInput(Input):
    option_id: Id
    quantity: int = Field(1, ge=1, le=MOST_UNITS)
    options: list["ChoiceInput"] = Field(default_factory=list, max_length=100)


class LineInput(Input):
    item_id: Id
    quantity: int = Field(1, ge=1, le=MOST_UNITS)
    options: list[ChoiceInput] = Field(default_factory=list, max_length=100)
    notes: text(MOST_NOTES) = ""


class PickInput(Input):
    """So many units of a choice in each combo, all with the same options."""

    choice_id: Id
    quantity: int = Field(1, ge=1, le=MOST_UNITS)
    options: list[ChoiceInput] = Field(default_factory=list, max_length=100)


class ComboInput(Input):
    """What comes along anyway need not be named, but where its item must be chosen for."""

    combo_id: Id
    quantity: int = Field(1, ge=1, le=MOST_UNITS)
    picks: list[PickInput] = Field(
        default_factory=list, max_length=100, description=N_("By `choice_id` of the menu's combo.")
    )
    notes: text(MOST_NOTES) = ""


def lines_of(items: Iterable[LineInput], combos: Iterable[ComboInput]) -> tuple[CartLine, ...]:
    """Return the lines of a cart. Raises Problem, naming the fields, on what cannot be read."""
    errors: list[FieldError] = []
    found = [*_items(items, errors), *_combos(combos, errors)]
    if errors:
        raise invalid(*errors)
    if not found:
        raise invalid(FieldError("/items", _("Order at least one item or combo.")))
    if len(found) > MOST_LINES:
        raise CartFull(limit=MOST_LINES)
    return tuple(found)


def place_of(key: str) -> str:
    """Return where a line stands in the body, from its key."""
    if key.startswith(COMBO):
        return f"/combos/{key.removeprefix(COMBO)}"
    return f"/items/{key}"


def _items(items: Iterable[LineInput], errors: list[FieldError]) -> Iterator[CartLine]:
    for at, line in enumerate(items):
        try:
            selection = dump_selection(load_selection([_row(one) for one in line.options]))
        except BadSelection as refusal:
            errors.append(FieldError(f"/items/{at}/options", str(refusal)))
            continue
        yield CartLine(
            key=str(at),
            item_id=line.item_id,
            selection=selection,
            quantity=line.quantity,
            notes=tidy(line.notes),
        )


def _combos(combos: Iterable[ComboInput], errors: list[FieldError]) -> Iterator[CartLine]:
    for at, line in enumerate(combos):
        rows = [[p.choice_id, p.quantity, [_row(one) for one in p.options]] for p in line.picks]
        try:
            chosen = picks.dump(picks.load(rows))
        except BadSelection as refusal:
            errors.append(FieldError(f"/combos/{at}/picks", str(refusal)))
            continue
        yield CartLine(
            key=f"{COMBO}{at}",
            item_id=0,
            selection=chosen,
            quantity=line.quantity,
            notes=tidy(line.notes),
            combo_id=line.combo_id,
        )


def _row(choice: ChoiceInput) -> list[Any]:
    return [choice.option_id, choice.quantity, [_row(one) for one in choice.options]]
