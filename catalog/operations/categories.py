"""Writing categories. Two levels: a category, and those inside it."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from catalog.errors import CategoryArchived, CategoryNotEmpty, CategoryTooDeep
from catalog.models.categories import Category
from catalog.models.items import Item
from catalog.operations.items import write_windows
from catalog.operations.menu import bump_menu
from catalog.operations.slugs import move_slug
from catalog.slugs import unique_slug
from flowt.audit.trail import record
from tenants.hours import WeeklyWindow


@transaction.atomic
def create_category(
    *, name: str, parent: Category | None = None, actor: User | None, **fields: Any
) -> Category:
    """Add a category after its siblings. Raises CategoryTooDeep and CategoryArchived."""
    _check_parent(parent)
    siblings = Category.objects.filter(parent=parent)
    last = siblings.aggregate(last=Max("position"))["last"] or 0
    category = Category.objects.create(
        name=name,
        parent=parent,
        slug=unique_slug(Category, name),
        position=last + 1,
        **fields,
    )
    record("category.create", category, actor=actor, after={"name": name})
    bump_menu()
    return category


@transaction.atomic
def update_category(
    category: Category,
    *,
    actor: User | None,
    windows: Iterable[WeeklyWindow] | None = None,
    **fields: Any,
) -> Category:
    """Change the named fields; `windows`, where given, are all it has afterwards.

    Raises SlugTaken.
    """
    category = Category.objects.select_for_update().get(pk=category.pk)
    before = {name: getattr(category, name) for name in fields}
    for name, value in fields.items():
        setattr(category, name, value)
    move_slug(category, before.get("slug", category.slug))
    category.save(update_fields=[*fields, "updated_at"])
    if windows is not None:
        write_windows(windows, category=category)
    changed = [name for name in fields if before[name] != fields[name]]
    if changed:
        record(
            "category.change",
            category,
            actor=actor,
            before={name: before[name] for name in changed},
            after={name: fields[name] for name in changed},
        )
    bump_menu()
    return category


@transaction.atomic
def arrange_categories(
    *, category_ids: list[int], parent: Category | None, actor: User | None
) -> None:
    """Make these, in this order, the categories inside `parent` (None: at the top).

    Raises CategoryTooDeep when one that has categories inside would come to stand inside another.
    Ids that do not exist are passed over.
    """
    _check_parent(parent)
    rows = {row.pk: row for row in Category.objects.select_for_update().order_by("pk")}
    with_children = {row.parent_id for row in rows.values()}
    moved = [rows[pk] for pk in category_ids if pk in rows]
    if parent and any(row.pk in with_children or row.pk == parent.pk for row in moved):
        raise CategoryTooDeep
    for place, row in enumerate(moved, start=1):
        row.parent, row.position = parent, place
    Category.objects.bulk_update(moved, ["parent", "position"])
    bump_menu()


@transaction.atomic
def archive_category(category: Category, *, actor: User | None) -> Category:
    """Put away a category that holds nothing. A repeat is safe. Raises CategoryNotEmpty."""
    category = Category.objects.select_for_update().get(pk=category.pk)
    if category.archived_at:
        return category
    holds = Item.objects.present().filter(category=category).exists()
    if holds or category.children.filter(archived_at=None).exists():
        raise CategoryNotEmpty(name=category.name)
    category.archived_at = timezone.now()
    category.save(update_fields=["archived_at", "updated_at"])
    record("category.archive", category, actor=actor, after={"name": category.name})
    bump_menu()
    return category


@transaction.atomic
def restore_category(category: Category, *, actor: User | None) -> Category:
    """Bring a category back; at the top, if the one it stood in is archived."""
    category = Category.objects.select_for_update().get(pk=category.pk)
    if not category.archived_at:
        return category
    category.archived_at = None
    if category.parent and category.parent.archived_at:
        category.parent = None
    category.save(update_fields=["archived_at", "parent", "updated_at"])
    record("category.restore", category, actor=actor, after={"name": category.name})
    bump_menu()
    return category


def _check_parent(parent: Category | None) -> None:
    if parent is None:
        return
    if parent.parent_id:
        raise CategoryTooDeep
    if parent.archived_at:
        raise CategoryArchived(name=parent.name)
