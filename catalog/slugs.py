"""Addresses made from names."""

from django.db import models
from django.utils.text import slugify

SHORTEST = "item"


def unique_slug(model: type[models.Model], name: str) -> str:
    """Return an address for `name` that no row of `model` has. It never changes afterwards."""
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
