"""Items as a cart needs them: rows, options and windows in one statement.

Orders are placed through here, many at a time, so it is written in SQL.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from catalog import kept, options
from catalog.kept import Definition
from catalog.menu import Picture
from catalog.shelf import Row, Thing, pictures_of
from catalog.windows import Windows, state
from flowt.rows import Script
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


_STOCK = "SELECT id, stock FROM catalog_item WHERE id = ANY(%s)"


class Offer(NamedTuple):
    """An item, and whether the menu has it."""

    thing: Thing
    is_on_menu: bool


@dataclass(frozen=True)
class Ground:
    """What somebody who prices has read already, in the transaction at hand: the menu's version,
    and how much is left of some items (None: it is not counted).
    """

    version: int
    stock: Mapping[int, int | None]


def add_stock(script: Script, item_ids: Collection[int]) -> int:
    """Ask, within a script, for what a `Ground` knows of these items; return the answer's place."""
    return script.add(_STOCK, [list(item_ids)])


def read(
    item_ids: Collection[int],
    now: datetime,
    *,
    with_pictures: bool = True,
    ground: Ground | None = None,
) -> list[Offer]:
    """Return the items that exist, by id: one query, or none where `ground` says enough."""
    ids = sorted(item_ids)
    if not ids:
        return []
    defined = _defined(ids) if ground is None else _on(ground, ids)
    pictures = pictures_of(ids) if with_pictures else {}
    zone = ZoneInfo(current_tenant().time_zone)
    return [
        Offer(_thing(defined[pk], pictures.get(pk, ()), now, zone), defined[pk].is_on_menu)
        for pk in ids
        if pk in defined
    ]


def _defined(ids: list[int]) -> dict[int, Definition]:
    with connection.cursor() as cursor:
        cursor.execute(_READ, [ids])
        return {values[0]: _definition(values) for values in cursor.fetchall()}


def _definition(values: tuple[Any, ...]) -> Definition:
    *columns, is_on_menu, groups, windows = values
    row = Row(*columns)
    return Definition(row, is_on_menu, _groups(groups), _windows(row, windows or ()))


def _on(ground: Ground, ids: list[int]) -> dict[int, Definition]:
    """Return items as memory has them, with what is left of each now."""
    known = kept.at(ground.version)
    fresh = _defined(missing) if (missing := [pk for pk in ids if pk not in known]) else {}
    if fresh:
        kept.add(ground.version, fresh)
    found = [known[pk] for pk in ids if pk in known]
    stock = dict(ground.stock)
    if unsaid := [one.row.id for one in found if one.row.id not in stock]:
        with connection.cursor() as cursor:
            cursor.execute(_STOCK, [unsaid])
            stock.update(cursor.fetchall())
    counted = (one._replace(row=one.row._replace(stock=stock.get(one.row.id))) for one in found)
    return {**{one.row.id: one for one in counted}, **fresh}


def _thing(one: Definition, pictures: tuple[Picture, ...], now: datetime, zone: ZoneInfo) -> Thing:
    return Thing(
        row=one.row,
        groups=one.groups,
        pictures=pictures,
        window=state(one.windows, zone.key, now),
        now=now,
        zone=zone,
    )


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
