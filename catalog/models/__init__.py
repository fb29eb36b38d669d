"""The catalogue's tables. Django finds models here; others import the module they need."""

from catalog.models.categories import Category
from catalog.models.items import Item, ItemOptionGroup, ItemPicture, Window
from catalog.models.options import Option, OptionGroup
from catalog.models.pairs import ItemPair
from catalog.models.slugs import OldSlug

__all__ = [
    "Category",
    "Item",
    "ItemOptionGroup",
    "ItemPair",
    "ItemPicture",
    "OldSlug",
    "Option",
    "OptionGroup",
    "Window",
]
