"""Keeping a cart in the session, one for each tenant: a cart never mixes two.

What stands in a session is data from outside: a line that cannot be read is dropped.
"""

from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from cart.contents import CartContents, CartLine
from cart.operations import MOST_CODES, MOST_LINES, MOST_UNITS, new_cart, tidy
from catalog.options import BadSelection, dump_selection, load_selection
from flowt.tenancy import current_schema
from offers.combos import picks


def _key() -> str:
    return f"cart:{current_schema()}"


def _kept(session: SessionBase) -> dict[str, Any]:
    found = session.get(_key())
    return found if isinstance(found, dict) else {}


def load(request: HttpRequest) -> CartContents:
    """Return the bound tenant's cart of this session; an empty new one where there is none."""
    kept = _kept(request.session)
    if not isinstance(kept.get("id"), str):
        return new_cart()
    rows = kept.get("lines")
    lines = [_read(row) for row in rows] if isinstance(rows, list) else []
    return CartContents(
        id=kept["id"],
        lines=tuple(line for line in lines if line)[:MOST_LINES],
        codes=_read_codes(kept.get("codes")),
    )


def save(request: HttpRequest, contents: CartContents) -> None:
    """Keep the cart. What was seen of it stays, for `cart.selectors.changes`."""
    rows = [_row(line) for line in contents.lines]
    seen = _kept(request.session).get("seen", {})
    kept = {"id": contents.id, "lines": rows, "seen": seen}
    request.session[_key()] = {**kept, "codes": list(contents.codes)} if contents.codes else kept


def clear(request: HttpRequest) -> None:
    """Forget the cart, as once it was ordered. The next one has another id."""
    request.session.pop(_key(), None)


def seen(request: HttpRequest) -> dict[str, Any]:
    """Return what was shown at the last look: `cart.selectors.look` made it."""
    found = _kept(request.session).get("seen")
    return found if isinstance(found, dict) else {}


def remember_seen(request: HttpRequest, look: dict[str, Any]) -> None:
    """Keep what is being shown now. Does nothing without a cart."""
    kept = _kept(request.session)
    if kept and kept.get("seen") != look:
        request.session[_key()] = {**kept, "seen": look}


def _row(line: CartLine) -> list[Any]:
    row = [line.key, line.item_id, line.selection, line.quantity, line.notes]
    return row if line.combo_id is None else [*row, line.combo_id]


def _read_codes(codes: Any) -> tuple[str, ...]:
    found = codes if isinstance(codes, list) else []
    return tuple(code for code in found if isinstance(code, str) and code)[:MOST_CODES]


def _read(row: Any) -> CartLine | None:
    """Read five values, or six of a combo."""
    try:
        key, item_id, selection, quantity, notes, *rest = row
        (combo_id,) = rest or (None,)
        if combo_id is None:
            selection = dump_selection(load_selection(selection))
        else:
            selection = picks.dump(picks.load(selection))
    except (BadSelection, TypeError, ValueError):
        return None
    numbers = [item_id, quantity] if combo_id is None else [item_id, quantity, combo_id]
    is_whole = all(type(number) is int for number in numbers) and 1 <= quantity <= MOST_UNITS
    if not is_whole or not isinstance(key, str) or not isinstance(notes, str):
        return None
    return CartLine(
        key=key,
        item_id=item_id,
        selection=selection,
        quantity=quantity,
        notes=tidy(notes),
        combo_id=combo_id,
    )
