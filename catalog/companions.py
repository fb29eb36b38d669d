"""What goes well with what was chosen: from what was ordered together, else best sellers."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from catalog import counter, options
from catalog.menu import Card

MOST = 4  # shown
MOST_OF_ONE_CATEGORY = 2
FEWEST_ORDERS = 2  # together: one is no habit
_TRIED = 16  # of these some may be outside their hours
# The share of the orders with a chosen item that had the other one too, added up over what was
# chosen. The five more orders it is a share of keep two lucky ones from being a hundred per cent.
_PICK = """
WITH beside AS (
  SELECT second_id AS id, first_id AS chosen_id, orders FROM catalog_itempair
  WHERE first_id = ANY(%(chosen)s) AND second_id <> ALL(%(chosen)s)
  UNION ALL
  SELECT first_id, second_id, orders FROM catalog_itempair
  WHERE second_id = ANY(%(chosen)s) AND first_id <> ALL(%(chosen)s)
), scored AS (
  SELECT beside.id, sum(beside.orders::float8 / (own.orders + 5)) AS score
  FROM beside JOIN catalog_itempair own
    ON own.first_id = beside.chosen_id AND own.second_id = beside.chosen_id
  WHERE beside.orders >= %(fewest)s GROUP BY beside.id
)
SELECT item.id, item.category_id, scored.id IS NOT NULL
FROM catalog_item item
JOIN catalog_category category ON category.id = item.category_id
LEFT JOIN catalog_category parent ON parent.id = category.parent_id
LEFT JOIN scored ON scored.id = item.id
WHERE item.status = 'active' AND category.is_visible AND category.archived_at IS NULL
  AND (parent.id IS NULL OR (parent.is_visible AND parent.archived_at IS NULL))
  AND item.id <> ALL(%(chosen)s) AND NOT item.interest_only AND item.stock IS DISTINCT FROM 0
  AND (item.sold_out_until IS NULL OR item.sold_out_until <= %(now)s)
  AND (scored.id IS NOT NULL OR ((item.sold_count > 0 OR item.is_highlight)
    AND item.category_id NOT IN (SELECT category_id FROM catalog_item WHERE id = ANY(%(chosen)s))))
ORDER BY scored.score DESC NULLS LAST, item.sold_count DESC, item.is_highlight DESC, item.id
LIMIT %(tried)s
"""


class Chosen(NamedTuple):
    """An item that was chosen already, and what it asks."""

    name: str
    groups: tuple[options.Group, ...]


@dataclass(frozen=True)
class Company:
    """`is_learnt`: at least one card was ordered together with what was chosen."""

    cards: tuple[Card, ...] = ()
    is_learnt: bool = False
    chosen: dict[int, Chosen] = field(default_factory=dict)


def company_of(item_ids: Collection[int], now: datetime) -> Company:
    """Return up to four items that can be ordered now, none of them chosen; in three queries."""
    chosen = sorted(set(item_ids))
    if not chosen:
        return Company()
    told = {"chosen": chosen, "fewest": FEWEST_ORDERS, "now": now, "tried": _TRIED}
    with connection.cursor() as cursor:
        cursor.execute(_PICK, told)
        rows = cursor.fetchall()
    things = {one.thing.row.id: one.thing for one in counter.read([*chosen, *_ids(rows)], now)}
    cards: list[Card] = []
    taken: Counter[int] = Counter()
    is_learnt = False
    for pk, category_id, is_known in rows:
        card = things[pk].card()
        if card.can_order and taken[category_id] < MOST_OF_ONE_CATEGORY and len(cards) < MOST:
            cards.append(card)
            taken[category_id] += 1
            is_learnt = is_learnt or is_known
    known = {pk: things[pk] for pk in chosen if pk in things}
    about = {pk: Chosen(thing.row.name, thing.groups) for pk, thing in known.items()}
    return Company(tuple(cards), is_learnt, about)


def _ids(rows: list[tuple[int, int, bool]]) -> list[int]:
    return [pk for pk, _category_id, _is_known in rows]
