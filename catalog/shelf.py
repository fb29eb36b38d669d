"""Items as they stand at an instant: rows, options, pictures and windows, in four queries."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.core.files.storage import default_storage
from django.db.models import OuterRef, Q, QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from catalog import options
from catalog.cheapest import lowest_price, usual_price
from catalog.menu import Card, Picture
from catalog.models.items import Item, ItemOptionGroup, ItemPicture, Window
from catalog.models.options import Option, OptionGroup
from catalog.windows import State, Windows, state
from flowt.tenancy import current_tenant
from tenants.hours import WeeklyWindow

_LINKS = ItemOptionGroup.objects.filter(item=OuterRef("pk")).order_by("position", "pk")
_ASKED = ArraySubquery(_LINKS.values("group_id"))  # ids of the groups asked with an item
PREFERRED_WIDTH = 640  # of the copy named where a browser chooses none


class Row(NamedTuple):
    """The columns read of an item; the names are those of `Item`."""

    id: int
    slug: str
    name: str
    description: str
    sku: str
    price: Decimal
    serves: str
    kind: str
    status: str
    diets: list[str]
    stock: int | None
    sold_out_until: datetime | None
    is_highlight: bool
    interest_only: bool
    sold_count: int
    category_id: int
    category__parent_id: int | None


@dataclass(frozen=True)
class Thing:
    """An item with all that belongs to it, at `now`."""

    row: Row
    groups: tuple[options.Group, ...]
    pictures: tuple[Picture, ...]
    window: State
    now: datetime
    zone: ZoneInfo = field(repr=False)

    @cached_property
    def lowest(self) -> Decimal | None:
        return lowest_price(self.row.price, self.groups)

    @property
    def is_marked_sold_out(self) -> bool:
        return self.row.sold_out_until is not None and self.row.sold_out_until > self.now

    @cached_property
    def is_sold_out(self) -> bool:
        return self.row.stock == 0 or self.is_marked_sold_out or self.lowest is None

    @property
    def picture(self) -> Picture | None:
        return self.pictures[0] if self.pictures else None

    @property
    def true_until(self) -> datetime | None:
        changes = [self.window.next_change, self.row.sold_out_until]
        return min((at for at in changes if at and at > self.now), default=None)

    @property
    def available_text(self) -> str:
        if not self.window.is_open:
            at = self.window.opens_at
            return say_when(at, self.now, self.zone) if at else _("Not available now")
        until = self.row.sold_out_until
        if until is not None and until > self.now and self.row.stock != 0:
            return say_when(until, self.now, self.zone)
        return ""

    def card(self) -> Card:
        row = self.row
        return Card(
            id=row.id,
            slug=row.slug,
            name=row.name,
            description=row.description,
            price=row.price if self.lowest is None else self.lowest,
            usual_price=usual_price(row.price, self.groups) if self.groups else row.price,
            has_options=bool(self.groups),
            is_from_price=any(_varies(group) for group in self.groups),
            picture=self.picture,
            diets=tuple(row.diets),
            is_sold_out=self.is_sold_out,
            is_available=self.window.is_open,
            available_text=self.available_text,
            is_highlight=row.is_highlight,
            interest_only=row.interest_only,
            serves=row.serves,
            kind=row.kind,
        )


def read(items: QuerySet[Item], now: datetime) -> list[Thing]:
    """Return `items` in order."""
    asked = items.annotate(asked=_ASKED).values_list(*Row._fields, "asked")
    found = [(Row(*columns), group_ids) for *columns, group_ids in asked]
    rows = [row for row, _group_ids in found]
    if not rows:
        return []
    time_zone = current_tenant().time_zone
    groups = _groups({row.id: group_ids for row, group_ids in found})
    pictures = pictures_of([row.id for row in rows])
    by_item, by_category = _windows(rows)
    return [
        Thing(
            row=row,
            groups=groups.get(row.id, ()),
            pictures=pictures.get(row.id, ()),
            window=state(
                (
                    by_item.get(row.id, ()),
                    by_category.get(row.category_id, ()),
                    by_category.get(row.category__parent_id, ()),
                ),
                time_zone,
                now,
            ),
            now=now,
            zone=ZoneInfo(time_zone),
        )
        for row in rows
    ]


def groups_of(item_ids: Collection[int]) -> dict[int, tuple[options.Group, ...]]:
    """Return the groups asked with each item. One without options asks nothing and is left out."""
    rows = Item.objects.filter(pk__in=item_ids).annotate(asked=_ASKED)
    return _groups(dict(rows.values_list("pk", "asked")))


def _groups(asked: dict[int, list[int]]) -> dict[int, tuple[options.Group, ...]]:
    wanted = {group_id for group_ids in asked.values() for group_id in group_ids}
    if not wanted:
        return {}
    specs = _specs(wanted)
    found = {
        item_id: tuple(specs[group_id] for group_id in group_ids if group_id in specs)
        for item_id, group_ids in asked.items()
    }
    return {item_id: groups for item_id, groups in found.items() if groups}


def _specs(group_ids: Collection[int]) -> dict[int, options.Group]:
    """Return the groups that have options, and the groups under those, in one query."""
    mine = Q(group__in=group_ids) | Q(group__parent_option__group__in=group_ids)
    rows: dict[int, list[Option]] = defaultdict(list)
    for option in Option.objects.filter(mine).select_related("group"):
        rows[option.group_id].append(option)
    groups = sorted((some[0].group for some in rows.values()), key=lambda g: (g.position, g.pk))
    nested: dict[int, list[options.Group]] = defaultdict(list)
    for group in groups:
        if group.parent_option_id:
            nested[group.parent_option_id].append(_spec(group, rows[group.pk], {}))
    return {g.pk: _spec(g, rows[g.pk], nested) for g in groups if g.parent_option_id is None}


def _spec(
    group: OptionGroup, rows: list[Option], nested: dict[int, list[options.Group]]
) -> options.Group:
    return options.Group(
        id=group.pk,
        name=group.name,
        min_quantity=group.minimum,
        max_quantity=group.maximum,
        price_rule=group.price_rule,
        options=tuple(
            options.Option(
                id=row.pk,
                name=row.name,
                description=row.description,
                price=row.price,
                max_quantity=row.maximum,
                is_available=row.is_available,
                groups=tuple(nested.get(row.pk, ())),
            )
            for row in rows
        ),
    )


def pictures_of(item_ids: Collection[int]) -> dict[int, tuple[Picture, ...]]:
    """Return the pictures of each item that has any, the first one first."""
    found: dict[int, list[Picture]] = defaultdict(list)
    for row in ItemPicture.objects.filter(item__in=item_ids):
        found[row.item_id].append(picture(row))
    return {item_id: tuple(pictures) for item_id, pictures in found.items()}


def picture(row: ItemPicture) -> Picture:
    """Return the addresses of a stored picture."""
    if row.is_drawing:
        url = default_storage.url(f"{row.file}.svg")
        return Picture(url, "", row.width, row.height, row.alt)
    stem = default_storage.url(row.file)
    widths = sorted(row.widths)
    preferred = max((w for w in widths if w <= PREFERRED_WIDTH), default=widths[0])
    srcset = ", ".join(f"{stem}-{width}.webp {width}w" for width in widths)
    return Picture(f"{stem}-{preferred}.webp", srcset, row.width, row.height, row.alt)


def _windows(
    rows: list[Row],
) -> tuple[dict[int, Windows], dict[int | None, Windows]]:
    categories = {row.category_id for row in rows} | {row.category__parent_id for row in rows}
    mine = Q(item__in=[row.id for row in rows]) | Q(category__in=categories - {None})
    by_item: dict[int, list[WeeklyWindow]] = defaultdict(list)
    by_category: dict[int | None, list[WeeklyWindow]] = defaultdict(list)
    for window in Window.objects.filter(mine):
        span = WeeklyWindow(window.weekdays, window.starts, window.ends)
        if window.item_id:
            by_item[window.item_id].append(span)
        else:
            by_category[window.category_id].append(span)
    return (
        {key: tuple(spans) for key, spans in by_item.items()},
        {key: tuple(spans) for key, spans in by_category.items()},
    )


def _varies(group: options.Group) -> bool:
    """Can a choice that must be made cost more than the cheapest one?"""
    if group.min_quantity == 0:
        return False
    offered = [option for option in group.options if option.is_available]
    prices = {option.price for option in offered}
    return len(prices) > 1 or any(_varies(inner) for o in offered for inner in o.groups)


def say_when(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Say from when on something is sold."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    days = (local.date() - today).days
    hour = formats.time_format(local, "H:i")
    if days == 0:
        return _("From %(time)s today") % {"time": hour}
    if days > 365:  # until somebody says otherwise
        return ""
    if days < 7:
        weekday = formats.date_format(local, "l").lower()
        return _("From %(weekday)s, %(time)s") % {"weekday": weekday, "time": hour}
    return _("From %(date)s") % {"date": formats.date_format(local, "SHORT_DATE_FORMAT")}
