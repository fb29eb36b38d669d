"""Writing combos. A cart keeps the ids of choices, so those that stay keep theirs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from catalog.operations.menu import bump_menu
from catalog.slugs import unique_slug
from flowt.audit.trail import record, snapshot
from offers.combos.errors import ComboEmpty, ComboGroupEmpty, ComboGroupTooSmall
from offers.combos.models import Combo, ComboChoice, ComboGroup
from tenants.hours import WeeklyWindow

AUDITED = ("name", "price", "is_on_menu", "is_highlight")
TAKEN_SLUG = "interesse"  # the address of an item named "combo" ends so


@dataclass(frozen=True, kw_only=True)
class ChoiceRow:
    """One item as the editor has it. `id` None: a new one."""

    id: int | None = None
    item_id: int
    maximum: int = 1
    surcharge: Decimal = Decimal(0)
    allowance: Decimal = Decimal(0)
    is_default: bool = False


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """One group as the editor has it. Of a fixed one the name and the counts say nothing."""

    id: int | None = None
    name: str = ""
    is_fixed: bool = False
    minimum: int = 1
    maximum: int = 1
    choices: tuple[ChoiceRow, ...] = ()


@transaction.atomic
def save_combo(
    combo: Combo | None,
    *,
    groups: Sequence[GroupRow],
    windows: Iterable[WeeklyWindow] = (),
    actor: User | None,
    **fields: Any,
) -> Combo:
    """Add or change a combo; `groups` and `windows` are all it has afterwards.

    Raises ComboEmpty, ComboGroupEmpty and ComboGroupTooSmall; then nothing changed.
    """
    check_groups(groups)
    if combo is None:
        combo, before = Combo(position=_end()), None
        combo.slug = _slug(fields["name"])
    else:
        combo = Combo.objects.select_for_update().get(pk=combo.pk)
        before = snapshot(combo, AUDITED) | _told(combo)
    for name, value in fields.items():
        setattr(combo, name, value)
    combo.windows = [[w.weekdays, f"{w.start:%H:%M}", f"{w.end:%H:%M}"] for w in windows]
    combo.save()
    _write_groups(combo, groups)
    after = snapshot(combo, AUDITED) | _told(combo)
    if before is None:
        record("combo.create", combo, actor=actor, after=after)
    elif before != after:
        changed = [name for name in after if before[name] != after[name]]
        record(
            "combo.change",
            combo,
            actor=actor,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    bump_menu()
    return combo


def check_groups(groups: Sequence[GroupRow]) -> None:
    """Raise what keeps these groups from being a combo."""
    if not any(group.choices for group in groups):
        raise ComboEmpty
    for group in groups:
        if group.is_fixed:
            continue
        if not group.choices:
            raise ComboGroupEmpty(name=group.name)
        reach = sum(choice.maximum for choice in group.choices)
        if reach < group.minimum:
            raise ComboGroupTooSmall(name=group.name, minimum=group.minimum, reach=reach)


@transaction.atomic
def show_combo(combo: Combo, *, is_on_menu: bool, actor: User | None) -> Combo:
    """Put a combo on the menu, or take it off for now. A repeat changes nothing."""
    combo = Combo.objects.select_for_update().get(pk=combo.pk)
    if combo.is_on_menu != is_on_menu:
        combo.is_on_menu = is_on_menu
        combo.save(update_fields=["is_on_menu", "updated_at"])
        record("combo.availability", combo, actor=actor, after={"is_on_menu": is_on_menu})
        bump_menu()
    return combo


@transaction.atomic
def delete_combo(combo: Combo, *, actor: User | None) -> None:
    """Remove a combo. Orders keep what was bought; carts say that it is gone."""
    record("combo.delete", combo, actor=actor, before=snapshot(combo, AUDITED) | _told(combo))
    combo.delete()
    bump_menu()


@transaction.atomic
def arrange_combos(*, combo_ids: Sequence[int]) -> None:
    """Show these combos in this order. Ids that do not exist are passed over."""
    rows = {row.pk: row for row in Combo.objects.select_for_update().order_by("pk")}
    known = [rows[pk] for pk in dict.fromkeys(combo_ids) if pk in rows]
    for place, row in enumerate(known, start=1):
        row.position = place
    Combo.objects.bulk_update(known, ["position"])
    bump_menu()


def _write_groups(combo: Combo, groups: Sequence[GroupRow]) -> None:
    """Make the rows those that were sent. A choice may move to another group, and keeps its id."""
    known = {group.pk: group for group in combo.groups.all()}
    choices = {row.pk: row for row in ComboChoice.objects.filter(group__combo=combo)}
    used: set[int] = set()
    for place, sent in enumerate((g for g in groups if g.choices), start=1):
        group = known.pop(sent.id or 0, None) or ComboGroup(combo=combo)
        group.name, group.is_fixed, group.position = sent.name, sent.is_fixed, place
        group.minimum = 1 if sent.is_fixed else sent.minimum
        group.maximum = 1 if sent.is_fixed else sent.maximum
        group.save()
        for position, row in enumerate(sent.choices, start=1):
            choice = choices.get(row.id or 0)
            if choice is None or choice.pk in used or choice.item_id != row.item_id:
                choice = ComboChoice(item_id=row.item_id)
            choice.group, choice.position = group, position
            for name in ("maximum", "surcharge", "allowance", "is_default"):
                setattr(choice, name, getattr(row, name))
            choice.save()
            used.add(choice.pk)
    ComboChoice.objects.filter(group__combo=combo).exclude(pk__in=used).delete()
    ComboGroup.objects.filter(pk__in=known).delete()


def _told(combo: Combo) -> dict[str, Any]:
    """What the audit trail keeps of its parts: each group by name, with its items."""
    if combo.pk is None:
        return {"parts": {}}
    rows = ComboChoice.objects.filter(group__combo=combo).order_by("group__position", "position")
    parts: dict[str, list[str]] = {}
    for row in rows.select_related("group", "item"):
        more = f" +{row.surcharge}" if row.surcharge else ""
        parts.setdefault(row.group.name, []).append(f"{row.maximum}× {row.item.name}{more}")
    return {"parts": parts}


def _slug(name: str) -> str:
    slug = unique_slug(Combo, name)
    return unique_slug(Combo, f"combo {name}") if slug == TAKEN_SLUG else slug


def _end() -> int:
    return (Combo.objects.aggregate(last=Max("position"))["last"] or 0) + 1
