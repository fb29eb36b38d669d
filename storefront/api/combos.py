"""The menu's combos as the API shows them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from catalog.offer import Offered
from flowt.api.types import MoneyText, Output, money
from offers.combos.cards import ComboCard, ComboShelf
from offers.combos.pricing import included_of
from offers.combos.stored import StoredChoice, StoredCombo, StoredGroup
from tenants.selectors import public_url


class MenuComboChoice(Output):
    id: int = Field(description=N_("Named in an order's picks."))
    item_id: int
    surcharge: MoneyText = Field(description=N_("Added to the combo's price for each unit."))
    options_included: MoneyText = Field(
        description=N_("What the item's options may cost before they are paid on top.")
    )
    maximum: int = Field(description=N_("How many at most; of a fixed group, how many come along."))
    is_default: bool
    can_order: bool


class MenuComboGroup(Output):
    """Fixed: all of it comes along. Else `minimum` to `maximum` units are picked."""

    id: int
    name: str
    is_fixed: bool
    minimum: int
    maximum: int
    choices: list[MenuComboChoice]


class MenuCombo(Output):
    id: int
    slug: str
    category_id: int | None
    name: str
    description: str
    price: MoneyText = Field(description=N_("Of one, without surcharges."))
    lowest_price: MoneyText = Field(description=N_("With the cheapest picks."))
    saving: MoneyText = Field(description=N_("What it costs less, at least, than its items alone."))
    can_order: bool = Field(description=N_("Can it be ordered at this moment?"))
    is_sold_out: bool
    available_text: str = Field(description=N_("When it is back, in words."))
    is_highlight: bool
    url: str
    groups: list[MenuComboGroup]


def combos_on(request: Any, shelf: ComboShelf, items: Mapping[int, Offered]) -> list[MenuCombo]:
    """Write the combos of a menu whose items are `items`, by id."""
    pairs = zip(shelf.rows, shelf.cards, strict=True)
    return [_combo(request, row, card, items) for row, card in pairs]


def _combo(
    request: Any, row: StoredCombo, card: ComboCard, items: Mapping[int, Offered]
) -> MenuCombo:
    return MenuCombo(
        id=row.id,
        slug=row.slug,
        category_id=row.category_id,
        name=row.name,
        description=row.description,
        price=money(row.price),
        lowest_price=money(card.price),
        saving=money(card.saving),
        can_order=card.can_order,
        is_sold_out=card.is_sold_out,
        available_text=card.available_text,
        is_highlight=row.is_highlight,
        url=public_url(request.tenant, card.url, request),
        groups=[_group(group, items) for group in row.groups],
    )


def _group(group: StoredGroup, items: Mapping[int, Offered]) -> MenuComboGroup:
    return MenuComboGroup(
        id=group.id,
        name=group.name,
        is_fixed=group.is_fixed,
        minimum=group.minimum,
        maximum=group.maximum,
        choices=[_choice(one, items[one.item_id]) for one in group.choices if one.item_id in items],
    )


def _choice(choice: StoredChoice, item: Offered) -> MenuComboChoice:
    included = included_of(item.base_price, item.groups, choice.allowance)
    return MenuComboChoice(
        id=choice.id,
        item_id=choice.item_id,
        surcharge=money(choice.surcharge),
        options_included=money(included),
        maximum=choice.maximum,
        is_default=choice.is_default,
        can_order=item.card.can_order,
    )
