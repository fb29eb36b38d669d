"""Builders of rows. Only the fields that matter; the rest has plain values."""

from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from catalog.models.categories import Category
from catalog.models.items import Item, ItemOptionGroup
from catalog.models.options import Option, OptionGroup
from orders.models import Order, OrderLine, OrderMove
from people.models import Person

_numbers = count(1)
PIX_SETTINGS = {
    "key": "caixa@cantina.example",
    "key_kind": "email",
    "receiver": "Cantina da Nona",
    "city": "Sao Paulo",
}


def make_category(name: str = "Pratos", **fields: Any) -> Category:
    fields.setdefault("slug", f"categoria-{next(_numbers)}")
    return Category.objects.create(name=name, **fields)


def make_item(name: str = "Lasanha", *, price: str = "30.00", **fields: Any) -> Item:
    fields.setdefault("slug", f"item-{next(_numbers)}")
    if "category" not in fields:
        fields["category"] = Category.objects.first() or make_category()
    return Item.objects.create(name=name, price=Decimal(price), **fields)


def make_group(
    name: str = "Tamanho",
    *,
    item: Item | None = None,
    options: dict[str, str] | None = None,
    **fields: Any,
) -> OptionGroup:
    """`options` maps names to prices. With `item`, the group is asked with it."""
    group = OptionGroup.objects.create(name=name, **fields)
    Option.objects.bulk_create(
        Option(group=group, name=option, price=Decimal(price), position=position)
        for position, (option, price) in enumerate((options or {}).items())
    )
    if item is not None:
        ItemOptionGroup.objects.create(item=item, group=group)
    return group


def make_order(*, number: int = 1, total: str = "30.00", lines: int = 1, **fields: Any) -> Order:
    """An order for pick-up in cash, of `lines` lines that add up to `total`. Not asked to pay."""
    fields.setdefault("customer_name", "Ana Lima")
    fields.setdefault("customer_phone", f"+55119{next(_numbers):08d}")
    if "person" not in fields:
        fields["person"] = Person.objects.create(
            name=fields["customer_name"], phone=fields["customer_phone"]
        )
    amount = Decimal(total)
    order = Order.objects.create(
        number=number,
        **{
            "idempotency_key": uuid4().hex,
            "request_digest": "0" * 64,
            "profile": "pickup",
            "currency": "BRL",
            "subtotal": amount,
            "total": amount,
            "payment_kind": "cash",
            "placed_at": timezone.now(),
            "correlation_id": uuid4(),
            **fields,
        },
    )
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            position=position,
            name=f"Prato {position}",
            quantity=1,
            unit_price=amount if position == 1 else 0,
            total=amount if position == 1 else 0,
        )
        for position in range(1, lines + 1)
    )
    OrderMove.objects.create(order=order, verb="place", to_status="under_review")
    return order
