"""The options of an item as form controls: drawn for a template, and read back from a post.

Names are paths, so a form works without a script: `g12` holds the option chosen in group 12 (or
several), `o34` how many of option 34, and `34.g56`, `34.o78` the same inside option 34.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog import options
from catalog.menu import Picture
from catalog.options import Choice, Group, Option, PriceRule, Problem, Selection
from flowt.money import format_money

NONE = "0"  # the value of "nothing of this"


@dataclass(frozen=True, slots=True)
class OptionControl:
    """One row. `kind` is radio, checkbox or stepper; `name` and `value` are the input's."""

    id: int
    label: str
    description: str
    kind: str
    name: str
    value: str
    quantity: int
    most: int
    price: Decimal
    price_text: str
    is_available: bool
    groups: tuple["GroupControl", ...]
    picture: Picture | None = None
    included: Decimal | None = None  # what its options may cost before they are paid
    included_text: str = ""

    @property
    def is_chosen(self) -> bool:
        return self.quantity > 0


@dataclass(frozen=True, slots=True)
class GroupControl:
    """One question. `none_name` is set where "nothing" is a radio of its own."""

    id: int
    path: str
    name: str
    rule: str
    price_rule: str
    least: int
    most: int
    count: int
    is_required: bool
    controls: tuple[OptionControl, ...]
    none_name: str
    problem: str

    @property
    def counts_up(self) -> bool:
        return self.most > 1


def read(data: QueryDict, groups: Iterable[Group]) -> Selection:
    """Return what a form chose, in canonical form. What the item does not have stays unknown.

    Raises catalog.options.BadSelection on what is not a number, and on too much.
    """
    chosen = read_level(data, tuple(groups), "")
    return options.load_selection(options.dump_selection(chosen))


def draw(
    groups: Iterable[Group],
    selection: Selection = (),
    problems: Iterable[Problem] = (),
    *,
    base: Decimal = Decimal(0),
) -> tuple[GroupControl, ...]:
    """Return the controls of an item's groups, with what was chosen and what is wrong with it."""
    return Drawer(tuple(problems)).level(tuple(groups), selection, has_base=bool(base))


def read_level(data: QueryDict, groups: tuple[Group, ...], prefix: str) -> Selection:
    """As `read`, of groups whose names begin with `prefix`; the form is not yet canonical."""
    found = []
    for group in groups:
        ticked = [_number(text) for text in data.getlist(f"{prefix}g{group.id}")]
        quantities = dict.fromkeys((pk for pk in ticked if pk), 1)
        for option in group.options:
            if units := _number(data.get(f"{prefix}o{option.id}", "")):
                quantities[option.id] = units
        inner = {option.id: option.groups for option in group.options}
        for pk, units in quantities.items():
            nested = read_level(data, inner.get(pk, ()), f"{prefix}{pk}.")
            found.append(Choice(pk, units, nested))
    return tuple(found)


def _number(text: str) -> int:
    """Read a small whole number; nothing counts as zero."""
    text = text.strip()
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise options.BadSelection
    return int(text)


@dataclass(frozen=True)
class Drawer:
    """Draws groups at any depth. `problems` stand with the group they are about."""

    problems: tuple[Problem, ...]

    def level(
        self,
        groups: tuple[Group, ...],
        selection: Selection,
        path: tuple[int, ...] = (),
        *,
        has_base: bool = True,
    ) -> tuple[GroupControl, ...]:
        return tuple(self.group(group, selection, path, has_base=has_base) for group in groups)

    def group(
        self, group: Group, selection: Selection, path: tuple[int, ...], *, has_base: bool
    ) -> GroupControl:
        ids = {option.id for option in group.options}
        chosen = {c.option_id: c for c in selection if c.option_id in ids}
        wrong = [p.sentence for p in self.problems if (p.group_id, p.path) == (group.id, path)]
        most = group.max_quantity or options.MOST_UNITS
        is_single = most == 1 and (group.min_quantity == 1 or len(group.options) > 1)
        name = f"{_prefix(path)}g{group.id}"
        return GroupControl(
            id=group.id,
            path=name,
            name=group.name,
            rule=rule_text(group),
            price_rule=group.price_rule,
            least=group.min_quantity,
            most=most,
            count=sum(choice.quantity for choice in chosen.values()),
            is_required=group.min_quantity > 0,
            none_name=name if is_single and not group.min_quantity else "",
            problem=wrong[0] if wrong else "",
            controls=tuple(
                self.control(
                    option,
                    chosen.get(option.id, Choice(option.id, 0)),
                    path,
                    kind=_kind(option, is_single=is_single),
                    group_name=name,
                    most=most,
                    has_base=has_base or not group.min_quantity,
                )
                for option in group.options
            ),
        )

    def control(
        self,
        option: Option,
        choice: Choice,
        path: tuple[int, ...],
        *,
        kind: str,
        group_name: str,
        most: int,
        has_base: bool,
    ) -> OptionControl:
        return OptionControl(
            id=option.id,
            label=option.name,
            description=option.description,
            kind=kind,
            name=f"{_prefix(path)}o{option.id}" if kind == "stepper" else group_name,
            value=str(option.id),
            quantity=choice.quantity,
            most=min(option.max_quantity, most),
            price=option.price,
            price_text=_price_text(option, has_base=has_base),
            is_available=option.is_available,
            groups=self.level(option.groups, choice.nested, (*path, option.id)),
        )


def _prefix(path: tuple[int, ...]) -> str:
    return "".join(f"{pk}." for pk in path)


def _kind(option: Option, *, is_single: bool) -> str:
    if is_single:
        return "radio"
    return "stepper" if option.max_quantity > 1 else "checkbox"


def _price_text(option: Option, *, has_base: bool) -> str:
    if not option.price:
        return ""
    amount = format_money(option.price)
    return f"+ {amount}" if has_base else amount


def rule_text(group: Group) -> str:
    """Say how many may be chosen, and how the price comes about where it is no plain sum."""
    least, most = group.min_quantity, group.max_quantity
    if most is None:
        counted = _("Choose at least %(least)s") if least else _("Choose as many as you like")
    elif least == most:
        counted = _("Choose %(most)s")
    elif least == 0:
        counted = _("Choose up to %(most)s")
    else:
        counted = _("Choose %(least)s to %(most)s")
    parts = [counted % {"least": least, "most": most}]
    if group.price_rule == PriceRule.HIGHEST and most != 1:
        parts.append(_("the dearest one sets the price"))
    elif group.price_rule == PriceRule.AVERAGE and most != 1:
        parts.append(_("the price is their average"))
    return " · ".join(parts)
