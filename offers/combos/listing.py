"""What the console shows of combos: the list, and the items an editor offers."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from catalog.menu import Picture
from catalog.models.categories import Category
from catalog.models.items import Item
from catalog.selectors import for_sale as items_for_sale
from flowt.money import format_money
from offers.combos import stored
from offers.combos.forms import ItemChoices
from offers.combos.ranges import Range, range_of_combo
from offers.combos.selectors import ComboForSale, for_sale
from offers.combos.stored import StoredCombo


@dataclass(frozen=True)
class Line:
    """A combo as a row of the list shows it. `state` is on, paused, away or out."""

    row: StoredCombo
    sold: ComboForSale
    prices: Range
    state: str

    @property
    def picture(self) -> Picture | None:
        return self.sold.picture

    @property
    def contents(self) -> list[str]:
        """What it is made of, in few words."""
        found = []
        for group in self.sold.combo.groups:
            if group.is_fixed:
                found += [_counted(choice.maximum, choice.name) for choice in group.choices]
            else:
                words = {"group": group.name, "count": len(group.choices)}
                found.append(_("%(group)s (%(count)s to choose from)") % words)
        return found


def combo_lines(now: datetime) -> list[Line]:
    """Return every combo, in the menu's order: three queries."""
    rows = {row.id: row for row in stored.every()}
    items = items_for_sale({pk for row in rows.values() for pk in row.item_ids}, now)
    sold = for_sale(rows, items, now)
    return [
        Line(row, sold[pk], range_of_combo(sold[pk].combo), _state(row, sold[pk], now))
        for pk, row in rows.items()
    ]


def item_choices(kept: set[int]) -> ItemChoices:
    """Return the items that may be part of a combo, by category; with those it has anyway."""
    rows = Item.objects.present().filter(interest_only=False) | Item.objects.filter(pk__in=kept)
    names = dict(Category.objects.values_list("pk", "name"))
    found: dict[str, list[tuple[str, str]]] = {}
    for item in rows.order_by("category__position", "category_id", "position", "pk"):
        label = f"{item.name} · {format_money(item.price)}" if item.price else item.name
        if item.status != Item.Status.ACTIVE:
            label = _("%(item)s (not on the menu)") % {"item": label}
        found.setdefault(names[item.category_id], []).append((str(item.pk), label))
    return list(found.items())


def _state(row: StoredCombo, sold: ComboForSale, now: datetime) -> str:
    if not row.is_on_menu:
        return "paused"
    if not row.window(now).is_open:
        return "away"
    return "out" if sold.problem else "on"


def _counted(units: int, name: str) -> str:
    return f"{units}× {name}" if units > 1 else name
