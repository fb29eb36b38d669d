"""The catalogue as the API shows it to keys. Field names are promises."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from catalog.models.categories import Category
from catalog.models.items import Item, ItemOptionGroup, Window
from catalog.models.options import Option, OptionGroup
from catalog.operations.availability import UNTIL_TOLD
from flowt.api.types import InstantText, MoneyText, Output, money, utc

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class WindowDocument(Output):
    """When it is sold. An end at or before the start is on the next day."""

    weekdays: list[str] = Field(examples=[["saturday", "sunday"]])
    starts: str = Field(examples=["18:00"])
    ends: str = Field(examples=["23:30"])


class CategoryDocument(Output):
    id: int
    parent_id: int | None
    slug: str
    name: str
    description: str
    position: int
    is_visible: bool
    is_archived: bool
    windows: list[WindowDocument] = Field(description=N_("When it is sold; always, without any."))


class ItemDocument(Output):
    id: int
    category_id: int
    kind: str = Field(examples=["product"])
    slug: str
    name: str
    description: str
    serves: str
    sku: str
    price: MoneyText
    currency: str = Field(examples=["BRL"])
    status: str = Field(examples=["active"])
    position: int
    is_highlight: bool
    interest_only: bool
    diets: list[str]
    stock: int | None = Field(description=N_("Units left; null where they are not counted."))
    is_marked_sold_out: bool
    sold_out_until: InstantText | None = Field(
        description=N_("When it is back; null where nobody said when.")
    )
    windows: list[WindowDocument] = Field(description=N_("When it is sold; always, without any."))
    option_group_ids: list[int] = Field(description=N_("The questions asked with it, in order."))
    created_at: InstantText


class OptionDocument(Output):
    id: int
    name: str
    description: str
    price: MoneyText
    maximum: int
    sku: str
    is_available: bool


class GroupDocument(Output):
    id: int
    parent_option_id: int | None = Field(
        description=N_("Set where it is asked once that option is chosen.")
    )
    name: str
    internal_name: str
    minimum: int
    maximum: int
    price_rule: str = Field(examples=["sum"])
    options: list[OptionDocument]
    item_ids: list[int]


def categories(rows: Sequence[Category]) -> list[CategoryDocument]:
    """Write categories, with their hours in one query."""
    windows = _windows(Q(category__in=[row.pk for row in rows]))
    return [
        CategoryDocument(
            id=row.pk,
            parent_id=row.parent_id,
            slug=row.slug,
            name=row.name,
            description=row.description,
            position=row.position,
            is_visible=row.is_visible,
            is_archived=row.archived_at is not None,
            windows=windows["category", row.pk],
        )
        for row in rows
    ]


def items(rows: Sequence[Item], *, currency: str, now: datetime) -> list[ItemDocument]:
    """Write items, with hours and groups in two queries."""
    pks = [row.pk for row in rows]
    windows = _windows(Q(item__in=pks))
    groups: dict[int, list[int]] = defaultdict(list)
    links = ItemOptionGroup.objects.filter(item__in=pks).values_list("item_id", "group_id")
    for item_id, group_id in links:
        groups[item_id].append(group_id)
    return [_item(row, windows["item", row.pk], groups[row.pk], currency, now) for row in rows]


def _item(
    row: Item, windows: list[WindowDocument], groups: list[int], currency: str, now: datetime
) -> ItemDocument:
    until = row.sold_out_until
    is_marked = until is not None and until > now
    return ItemDocument(
        id=row.pk,
        category_id=row.category_id,
        kind=row.kind,
        slug=row.slug,
        name=row.name,
        description=row.description,
        serves=row.serves,
        sku=row.sku,
        price=money(row.price),
        currency=currency,
        status=row.status,
        position=row.position,
        is_highlight=row.is_highlight,
        interest_only=row.interest_only,
        diets=list(row.diets),
        stock=row.stock,
        is_marked_sold_out=is_marked,
        sold_out_until=utc(until) if is_marked and until != UNTIL_TOLD else None,
        windows=windows,
        option_group_ids=groups,
        created_at=utc(row.created_at),
    )


def groups(rows: Sequence[OptionGroup]) -> list[GroupDocument]:
    """Write groups, with their options and items in two queries."""
    pks = [row.pk for row in rows]
    options: dict[int, list[OptionDocument]] = defaultdict(list)
    for option in Option.objects.filter(group__in=pks):
        options[option.group_id].append(option_document(option))
    asked: dict[int, list[int]] = defaultdict(list)
    links = ItemOptionGroup.objects.filter(group__in=pks).order_by("item_id")
    for group_id, item_id in links.values_list("group_id", "item_id"):
        asked[group_id].append(item_id)
    return [
        GroupDocument(
            id=row.pk,
            parent_option_id=row.parent_option_id,
            name=row.name,
            internal_name=row.internal_name,
            minimum=row.minimum,
            maximum=row.maximum,
            price_rule=row.price_rule,
            options=options[row.pk],
            item_ids=asked[row.pk],
        )
        for row in rows
    ]


def option_document(row: Option) -> OptionDocument:
    return OptionDocument(
        id=row.pk,
        name=row.name,
        description=row.description,
        price=money(row.price),
        maximum=row.maximum,
        sku=row.sku,
        is_available=row.is_available,
    )


def _windows(mine: Q) -> dict[tuple[str, int | None], list[WindowDocument]]:
    found: dict[tuple[str, int | None], list[WindowDocument]] = defaultdict(list)
    for row in Window.objects.filter(mine):
        key = ("item", row.item_id) if row.item_id else ("category", row.category_id)
        found[key].append(
            WindowDocument(
                weekdays=[name for day, name in enumerate(DAYS) if row.weekdays >> day & 1],
                starts=f"{row.starts:%H:%M}",
                ends=f"{row.ends:%H:%M}",
            )
        )
    return found
