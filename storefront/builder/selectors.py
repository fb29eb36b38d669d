"""Reads of built pages."""

from dataclasses import dataclass
from datetime import datetime

from storefront.builder.models import Page, PageRedirect, PageVersion


@dataclass(frozen=True, slots=True)
class LivePage:
    """A page as visitors see it now; at `true_until` it changes by itself."""

    page: Page
    version: PageVersion
    true_until: datetime | None


def live_page(slug: str, now: datetime) -> LivePage | None:
    """Return the page of that address as it stands at `now`; None if nothing is shown there."""
    page = Page.objects.filter(slug=slug).first()
    if page is None or not page.is_live(now):
        return None
    version = page.versions.filter(number=page.number_at(now)).first()
    return LivePage(page, version, page.next_change(now)) if version else None


def was_shown(slug: str) -> bool:
    """Was this address a page once that visitors saw?"""
    return Page.objects.filter(slug=slug, published_number__isnull=False).exists()


def moved_to(slug: str) -> Page | None:
    """Return the page that once had this address."""
    found = PageRedirect.objects.select_related("page").filter(slug=slug).first()
    return found.page if found else None
