"""A combo as form controls: drawn for a template, and read back from a post.

Names are those of `storefront.choosing`: `g12` and `o34` for what is picked in the combo's own
groups, and the options of a part below its choice: `34.g56`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog import options
from catalog.cheapest import usual_price
from catalog.menu import ItemForSale, Picture
from catalog.options import Group, Option, PriceRule, Problem
from flowt.money import format_money, quantize
from offers.combos.picks import Pick, Picks, load
from offers.combos.picks import dump as dump_picks
from offers.combos.pricing import Choice, Combo, ComboGroup
from storefront import choosing
from storefront.choosing import GroupControl, OptionControl


@dataclass(frozen=True, slots=True)
class FixedPart:
    """Something that comes along, with the questions its item asks."""

    name: str
    quantity: int
    url: str
    picture: Picture | None
    groups: tuple[GroupControl, ...]
    included: Decimal
    included_text: str


@dataclass(frozen=True, slots=True)
class Controls:
    fixed: tuple[FixedPart, ...]
    groups: tuple[GroupControl, ...]


def read(data: QueryDict, combo: Combo) -> Picks:
    """Return what a form picked. Raises catalog.options.BadSelection on what is no number."""
    found = []
    for group in combo.groups:
        if group.is_fixed:
            for choice in group.choices:
                selection = choosing.read_level(data, choice.groups, f"{choice.id}.")
                found.append(Pick(choice.id, choice.maximum, selection))
            continue
        chosen = choosing.read_level(data, (_as_group(group),), "")
        found += [Pick(one.option_id, one.quantity, one.nested) for one in chosen]
    return load(dump_picks(found))


def draw(
    combo: Combo,
    items: Mapping[int, ItemForSale],
    picked: Picks,
    problems: Iterable[Problem] = (),
) -> Controls:
    """Return a combo's controls, with what was picked and what is wrong with it."""
    drawer = choosing.Drawer(tuple(problems))
    fixed = tuple(
        _fixed(drawer, choice, items[choice.item_id], picked)
        for group in combo.groups
        if group.is_fixed
        for choice in group.choices
    )
    chosen = tuple(options.Choice(p.choice_id, p.quantity, p.selection) for p in picked)
    asked = [group for group in combo.groups if not group.is_fixed]
    drawn = drawer.level(tuple(_as_group(group) for group in asked), chosen)
    return Controls(
        fixed, tuple(_with_parts(g, c, items) for g, c in zip(asked, drawn, strict=True))
    )


def _fixed(drawer: choosing.Drawer, choice: Choice, item: ItemForSale, picked: Picks) -> FixedPart:
    selection = next((pick.selection for pick in picked if pick.choice_id == choice.id), ())
    groups = _beyond(choice.groups, drawer.level(choice.groups, selection, (choice.id,)))
    return FixedPart(
        name=choice.name,
        quantity=choice.maximum,
        url=item.url,
        picture=item.picture,
        groups=groups,
        included=choice.included,
        included_text=_included_text(choice),
    )


def _as_group(group: ComboGroup) -> Group:
    """The combo's question as an item's: its choices are options that ask what their items do."""
    return Group(
        id=group.id,
        name=group.name,
        min_quantity=group.minimum,
        max_quantity=group.maximum,
        options=tuple(
            Option(
                id=choice.id,
                name=choice.name,
                price=choice.surcharge,
                max_quantity=choice.maximum,
                is_available=not choice.problem,
                groups=choice.groups,
            )
            for choice in group.choices
        ),
    )


def _with_parts(
    group: ComboGroup, drawn: GroupControl, items: Mapping[int, ItemForSale]
) -> GroupControl:
    """Add pictures, and what each choice includes of its options."""
    rows = zip(group.choices, drawn.controls, strict=True)
    return replace(
        drawn, controls=tuple(_control(choice, row, items[choice.item_id]) for choice, row in rows)
    )


def _control(choice: Choice, row: OptionControl, item: ItemForSale) -> OptionControl:
    return replace(
        row,
        picture=item.picture,
        groups=_beyond(choice.groups, row.groups),
        included=choice.included,
        included_text=_included_text(choice) if row.groups else "",
    )


def _included_text(choice: Choice) -> str:
    """Say what else of its options is included, beyond the cheapest that must be chosen."""
    more = choice.included - (choice.usual_price - quantize(choice.price))
    if more <= 0:
        return ""
    words = {"amount": format_money(more)}
    return _("Options of up to %(amount)s more are included.") % words


def _beyond(groups: Iterable[Group], drawn: Iterable[GroupControl]) -> tuple[GroupControl, ...]:
    """Say of each option what it costs beyond the cheapest, which the combo includes."""
    return tuple(_told(group, control) for group, control in zip(groups, drawn, strict=True))


def _told(group: Group, drawn: GroupControl) -> GroupControl:
    is_plain = group.min_quantity == group.max_quantity == 1
    if not group.min_quantity or not (is_plain or group.price_rule == PriceRule.HIGHEST):
        return drawn
    least = usual_price(Decimal(0), [group])
    rows = (
        replace(row, price_text=f"+ {format_money(row.price - least)}" if row.price > least else "")
        for row in drawn.controls
    )
    return replace(drawn, controls=tuple(rows))
