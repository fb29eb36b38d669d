"""Values of an import, written for people."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models.items import Item
from catalog.models.options import OptionGroup
from catalog.transfer.cells import write_window
from catalog.transfer.document import GroupRow, OptionRow, WindowRow
from flowt.money import format_money

register = template.Library()
NAMES = {
    "name": gettext_lazy("name"),
    "internal_name": gettext_lazy("name for your team"),
    "description": gettext_lazy("description"),
    "price": gettext_lazy("price"),
    "sku": gettext_lazy("code"),
    "status": gettext_lazy("status"),
    "stock": gettext_lazy("stock"),
    "kind": gettext_lazy("kind"),
    "serves": gettext_lazy("serves"),
    "is_highlight": gettext_lazy("highlight"),
    "interest_only": gettext_lazy("enquiries only"),
    "diets": gettext_lazy("diet"),
    "groups": gettext_lazy("options"),
    "options": gettext_lazy("options"),
    "windows": gettext_lazy("hours"),
    "is_visible": gettext_lazy("shown on the menu"),
    "minimum": gettext_lazy("at least"),
    "maximum": gettext_lazy("at most"),
    "price_rule": gettext_lazy("price rule"),
    "category": gettext_lazy("category"),
    "parent": gettext_lazy("inside"),
    "archived": gettext_lazy("archived"),
}
WORDS = dict(
    [
        *Item.Status.choices,
        *Item.Kind.choices,
        *Item.Diet.choices,
        *OptionGroup.PriceRule.choices,
    ]
)


@register.filter
def field_name(name: str) -> str:
    return str(NAMES.get(name, name))


@register.filter
def in_words(value: Any) -> str:
    """Write a field's value: money, yes or no, lists with commas, "—" for nothing."""
    match value:
        case None | "" | ():
            return "—"
        case True | "true":
            return _("yes")
        case False | "false":
            return _("no")
        case Decimal():
            return format_money(value)
        case WindowRow():
            return write_window(value)
        case OptionRow() if value.price:
            return f"{value.name} {format_money(value.price)}"
        case OptionRow() | GroupRow():
            return value.name
        case tuple():
            return ", ".join(in_words(one) for one in value)
    return str(WORDS.get(value, value)) if isinstance(value, str) else str(value)
