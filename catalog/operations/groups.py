"""Writing groups of options, and asking them with items."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from catalog.errors import GroupNeedsOptions, GroupTooDeep
from catalog.models.items import Item, ItemOptionGroup
from catalog.models.options import Option, OptionGroup
from catalog.operations.menu import bump_menu
from flowt.audit.trail import record


@dataclass(frozen=True, kw_only=True)
class OptionRow:
    """One option as the editor has it. `id` None: a new one."""

    id: int | None
    name: str
    price: Decimal = Decimal(0)
    description: str = ""
    maximum: int = 1
    sku: str = ""
    is_available: bool = True


@transaction.atomic
def save_group(
    group: OptionGroup | None,
    *,
    rows: Sequence[OptionRow],
    actor: User | None,
    parent_option: Option | None = None,
    **fields: Any,
) -> OptionGroup:
    """Add or change a group; `rows`, in their order, are all the options it has afterwards.

    Raises GroupTooDeep, and GroupNeedsOptions where so many cannot be chosen as it asks for.
    """
    if parent_option and parent_option.group.parent_option_id:
        raise GroupTooDeep
    if group is None:
        group, is_new = OptionGroup(parent_option=parent_option), True
    else:
        group, is_new = OptionGroup.objects.select_for_update().get(pk=group.pk), False
    for name, value in fields.items():
        setattr(group, name, value)
    reach = sum(row.maximum for row in rows)
    if rows and reach < group.minimum:
        raise GroupNeedsOptions(name=group.name, minimum=group.minimum, reach=reach)
    if is_new:
        last = OptionGroup.objects.filter(parent_option=parent_option)
        group.position = (last.aggregate(last=Max("position"))["last"] or 0) + 1
    group.save()
    _save_options(group, rows, actor=actor, is_new=is_new)
    bump_menu()
    return group


@transaction.atomic
def delete_group(group: OptionGroup, *, actor: User | None) -> None:
    """Take a group away from every item. Orders keep what was chosen."""
    record("group.delete", group, actor=actor, before={"name": group.name})
    group.delete()
    bump_menu()


@transaction.atomic
def set_option_availability(option: Option, *, is_available: bool, actor: User | None) -> Option:
    """Offer an option, or say that it is sold out. A repeat changes nothing."""
    if option.is_available != is_available:
        Option.objects.filter(pk=option.pk).update(is_available=is_available)
        option.is_available = is_available
        record("option.availability", option, actor=actor, after={"available": is_available})
        bump_menu()
    return option


@transaction.atomic
def attach_group(item: Item, group: OptionGroup, *, actor: User | None) -> None:
    """Ask a group with an item, after those it has; a repeat is safe. Raises GroupTooDeep."""
    if group.parent_option_id:
        raise GroupTooDeep
    last = item.group_links.aggregate(last=Max("position"))["last"] or 0
    _link, is_new = ItemOptionGroup.objects.get_or_create(
        item=item, group=group, defaults={"position": last + 1}
    )
    if is_new:
        record("item.group", item, actor=actor, after={"group": str(group)})
        bump_menu()


@transaction.atomic
def detach_group(item: Item, group: OptionGroup, *, actor: User | None) -> None:
    """Stop asking a group with an item. A repeat changes nothing."""
    gone, _details = ItemOptionGroup.objects.filter(item=item, group=group).delete()
    if gone:
        record("item.group", item, actor=actor, before={"group": str(group)})
        bump_menu()


@transaction.atomic
def arrange_groups(item: Item, *, group_ids: list[int]) -> None:
    """Ask the groups of an item in this order. Ids it does not ask are passed over."""
    links = {link.group_id: link for link in item.group_links.select_for_update()}
    known = [links[pk] for pk in group_ids if pk in links]
    for place, link in enumerate(known, start=1):
        link.position = place
    ItemOptionGroup.objects.bulk_update(known, ["position"])
    bump_menu()


def _save_options(
    group: OptionGroup, rows: Sequence[OptionRow], *, actor: User | None, is_new: bool
) -> None:
    known = {option.pk: option for option in group.options.all()}
    before = {option.name: option.price for option in known.values()}
    kept = {row.id for row in rows if row.id in known}
    group.options.exclude(pk__in=kept).delete()
    for place, row in enumerate(rows, start=1):
        option = known.get(row.id) if row.id else None
        option = option or Option(group=group)
        for name in ("name", "price", "description", "maximum", "sku", "is_available"):
            setattr(option, name, getattr(row, name))
        option.position = place
        option.save()
    after = {row.name: row.price for row in rows}
    if is_new:
        record("group.create", group, actor=actor, after={"name": group.name, "options": after})
    elif before != after:
        record(
            "group.change", group, actor=actor, before={"options": before}, after={"options": after}
        )
