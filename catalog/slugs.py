"""Addresses made from names."""

from django.db import models
from django.utils.text import slugify

from catalog.models.slugs import OldSlug

SHORTEST = "item"


def unique_slug(model: type[models.Model], name: str) -> str:
    """Return an address for `name` that no row of `model` has. Only a person changes it."""
    base = slugify(name)[:70].strip("-") or SHORTEST
    taken = set(model._default_manager.filter(slug__startswith=base).values_list("slug", flat=True))
    return free_slug(base, taken)


def free_slug(base: str, taken: set[str]) -> str:
    """Return `base`, or `base-2`, `base-3`… whichever is not in `taken`."""
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def item_moved_to(slug: str) -> str | None:
    """Return the present address of the item that once had this one."""
    return OldSlug.objects.filter(slug=slug).values_list("item__slug", flat=True).exclude(
        item=None
    ).first()  # fmt: skip


def category_moved_to(slug: str) -> str | None:
    """Return the present address of the category that once had this one."""
    return OldSlug.objects.filter(slug=slug).values_list("category__slug", flat=True).exclude(
        category=None
    ).first()  # fmt: skip
