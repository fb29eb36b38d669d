"""Giving an item or a category another address, and keeping the old one."""

from catalog.errors import SlugTaken
from catalog.models.categories import Category
from catalog.models.items import Item
from catalog.models.slugs import OldSlug


def move_slug(row: Item | Category, before: str) -> None:
    """Note that `row`, whose slug was `before`, has another now; in the caller's transaction.

    An address that leads elsewhere as an old one is this row's from now on. Raises SlugTaken.
    """
    if row.slug == before:
        return
    kind = "item" if isinstance(row, Item) else "category"
    if type(row)._default_manager.filter(slug=row.slug).exclude(pk=row.pk).exists():
        raise SlugTaken(slug=row.slug)
    known = OldSlug.objects.filter(**{f"{kind}__isnull": False})
    known.filter(slug=row.slug).delete()
    known.filter(slug=before).delete()
    OldSlug.objects.create(slug=before, **{kind: row})
