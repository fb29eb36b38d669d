"""The catalogue as it stands, as a document: for exports, and for imports to be compared to."""

from collections import defaultdict

from django.utils.text import slugify

from catalog.models.categories import Category
from catalog.models.items import Item, ItemOptionGroup, Window
from catalog.models.options import Option, OptionGroup
from catalog.slugs import free_slug
from catalog.transfer.document import (
    CatalogDocument,
    CategoryRow,
    GroupRow,
    ItemRow,
    OptionRow,
    WindowRow,
    in_menu_order,
)


def stored_document(*, with_archived: bool = False) -> CatalogDocument:
    """Return all of the catalogue in nine queries or fewer; archived categories only if asked."""
    categories = list(Category.objects.all() if with_archived else Category.objects.present())
    slugs = {row.pk: row.slug for row in categories}
    by_item, by_category = _windows()
    keys = group_keys()
    asked: dict[int, list[str]] = defaultdict(list)
    for item_id, group_id in ItemOptionGroup.objects.values_list("item_id", "group_id"):
        if group_id in keys:
            asked[item_id].append(keys[group_id])
    return in_menu_order(
        CatalogDocument(
            categories=tuple(
                CategoryRow(
                    slug=row.slug,
                    name=row.name,
                    parent=slugs.get(row.parent_id or 0, ""),
                    description=row.description,
                    is_visible=row.is_visible,
                    windows=tuple(by_category[row.pk]),
                )
                for row in categories
            ),
            groups=_groups(keys),
            items=tuple(
                _item(row, slugs, tuple(asked[row.pk]), tuple(by_item[row.pk]))
                for row in Item.objects.filter(category__in=slugs)
            ),
        )
    )


def group_keys() -> dict[int, str]:
    """Return the key of each group that items ask: its own, or one made from its name."""
    rows = list(OptionGroup.objects.filter(parent_option=None).order_by("pk"))
    taken = {row.key for row in rows if row.key}
    keys = {}
    for row in rows:
        keys[row.pk] = row.key or free_slug(slugify(str(row))[:70] or "grupo", taken)
        taken.add(keys[row.pk])
    return keys


def _item(
    row: Item, slugs: dict[int, str], groups: tuple[str, ...], windows: tuple[WindowRow, ...]
) -> ItemRow:
    return ItemRow(
        slug=row.slug,
        name=row.name,
        category=slugs[row.category_id],
        kind=row.kind,
        sku=row.sku,
        description=row.description,
        serves=row.serves,
        price=row.price,
        status=row.status,
        is_highlight=row.is_highlight,
        interest_only=row.interest_only,
        diets=tuple(row.diets),
        stock=row.stock,
        groups=groups,
        windows=windows,
    )


def _groups(keys: dict[int, str]) -> tuple[GroupRow, ...]:
    rows = list(OptionGroup.objects.all())
    options: dict[int, list[Option]] = defaultdict(list)
    for option in Option.objects.all():
        options[option.group_id].append(option)
    nested: dict[int, list[OptionGroup]] = defaultdict(list)
    for row in rows:
        if row.parent_option_id:
            nested[row.parent_option_id].append(row)

    def made(row: OptionGroup, key: str) -> GroupRow:
        return GroupRow(
            key=key,
            name=row.name,
            internal_name=row.internal_name,
            minimum=row.minimum,
            maximum=row.maximum,
            price_rule=row.price_rule,
            options=tuple(
                OptionRow(
                    name=option.name,
                    description=option.description,
                    price=option.price,
                    maximum=option.maximum,
                    sku=option.sku,
                    is_available=option.is_available,
                    groups=tuple(made(inner, "") for inner in nested[option.pk]) if key else (),
                )
                for option in options[row.pk]
            ),
        )

    return tuple(made(row, keys[row.pk]) for row in rows if row.pk in keys)


def _windows() -> tuple[dict[int, list[WindowRow]], dict[int, list[WindowRow]]]:
    by_item: dict[int, list[WindowRow]] = defaultdict(list)
    by_category: dict[int, list[WindowRow]] = defaultdict(list)
    for row in Window.objects.order_by("starts", "ends", "weekdays"):
        window = WindowRow(row.weekdays, row.starts, row.ends)
        if row.item_id:
            by_item[row.item_id].append(window)
        else:
            by_category[row.category_id or 0].append(window)
    return by_item, by_category
