"""Bringing a file into the catalogue: all of it, or nothing."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from catalog.errors import FileRefused, ImportChanged
from catalog.events import CatalogueImported, PricesChanged
from catalog.importing import CHANGE, CREATE, Change, Plan, compare
from catalog.models.categories import Category
from catalog.models.items import Item, ItemOptionGroup, Window
from catalog.models.options import Option, OptionGroup
from catalog.operations.menu import bump_menu
from catalog.stored import group_keys, stored_document
from catalog.transfer.document import GroupRow, ParsedCatalog
from flowt.audit.trail import record
from flowt.events import publish
from flowt.tenancy import current_tenant

BATCH = 500
ITEM_FIELDS = (
    *("name", "kind", "sku", "description", "serves", "price", "status"),
    *("is_highlight", "interest_only", "stock"),
)
CATEGORY_FIELDS = ("name", "description", "is_visible")
GROUP_FIELDS = ("name", "internal_name", "minimum", "maximum", "price_rule")
OPTION_FIELDS = ("name", "description", "price", "maximum", "sku", "is_available")
AUDITED = {"price", "status"}


def plan_import(parsed: ParsedCatalog) -> Plan:
    """Return what importing a file would do, and do nothing."""
    archived = Category.objects.exclude(archived_at=None).values_list("slug", flat=True)
    return compare(parsed, stored_document(with_archived=True), archived=archived)


@transaction.atomic
def import_catalogue(parsed: ParsedCatalog, *, seen: str, actor: User | None) -> Plan:
    """Do what `plan_import` showed; `seen` is that plan's digest. Importing twice changes nothing.

    Raises FileRefused while a row is bad, and ImportChanged when the catalogue is no longer what
    the plan was made from.
    """
    list(Category.objects.select_for_update().order_by("pk").values_list("pk"))
    list(Item.objects.select_for_update().order_by("pk").values_list("pk"))
    plan = plan_import(parsed)
    if plan.problems:
        raise FileRefused(plan.problems[0].sentence)
    if plan.digest != seen:
        raise ImportChanged
    if plan.is_empty:
        return plan
    _write_categories(plan.of("category", CREATE, CHANGE))
    _write_groups(plan.of("group", CREATE, CHANGE))
    _write_items(plan.of("item", CREATE, CHANGE))
    _tell(plan, actor)
    bump_menu()
    return plan


def _write_categories(changes: list[Change]) -> None:
    """Write parents before those inside them."""
    known = {row.slug: row for row in Category.objects.all()}
    last = Category.objects.aggregate(last=Max("position"))["last"] or 0
    for place, change in enumerate(sorted(changes, key=lambda c: bool(c.row.parent)), start=1):
        row = change.row
        category = known.setdefault(row.slug, Category(slug=row.slug, position=last + place))
        _copy(row, category, CATEGORY_FIELDS)
        category.parent = known[row.parent] if row.parent else None
        category.archived_at = None
        category.save()
    _write_windows({known[c.row.slug].pk: c.row.windows for c in changes}, "category_id")


def _write_items(changes: list[Change]) -> None:
    categories = dict(Category.objects.values_list("slug", "pk"))
    known = Item.objects.in_bulk([c.row.slug for c in changes], field_name="slug")
    last_of_each = Item.objects.order_by().values_list("category_id").annotate(Max("position"))
    ends: dict[int, int] = defaultdict(int, last_of_each)
    new = []
    for change in changes:
        item = known.get(change.row.slug)
        if item is None:
            item = Item(slug=change.row.slug)
            new.append(item)
        _copy(change.row, item, ITEM_FIELDS)
        item.diets = list(change.row.diets)
        if item.category_id != categories[change.row.category]:
            item.category_id = categories[change.row.category]
            ends[item.category_id] += 1
            item.position = ends[item.category_id]
    moved = (*ITEM_FIELDS, "diets", "category", "position")
    Item.objects.filter(pk__in=[i.pk for i in known.values()]).update(sku="")  # may trade places
    Item.objects.bulk_update(known.values(), moved, batch_size=BATCH)
    Item.objects.bulk_create(new, batch_size=BATCH)
    pks = {item.slug: item.pk for item in (*known.values(), *new)}
    _write_windows({pks[c.row.slug]: c.row.windows for c in changes}, "item_id")
    _write_links({pks[c.row.slug]: c.row.groups for c in changes})


def _write_windows(windows: dict[int, Iterable[Any]], owner: str) -> None:
    Window.objects.filter(**{f"{owner}__in": windows.keys()}).delete()
    Window.objects.bulk_create(
        (
            Window(**{owner: pk}, weekdays=row.weekdays, starts=row.starts, ends=row.ends)
            for pk, rows in windows.items()
            for row in rows
        ),
        batch_size=BATCH,
    )


def _write_links(groups: dict[int, tuple[str, ...]]) -> None:
    by_key = {key: pk for pk, key in group_keys().items()}
    ItemOptionGroup.objects.filter(item__in=groups.keys()).delete()
    ItemOptionGroup.objects.bulk_create(
        (
            ItemOptionGroup(item_id=pk, group_id=by_key[key], position=place)
            for pk, keys in groups.items()
            for place, key in enumerate(dict.fromkeys(keys), start=1)
        ),
        batch_size=BATCH,
    )


def _write_groups(changes: list[Change]) -> None:
    by_key = {key: pk for pk, key in group_keys().items()}
    known = OptionGroup.objects.in_bulk(by_key.values())
    last = OptionGroup.objects.filter(parent_option=None).aggregate(last=Max("position"))
    for place, change in enumerate(changes, start=1):
        group = known.get(by_key.get(change.row.key, 0))
        group = group or OptionGroup(position=(last["last"] or 0) + place)
        _write_group(group, change.row)


def _write_group(group: OptionGroup, row: GroupRow) -> None:
    """Write a group, its options by name, and the groups under each of those anew."""
    _copy(row, group, GROUP_FIELDS)
    group.key = row.key
    group.save()
    known = {option.name.casefold(): option for option in group.options.all()}
    kept = []
    for place, option_row in enumerate(row.options, start=1):
        option = known.pop(option_row.name.casefold(), None) or Option(group=group)
        _copy(option_row, option, OPTION_FIELDS)
        option.position = place
        option.save()
        kept.append(option.pk)
        _write_nested(option, option_row.groups)
    group.options.exclude(pk__in=kept).delete()


def _write_nested(option: Option, rows: tuple[GroupRow, ...]) -> None:
    known = {group.name.casefold(): group for group in option.groups.all()}
    kept = []
    for place, row in enumerate(rows, start=1):
        group = known.pop(row.name.casefold(), None) or OptionGroup(parent_option=option)
        group.position = place
        _write_group(group, row)
        kept.append(group.pk)
    option.groups.exclude(pk__in=kept).delete()


def _tell(plan: Plan, actor: User | None) -> None:
    """Note the import, and each price and status it changed."""
    changed = plan.of("item", CHANGE)
    items = Item.objects.in_bulk([c.row.slug for c in changed], field_name="slug")
    repriced = []
    for change in changed:
        item = items[change.row.slug]
        told = [f for f in change.fields if f.name in AUDITED]
        if told:
            record(
                "item.change",
                item,
                actor=actor,
                before={f.name: f.before for f in told},
                after={f.name: f.after for f in told},
            )
        repriced += [item.pk for f in told if f.name == "price"]
    counts = {"created": plan.count(CREATE), "changed": plan.count(CHANGE)}
    record("catalogue.import", current_tenant(), actor=actor, after=counts)
    if repriced:
        publish(PricesChanged(item_ids=repriced), actor=actor)
    publish(CatalogueImported(**counts), actor=actor)


def _copy(row: Any, target: Any, names: Iterable[str]) -> None:
    for name in names:
        setattr(target, name, getattr(row, name))
