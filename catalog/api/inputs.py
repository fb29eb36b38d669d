"""What is sent to change the catalogue. A PATCH holds only what is to change."""

from datetime import time
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from catalog.documents import DAYS
from catalog.forms.items import MOST_STOCK
from catalog.models.items import Item
from catalog.models.options import OptionGroup
from flowt.api.types import Id, Input, Instant, Money, text
from tenants.hours import WeeklyWindow

Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["18:00"])]
Stock = Annotated[int, Field(ge=0, le=MOST_STOCK)]
Units = Annotated[int, Field(ge=1, le=99)]
Name = text(120, 1)


def _no_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


def left_out(**about: Any) -> Any:
    """A field that a PATCH may leave out. What it then is, is not asked."""
    return Field(None, json_schema_extra=_no_default, **about)


class WindowInput(Input):
    weekdays: Annotated[list[Literal[DAYS]], Field(min_length=1, max_length=7)]
    starts: Clock
    ends: Clock = Field(description=N_("At or before `starts`: on the next day."))

    def window(self) -> WeeklyWindow:
        mask = sum(1 << DAYS.index(day) for day in set(self.weekdays))
        return WeeklyWindow(mask, time.fromisoformat(self.starts), time.fromisoformat(self.ends))


Windows = Annotated[list[WindowInput], Field(max_length=50)]


class CategoryInput(Input):
    name: text(80, 1) = Field(examples=["Pizzas"])
    parent_id: Id | None = None
    description: text(300) = ""
    is_visible: bool = True
    windows: Windows = Field(default_factory=list)


class CategoryPatch(Input):
    name: text(80, 1) = left_out()
    description: text(300) = left_out()
    is_visible: bool = left_out()
    windows: Windows = left_out()


class ItemInput(Input):
    category_id: Id
    name: Name = Field(examples=["Pizza margherita"])
    price: Money = Field(examples=["48.00"])
    kind: Literal[*Item.Kind.values] = "product"
    description: text(1000) = ""
    serves: text(40) = ""
    sku: text(40) = ""
    status: Literal["active", "hidden"] = "active"
    is_highlight: bool = False
    interest_only: bool = False
    diets: Annotated[list[Literal[*Item.Diet.values]], Field(max_length=8)] = Field(
        default_factory=list
    )
    stock: Stock | None = Field(None, description=N_("Null: units are not counted."))
    windows: Windows = Field(default_factory=list)


class ItemPatch(Input):
    category_id: Id = left_out()
    name: Name = left_out()
    price: Money = left_out(examples=["48.00"])
    kind: Literal[*Item.Kind.values] = left_out()
    description: text(1000) = left_out()
    serves: text(40) = left_out()
    sku: text(40) = left_out()
    status: Literal["active", "hidden"] = left_out()
    is_highlight: bool = left_out()
    interest_only: bool = left_out()
    diets: Annotated[list[Literal[*Item.Diet.values]], Field(max_length=8)] = left_out()
    windows: Windows = left_out()


class StockInput(Input):
    stock: Stock | None = Field(description=N_("Null: units are not counted."))


class SoldOutInput(Input):
    until: Instant | None = Field(
        None, description=N_("When it is back by itself; null: when somebody says so.")
    )


class GroupsInput(Input):
    option_group_ids: Annotated[list[Id], Field(max_length=50)] = Field(
        description=N_("All the groups it asks afterwards, in this order.")
    )


class OptionInput(Input):
    id: Id | None = Field(None, description=N_("Of an option the group has; null: a new one."))
    name: text(80, 1) = Field(examples=["Catupiry"])
    description: text(200) = ""
    price: Money = Field("0.00", validate_default=True, examples=["5.00"])
    maximum: Units = 1
    sku: text(40) = ""
    is_available: bool = True


class GroupInput(Input):
    """A whole group. Options that are not named here are gone afterwards."""

    name: text(80, 1) = Field(examples=["Borda"])
    internal_name: text(80) = ""
    minimum: Annotated[int, Field(ge=0, le=99)] = 0
    maximum: Units = 1
    price_rule: Literal[*OptionGroup.PriceRule.values] = "sum"
    options: Annotated[list[OptionInput], Field(max_length=100)]


class NewGroupInput(GroupInput):
    parent_option_id: Id | None = Field(
        None, description=N_("Ask it once that option is chosen; null: with items.")
    )


class OptionAvailability(Input):
    is_available: bool
