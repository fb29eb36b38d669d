"""Which pages of a business may be found, and since when they are as they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from catalog.models.categories import Category
from catalog.models.items import Item
from offers.combos import stored
from storefront.builder.models import Page, PageVersion
from storefront.search import COMBOS
from tenants.selectors import public_url

MOST = 50_000  # what one such file may name


@dataclass(frozen=True, slots=True)
class Place:
    url: str
    changed_at: datetime | None = None


def places(request: Any, now: datetime) -> list[Place]:
    """Return menu, catalogue, categories, items, combos and built pages, as they stand at `now`."""
    found = [
        Place(public_url(request.tenant, path, request), changed_at)
        for path, changed_at in (*_fixed(), *_pages(now), *_categories(), *_items(), *_combos())
    ]
    return found[:MOST]


def true_until(now: datetime) -> datetime | None:
    """When a page comes or goes by its schedule."""
    pages = Page.objects.exclude(publish_at=None, unpublish_at=None)
    return min((at for page in pages if (at := page.next_change(now))), default=None)


def _fixed() -> Iterator[tuple[str, datetime | None]]:
    yield reverse("storefront:menu"), None
    yield reverse("storefront:catalog"), None


def _pages(now: datetime) -> Iterator[tuple[str, datetime | None]]:
    pages = list(Page.objects.live(now))
    numbers = [(page.pk, page.number_at(now)) for page in pages]
    versions = PageVersion.objects.filter(page__in=pages).values_list(
        "page_id", "number", "created_at"
    )
    made = {(pk, number): at for pk, number, at in versions}
    for page, key in zip(pages, numbers, strict=True):
        yield page.get_absolute_url(), made.get(key)  # type: ignore[arg-type]


def _categories() -> Iterator[tuple[str, datetime | None]]:
    """Categories that show something, and those they stand in."""
    shown = set(Item.objects.on_menu().values_list("category_id", "category__parent_id"))
    ids = {pk for pair in shown for pk in pair if pk}
    for slug, at in Category.objects.filter(pk__in=ids).values_list("slug", "updated_at"):
        yield reverse("storefront:catalog_category", args=[slug]), at


def _items() -> Iterator[tuple[str, datetime | None]]:
    for slug, at in Item.objects.on_menu().values_list("slug", "updated_at"):
        yield reverse("storefront:item", args=[slug]), at


def _combos() -> Iterator[tuple[str, datetime | None]]:
    """Their section of the catalogue, and each."""
    combos = stored.on_menu()
    if combos:
        yield reverse("storefront:catalog_category", args=[COMBOS]), None
    for combo in combos:
        yield reverse("storefront:combo", args=[combo.slug]), None
