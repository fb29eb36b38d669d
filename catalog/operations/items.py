"""Writing one item."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.errors import CategoryArchived, SkuTaken
from catalog.events import PricesChanged
from catalog.models.categories import Category
from catalog.models.items import Item, ItemOptionGroup, ItemPicture, Window
from catalog.operations.menu import bump_menu
from catalog.operations.slugs import move_slug
from catalog.slugs import unique_slug
from flowt.audit.trail import record, snapshot
from flowt.events import publish
from tenants.hours import WeeklyWindow

AUDITED = ("name", "slug", "price", "status", "sku", "category_id", "kind", "interest_only")
COPIED = (
    "kind",
    "category_id",
    "description",
    "serves",
    "price",
    "is_highlight",
    "diets",
    "interest_only",
)


@transaction.atomic
def create_item(*, actor: User | None, windows: Iterable[WeeklyWindow] = (), **fields: Any) -> Item:
    """Add an item at the end of its category. Raises SkuTaken and CategoryArchived."""
    item = Item(**fields)
    _check(item)
    item.slug = unique_slug(Item, item.name)
    item.position = _end_of(item.category_id)
    item.save()
    write_windows(windows, item=item)
    record("item.create", item, actor=actor, after=told(snapshot(item, AUDITED)))
    bump_menu()
    return item


@transaction.atomic
def update_item(
    item: Item,
    *,
    actor: User | None,
    windows: Iterable[WeeklyWindow] | None = None,
    **fields: Any,
) -> Item:
    """Change the named fields; `windows`, where given, are all it has afterwards.

    A repeat changes nothing. Raises SkuTaken, SlugTaken and CategoryArchived.
    """
    item = Item.objects.select_for_update().get(pk=item.pk)
    before, old_slug = snapshot(item, AUDITED), item.slug
    for name, value in fields.items():
        setattr(item, name, value)
    after = snapshot(item, AUDITED)
    _check(item, is_moved=before["category_id"] != after["category_id"])
    move_slug(item, old_slug)
    if before["category_id"] != after["category_id"]:
        item.position = _end_of(item.category_id)
    item.save(update_fields=[*fields, "position", "updated_at"])
    if windows is not None:
        write_windows(windows, item=item)
    changed = [name for name in AUDITED if before[name] != after[name]]
    if changed:
        record(
            "item.change",
            item,
            actor=actor,
            before=told({name: before[name] for name in changed}),
            after=told({name: after[name] for name in changed}),
        )
    if "price" in changed:
        publish(PricesChanged(item_ids=[item.pk]), actor=actor)
    bump_menu()
    return item


def told(values: dict[str, Any]) -> dict[str, Any]:
    """Return what the audit trail keeps of an item's values: the category by its name."""
    if "category_id" not in values:
        return values
    names = Category.objects.filter(pk=values["category_id"]).values_list("name", flat=True)
    rest = {name: value for name, value in values.items() if name != "category_id"}
    return rest | {"category": names.first() or ""}


@transaction.atomic
def duplicate_item(item: Item, *, actor: User | None) -> Item:
    """Add a hidden copy with the same options, hours and pictures, after all in its category."""
    copy = Item(
        name=(_("%(name)s (copy)") % {"name": item.name})[:120],
        status=Item.Status.HIDDEN,
        **{name: getattr(item, name) for name in COPIED},
    )
    copy.slug = unique_slug(Item, copy.name)
    copy.position = _end_of(copy.category_id)
    copy.save()
    _copy_rows(item, copy)
    record("item.create", copy, actor=actor, after=told(snapshot(copy, AUDITED)))
    bump_menu()
    return copy


def archive_item(item: Item, *, actor: User | None) -> Item:
    """Take an item off the menu and out of the lists; old orders keep it. A repeat is safe."""
    return update_item(item, actor=actor, status=Item.Status.ARCHIVED, is_highlight=False)


@transaction.atomic
def restore_item(item: Item, *, actor: User | None) -> Item:
    """Bring an archived item back, hidden. Raises CategoryArchived."""
    item = Item.objects.select_for_update().get(pk=item.pk)
    if item.status != Item.Status.ARCHIVED:
        return item
    _check(item)
    return update_item(item, actor=actor, status=Item.Status.HIDDEN)


@transaction.atomic
def arrange_items(category: Category, *, item_ids: list[int]) -> None:
    """Put the named items of a category in this order, in the places they hold together.

    Ids of other categories are passed over, so a page of a long list can be ordered by itself.
    """
    rows = list(
        category.items.select_for_update().order_by("pk").only("pk", "position", "category_id")
    )
    rows.sort(key=lambda row: (row.position, row.pk))
    wanted = {pk: place for place, pk in enumerate(item_ids)}
    moving = sorted((row for row in rows if row.pk in wanted), key=lambda row: wanted[row.pk])
    arranged = iter(moving)
    final = [next(arranged) if row.pk in wanted else row for row in rows]
    changed = []
    for place, row in enumerate(final, start=1):
        if row.position != place:
            row.position = place
            changed.append(row)
    Item.objects.bulk_update(changed, ["position"])
    bump_menu()


def write_windows(
    windows: Iterable[WeeklyWindow], *, item: Item | None = None, category: Category | None = None
) -> None:
    """Replace the hours of one item or category, in the caller's transaction."""
    Window.objects.filter(item=item, category=category).delete()
    Window.objects.bulk_create(
        Window(item=item, category=category, weekdays=w.weekdays, starts=w.start, ends=w.end)
        for w in windows
    )


def _check(item: Item, *, is_moved: bool = True) -> None:
    if is_moved and item.category.archived_at:
        raise CategoryArchived(name=item.category.name)
    if item.sku:
        other = Item.objects.filter(sku=item.sku).exclude(pk=item.pk).first()
        if other:
            raise SkuTaken(sku=item.sku, name=other.name)


def _end_of(category_id: int) -> int:
    last = Item.objects.filter(category=category_id).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _copy_rows(item: Item, copy: Item) -> None:
    ItemOptionGroup.objects.bulk_create(
        ItemOptionGroup(item=copy, group_id=link.group_id, position=link.position)
        for link in item.group_links.all()
    )
    Window.objects.bulk_create(
        Window(item=copy, weekdays=w.weekdays, starts=w.starts, ends=w.ends)
        for w in item.windows.all()
    )
    ItemPicture.objects.bulk_create(
        ItemPicture(
            item=copy,
            **{name: getattr(row, name) for name in ("file", "is_drawing", "widths", "width")},
            **{name: getattr(row, name) for name in ("height", "alt", "position")},
        )
        for row in item.pictures.all()
    )
