"""What others read of combos: what the menu shows, one combo's page, and what can be sold."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog import shelf
from catalog.menu import ItemForSale, Picture
from catalog.selectors import for_sale as items_for_sale
from catalog.windows import State
from flowt.money import quantize
from flowt.tenancy import current_tenant
from offers.combos import pricing, stored
from offers.combos.picks import Pick, Picks
from offers.combos.stored import StoredChoice, StoredCombo


@dataclass(frozen=True, slots=True, kw_only=True)
class ComboForSale:
    """What a cart line needs to be priced. `problem` says why it cannot be ordered at all now."""

    id: int
    name: str
    slug: str
    combo: pricing.Combo
    problem: str
    picture: Picture | None
    own_picture: Mapping[str, Any]  # {file, widths, …}; {} without one
    pictures: Mapping[int, Picture | None]  # of items

    @property
    def url(self) -> str:
        return reverse("storefront:combo", args=[self.slug])


@dataclass(frozen=True, slots=True, kw_only=True)
class ComboDetail:
    """One combo's own page."""

    for_sale: ComboForSale
    description: str
    window: State
    available_text: str
    is_sold_out: bool
    category_id: int | None
    items: Mapping[int, ItemForSale]

    @property
    def can_order(self) -> bool:
        return not self.for_sale.problem

    @property
    def true_until(self) -> datetime | None:
        """When it, or something it is made of, comes or goes by itself."""
        changes = [self.window.next_change, *(item.true_until for item in self.items.values())]
        return min((at for at in changes if at), default=None)


def for_sale(
    rows: Mapping[int, StoredCombo], items: Mapping[int, ItemForSale], now: datetime
) -> dict[int, ComboForSale]:
    """Return combos that were read with all their items, each with why it cannot be had."""
    return {pk: _for_sale(row, items, now) for pk, row in rows.items()}


def read_for_sale(
    combo_ids: Collection[int], now: datetime, *, with_pictures: bool = False
) -> dict[int, ComboForSale]:
    """As `for_sale`, with the rows and items read for it: two or three queries."""
    rows = stored.by_ids(combo_ids)
    wanted = {pk for row in rows.values() for pk in row.item_ids}
    return for_sale(rows, items_for_sale(wanted, now, with_pictures=with_pictures), now)


def detail(slug: str, now: datetime) -> ComboDetail | None:
    """Return a combo of the menu with what it is made of; None where there is none such."""
    row = stored.by_slug(slug)
    if row is None:
        return None
    items = items_for_sale(row.item_ids, now)
    found, window = _for_sale(row, items, now), row.window(now)
    return ComboDetail(
        for_sale=found,
        description=row.description,
        window=window,
        available_text=when(window, now),
        is_sold_out=window.is_open and bool(found.problem),
        category_id=row.category_id,
        items=items,
    )


def when(window: State, now: datetime) -> str:
    """Say when a combo is sold again; "" while it is."""
    if window.is_open:
        return ""
    if window.opens_at is None:
        return _("Not available now")
    return shelf.say_when(window.opens_at, now, ZoneInfo(current_tenant().time_zone))


def defaults(combo: pricing.Combo) -> Picks:
    """Return what stands chosen before anybody chose: where it can be had."""
    return tuple(
        Pick(choice.id)
        for group in combo.groups
        if not group.is_fixed
        for choice in [one for one in group.choices if one.is_default][: group.maximum]
        if not choice.problem
    )


def picture_of(row: StoredCombo) -> Picture | None:
    """Return its own picture."""
    return shelf.picture(SimpleNamespace(**row.picture)) if row.picture else None


def _for_sale(row: StoredCombo, items: Mapping[int, ItemForSale], now: datetime) -> ComboForSale:
    combo = pricing.Combo(
        id=row.id,
        name=row.name,
        price=quantize(row.price),
        groups=tuple(
            pricing.ComboGroup(
                id=group.id,
                name=group.name,
                is_fixed=group.is_fixed,
                minimum=group.minimum,
                maximum=group.maximum,
                choices=tuple(
                    _choice(choice, items[choice.item_id])
                    for choice in group.choices
                    if choice.item_id in items
                ),
            )
            for group in row.groups
        ),
    )
    parts = combo.choices.values()
    pictures = {choice.item_id: items[choice.item_id].picture for choice in parts}
    return ComboForSale(
        id=row.id,
        name=row.name,
        slug=row.slug,
        combo=combo,
        problem=_problem(row, combo, now),
        picture=picture_of(row) or _dearest_picture(parts, pictures),
        own_picture=row.picture or {},
        pictures=pictures,
    )


def _dearest_picture(
    parts: Iterable[pricing.Choice], pictures: Mapping[int, Picture | None]
) -> Picture | None:
    """The picture of what is worth most, where a combo has none of its own."""
    shown = [choice for choice in parts if pictures[choice.item_id]]
    dearest = max(shown, key=lambda choice: choice.usual_price, default=None)
    return pictures[dearest.item_id] if dearest else None


def _choice(row: StoredChoice, item: ItemForSale) -> pricing.Choice:
    return pricing.Choice(
        id=row.id,
        item_id=item.id,
        name=item.name,
        price=item.price,
        sku=item.sku,
        groups=item.groups,
        surcharge=row.surcharge,
        included=pricing.included_of(item.price, item.groups, row.allowance),
        maximum=row.maximum,
        is_default=row.is_default,
        problem=item.problem or "",
    )


def _problem(row: StoredCombo, combo: pricing.Combo, now: datetime) -> str:
    """Say why no pick at all could be ordered at this instant."""
    window = row.window(now)
    if not row.is_on_menu:
        return _("“%(name)s” is no longer on the menu.") % {"name": row.name}
    if not window.is_open:
        words = {"name": row.name, "when": when(window, now)}
        return _("“%(name)s” is not available now. %(when)s") % words
    for group in combo.groups:
        reach = sum(choice.maximum for choice in group.choices if not choice.problem)
        missing = next((c.problem for c in group.choices if c.problem), "")
        needed = sum(c.maximum for c in group.choices) if group.is_fixed else group.minimum
        if reach < needed:
            return missing or _("“%(name)s” is sold out.") % {"name": row.name}
    return ""
