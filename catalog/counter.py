"""Items as a cart needs them: rows, options and windows in one statement.

Orders are placed through here, many at a time, so it is written in SQL.
"""

from collections.abc import Collection
from datetime import datetime, time
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from catalog import options
from catalog.menu import Picture
from catalog.shelf import Row, Thing, pictures_of
from catalog.windows import Windows, state
from flowt.tenancy import current_tenant
from tenants.hours import WeeklyWindow

# Columns as in `Row`; then what `ItemQuerySet.on_menu` says, options and windows.
_READ = """
SELECT item.id, item.slug, item.name, item.description, item.sku, item.price, item.serves,
  item.kind, item.status, item.diets, item.stock, item.sold_out_until, item.is_highlight,
  item.interest_only, item.sold_count, item.category_id, category.parent_id,
  item.status = 'active' AND category.is_visible AND category.archived_at IS NULL
    AND (parent.id IS NULL OR (parent.is_visible AND parent.archived_at IS NULL)),
  (SELECT json_agg(json_build_array(g.id, g.name, g.minimum, g.maximum, g.price_rule,
     (SELECT json_agg(json_build_array(o.id, o.name, o.price::text, o.maximum, o.is_available,
        (SELECT json_agg(json_build_array(n.id, n.name, n.minimum, n.maximum, n.price_rule,
           (SELECT json_agg(json_build_array(p.id, p.name, p.price::text, p.maximum,
                                             p.is_available, NULL) ORDER BY p.position, p.id)
            FROM catalog_option p WHERE p.group_id = n.id)) ORDER BY n.position, n.id)
         FROM catalog_optiongroup n WHERE n.parent_option_id = o.id)) ORDER BY o.position, o.id)
      FROM catalog_option o WHERE o.group_id = g.id)) ORDER BY link.position, link.id)
   FROM catalog_itemoptiongroup link JOIN catalog_optiongroup g ON g.id = link.group_id
   WHERE link.item_id = item.id),
  (SELECT json_agg(json_build_array(w.item_id, w.category_id, w.weekdays, w.starts, w.ends)
                   ORDER BY w.starts)
   FROM catalog_window w
   WHERE w.item_id = item.id OR w.category_id IN (item.category_id, category.parent_id))
FROM catalog_item item
JOIN catalog_category category ON category.id = item.category_id
LEFT JOIN catalog_category parent ON parent.id = category.parent_id
WHERE item.id = ANY(%s) ORDER BY item.id
"""


class Offer(NamedTuple):
    """An item, and whether the menu has it."""

    thing: Thing
    is_on_menu: bool


def read(item_ids: Collection[int], now: datetime, *, with_pictures: bool = True) -> list[Offer]:
    """Return the items that exist, by id."""
    ids = sorted(item_ids)
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_READ, [ids])
        rows = cursor.fetchall()
    pictures = pictures_of(ids) if with_pictures else {}
    zone = ZoneInfo(current_tenant().time_zone)
    return [_offer(row, pictures.get(row[0], ()), now, zone) for row in rows]


def _offer(
    values: tuple[Any, ...], pictures: tuple[Picture, ...], now: datetime, zone: ZoneInfo
) -> Offer:
    *columns, is_on_menu, groups, windows = values
    row = Row(*columns)
    thing = Thing(
        row=row,
        groups=_groups(groups),
        pictures=pictures,
        window=state(_windows(row, windows or ()), zone.key, now),
        now=now,
        zone=zone,
    )
    return Offer(thing, is_on_menu)


def _groups(rows: list[list[Any]] | None) -> tuple[options.Group, ...]:
    """Build groups from what the statement gathered. One without options asks nothing."""
    return tuple(
        options.Group(
            id=pk,
            name=name,
            min_quantity=minimum,
            max_quantity=maximum,
            price_rule=price_rule,
            options=tuple(_option(row) for row in inner),
        )
        for pk, name, minimum, maximum, price_rule, inner in rows or ()
        if inner
    )


def _option(row: list[Any]) -> options.Option:
    pk, name, price, maximum, is_available, groups = row
    return options.Option(
        id=pk,
        name=name,
        price=Decimal(price),
        max_quantity=maximum,
        is_available=is_available,
        groups=_groups(groups),
    )


def _windows(row: Row, found: Collection[list[Any]]) -> tuple[Windows, Windows, Windows]:
    """The item's own windows, its category's and those of the category above."""
    spans: dict[tuple[int | None, int | None], list[WeeklyWindow]] = {}
    for item_id, category_id, weekdays, starts, ends in found:
        span = WeeklyWindow(weekdays, time.fromisoformat(starts), time.fromisoformat(ends))
        spans.setdefault((item_id, category_id), []).append(span)
    keys = ((row.id, None), (None, row.category_id), (None, row.category__parent_id))
    mine, category, parent = (tuple(spans.get(key, ())) for key in keys)
    return mine, category, parent
