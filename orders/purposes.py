"""What an order is to its payments: who is told, and what accepting a late payment does."""

from collections.abc import Collection
from typing import Any, Self

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from flowt.tenancy import current_tenant
from orders.models import Order
from orders.operations.moving import tell_live
from orders.operations.reopening import reopen_order, repeat_order
from payments.purposes import Payer, Purpose, Repeated, purposes
from tenants.selectors import public_url

PAY = "pay"  # what open boards are told


@purposes.register
class OrderPurpose(Purpose):
    """`order-12` is the order with that key. One that is gone is a mere reference."""

    kind = "order"

    @property
    def pk(self) -> int | None:
        number = self.reference.partition("-")[2]
        return int(number) if number.isdecimal() else None

    @cached_property
    def order(self) -> Order | None:
        return Order.objects.filter(pk=self.pk).first() if self.pk is not None else None

    @classmethod
    def all_of(cls, references: Collection[str]) -> list[Self]:
        """With their orders, in one query."""
        found = [cls(reference) for reference in references]
        orders = Order.objects.in_bulk([one.pk for one in found if one.pk is not None])
        for one in found:
            one.order = orders.get(one.pk)
        return found

    def label(self) -> str:
        if self.order is None:
            return self.reference
        return _("Order %(number)s") % {"number": self.order.number}

    def url(self) -> str:
        return reverse("orders:detail", args=[self.order.number]) if self.order else ""

    def payer(self) -> Payer:
        order = self.order
        if order is None:
            return Payer()
        return Payer(
            name=order.customer_name,
            email=order.customer_email,
            document=str(order.customer_document),
            phone=order.customer_phone,
            address=dict(order.address),
        )

    def page_url(self) -> str:
        if self.order is None:
            return ""
        return public_url(current_tenant(), self.order.get_absolute_url())

    def look_again(self) -> None:
        if self.order is not None:
            tell_live(self.order, PAY)

    def hold(self) -> None:
        if self.order is not None:
            Order.objects.select_for_update().get(pk=self.order.pk)

    def reopen(self, *, actor: Any) -> None:
        if self.order is not None:
            reopen_order(self.order, actor=actor)

    def repeat(self, *, actor: Any) -> Repeated | None:
        if self.order is None:
            return None
        again = repeat_order(self.order, actor=actor)
        return Repeated(again.reference, again.total, again.currency)
