"""What the console lists: the tree of categories, items by filter, groups."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from unicodedata import combining, normalize

from django.contrib.postgres.lookups import Unaccent
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.timezone import localtime

from catalog.menu import Picture
from catalog.models.categories import Category
from catalog.models.items import Item, ItemPicture
from catalog.models.options import OptionGroup
from catalog.operations.availability import UNTIL_TOLD
from catalog.shelf import picture

IN_TREE = (  # a category's own items, then those of each category inside it
    Coalesce("category__parent__position", "category__position"),
    Coalesce("category__parent_id", "category_id"),
    F("category__parent_id").asc(nulls_first=True),
    "category__position",
    "category_id",
)
SORTS: dict[str, tuple[Any, ...]] = {
    "menu": (*IN_TREE, "position", "pk"),
    "name": ("name", "pk"),
    "-name": ("-name", "-pk"),
    "price": ("price", "pk"),
    "-price": ("-price", "-pk"),
    "-sold": ("-sold_count", "pk"),
    "-updated": ("-updated_at", "-pk"),
}
PAGE_SIZE = 50
SHORTEST_MISTYPED = 4  # shorter words are alike by chance
LIKENESS = 0.42  # from here on a word is taken for a mistyped one


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What is asked of the list. `category` includes those inside it."""

    category: int | None = None
    query: str = ""
    status: str = ""
    is_sold_out: bool = False
    has_no_picture: bool = False
    sort: str = "menu"

    @property
    def is_narrowed(self) -> bool:
        """Is anything left out besides other categories and the archive?"""
        return bool(self.query or self.status or self.is_sold_out or self.has_no_picture)

    @property
    def can_arrange(self) -> bool:
        """Does the list show one category's items in the order of the menu?"""
        return bool(self.category) and not self.is_narrowed and self.sort == "menu"


@dataclass
class Node:
    """A category of the tree. `count` is of its own items, those inside it not counted."""

    category: Category
    count: int
    children: list["Node"] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.count + sum(child.count for child in self.children)


def tree() -> list[Node]:
    """Return the categories that are not archived, each with how many items it holds."""
    present = Count("items", filter=~Q(items__status=Item.Status.ARCHIVED))
    rows = Category.objects.present().annotate(held=present).prefetch_related("windows")
    rows = rows.order_by("position", "id")  # grouping drops the model's own order
    nodes = {row.pk: Node(row, row.held) for row in rows}  # type: ignore[attr-defined]
    roots: list[Node] = []
    for node in nodes.values():
        parent = nodes.get(node.category.parent_id or 0)
        (parent.children if parent else roots).append(node)
    return roots


def find_items(filters: Filters, now: datetime) -> QuerySet[Item]:
    """Return the items that a list of these filters shows, in its order."""
    items = Item.objects.select_related("category", "category__parent").prefetch_related(
        Prefetch("pictures", ItemPicture.objects.order_by("position", "id")), "group_links"
    )
    items = items.filter(status=filters.status) if filters.status else items.present()
    if filters.category:
        mine = Q(category=filters.category) | Q(category__parent=filters.category)
        items = items.filter(mine)
    if filters.is_sold_out:
        items = items.filter(Q(stock=0) | Q(sold_out_until__gt=now))
    if filters.has_no_picture:
        items = items.filter(pictures=None)
    for word in plain(filters.query).split()[:6]:
        match = Q(name__unaccent__icontains=word) | Q(sku__istartswith=word)
        if len(word) >= SHORTEST_MISTYPED:
            likeness = TrigramWordSimilarity(word, Unaccent("name"))
            match |= Q(GreaterThanOrEqual(likeness, LIKENESS))
        items = items.filter(match)
    return items.order_by(*SORTS.get(filters.sort, SORTS["menu"]))


def find_groups(query: str = "") -> QuerySet[OptionGroup]:
    """Return the groups that items ask, with their options and how many items ask each."""
    groups = OptionGroup.objects.filter(parent_option=None).prefetch_related("options__groups")
    for word in plain(query).split()[:6]:
        groups = groups.filter(
            Q(name__unaccent__icontains=word)
            | Q(internal_name__unaccent__icontains=word)
            | Q(options__name__unaccent__icontains=word)
        )
    asked = Count("item_links", filter=~Q(item_links__item__status="archived"), distinct=True)
    return groups.annotate(asked=asked).order_by("position", "id").distinct()


def plain(text: str) -> str:
    """Return a text without accents, for comparing."""
    return "".join(char for char in normalize("NFKD", text) if not combining(char)).strip()


@dataclass(frozen=True)
class Line:
    """An item as a row of the list shows it."""

    item: Item
    now: datetime

    @property
    def picture(self) -> Picture | None:
        rows = list(self.item.pictures.all())
        return picture(rows[0]) if rows else None

    @property
    def is_priced_by_options(self) -> bool:
        """Does it cost nothing by itself, and something by what is chosen?"""
        return self.item.price == 0 and bool(self.item.group_links.all())

    @property
    def is_sold_out(self) -> bool:
        return self.item.is_sold_out(self.now)

    @property
    def is_told(self) -> bool:
        """Sold out until somebody says otherwise?"""
        return self.item.sold_out_until == UNTIL_TOLD

    @property
    def back_at(self) -> datetime | None:
        """When it is sold again by itself."""
        until = self.item.sold_out_until
        is_coming = until and until > self.now and not self.is_told and self.item.stock != 0
        return until if is_coming else None

    @property
    def is_back_today(self) -> bool:
        at = self.back_at
        return at is not None and localtime(at).date() == localtime(self.now).date()
