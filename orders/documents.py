"""An order as the API shows it. Field names are promises."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from flowt.api.types import InstantText, MoneyText, Output, money, utc
from orders.models import Order, OrderLine
from orders.states import next_verbs
from payments.models import Payment
from payments.selectors import label_of, payments_of, refund_due
from tenants.selectors import public_url


class ChosenOption(Output):
    group: str
    name: str
    quantity: int
    price: MoneyText
    options: list["ChosenOption"]


class OrderCombo(Output):
    """The combo an item is part of. Items with the same `key` belong together."""

    id: int
    key: str
    name: str
    quantity: int = Field(description=N_("How many of the combo; the item's quantity is in all."))


class OrderDiscount(Output):
    """What one offer took off, and why."""

    offer_id: int
    label: str
    reason: str
    amount: MoneyText = Field(description=N_("All it is worth: of items, delivery and gifts."))


class OrderItem(Output):
    item_id: int | None = Field(description=N_("Null where the item is gone from the catalogue."))
    name: str
    sku: str
    quantity: int
    unit_price: MoneyText
    total: MoneyText = Field(description=N_("Before any discount."))
    discount: MoneyText
    discounts: list[OrderDiscount]
    options: list[ChosenOption]
    notes: str
    combo: OrderCombo | None = Field(description=N_("Set where it is part of a combo."))


class OrderAddress(Output):
    cep: str
    street: str
    number: str
    complement: str
    district: str
    city: str
    state: str
    reference: str


class Pix(Output):
    code: str = Field(description=N_("The code to copy and paste (BR Code)."))
    qr_code_url: str
    expires_at: InstantText | None


class PaymentPage(Output):
    url: str = Field(description=N_("The gateway's own page, or the boleto."))
    boleto_line: str = Field(description=N_("What is typed to pay a boleto; empty for others."))


class OrderPayment(Output):
    method: str = Field(examples=["pix"])
    label: str
    status: str = Field(
        description=N_("pending, approved, refused, cancelled, refunded, chargeback or none.")
    )
    amount: MoneyText
    paid: MoneyText
    is_paid: bool
    change_for: MoneyText | None
    pix: Pix | None = Field(description=N_("Set while a PIX payment is waited for."))
    page: PaymentPage | None = Field(
        description=N_("Where a card or a boleto is paid, while it is waited for.")
    )


class OrderStep(Output):
    status: str
    at: InstantText


class CustomerContact(Output):
    person_id: int
    phone: str
    email: str
    document: str


class Attribution(Output):
    via: str
    qr_src: str
    qr_code: str
    utm: dict[str, str]
    correlation_id: str


class ForTheBusiness(Output):
    """What only a key with `orders:read` is shown."""

    customer: CustomerContact
    attribution: Attribution
    next_verbs: list[str] = Field(description=N_("What may be done to the order now."))
    refund_due: MoneyText


class OrderDocument(Output):
    """One order. `business` is null for who has only its token."""

    token: str = Field(description=N_("Names the order. Whoever has it may look at the order."))
    number: int
    url: str = Field(description=N_("The page on which the customer follows it."))
    status: str = Field(examples=["under_review"])
    status_label: str
    profile: str = Field(examples=["pickup"])
    placed_at: InstantText
    scheduled_for: InstantText | None = Field(
        description=N_("When its slot begins. Null: as soon as possible.")
    )
    scheduled_until: InstantText | None
    customer_name: str
    address: OrderAddress | None
    table: str
    tab: int | None = Field(
        description=N_("The table's tab it is paid with; null where it is paid by itself.")
    )
    notes: str
    items: list[OrderItem]
    currency: str
    subtotal: MoneyText
    discount: MoneyText
    discounts: list[OrderDiscount]
    delivery_fee: MoneyText
    total: MoneyText
    payment: OrderPayment
    steps: list[OrderStep] = Field(description=N_("Each state it came to, and when."))
    close_reason: str
    close_note: str
    business: ForTheBusiness | None


def documents(
    orders: Iterable[Order], request: HttpRequest, *, for_business: bool
) -> list[OrderDocument]:
    """Write orders whose `lines` and `moves` were prefetched: two queries for all payments."""
    rows = list(orders)
    payments = payments_of([order.reference for order in rows])
    return [
        _document(order, payments.get(order.reference, []), request, for_business=for_business)
        for order in rows
    ]


def _document(
    order: Order, payments: list[Payment], request: HttpRequest, *, for_business: bool
) -> OrderDocument:
    tenant = request.tenant  # type: ignore[attr-defined]
    return OrderDocument(
        token=order.token,
        number=order.number,
        url=public_url(tenant, order.get_absolute_url(), request),
        status=order.status,
        status_label=str(order.get_status_display()),
        profile=order.profile,
        placed_at=utc(order.placed_at),
        scheduled_for=utc(order.scheduled_for),
        scheduled_until=utc(order.scheduled_until),
        customer_name=order.customer_name,
        address=OrderAddress(**order.address) if order.address else None,
        table=order.table_label,
        tab=order.tab_id,
        notes=order.notes,
        items=[_item(line) for line in order.lines.all()],
        currency=order.currency,
        subtotal=money(order.subtotal),
        discount=money(order.discount),
        discounts=_discounts(order.discounts),
        delivery_fee=money(order.delivery_fee),
        total=money(order.total),
        payment=_payment(order, payments, request),
        steps=[OrderStep(status=move.to_status, at=utc(move.at)) for move in order.moves.all()],
        close_reason=order.close_reason,
        close_note=order.close_note,
        business=_for_business(order, payments) if for_business else None,
    )


def _item(line: OrderLine) -> OrderItem:
    return OrderItem(
        item_id=line.item_id,
        name=line.name,
        sku=line.sku,
        quantity=line.quantity,
        unit_price=money(line.unit_price),
        total=money(line.total),
        discount=money(line.discount),
        discounts=_discounts(line.discounts),
        options=[_option(row) for row in line.options],
        notes=line.notes,
        combo=_combo(line),
    )


def _discounts(rows: list[dict[str, Any]]) -> list[OrderDiscount]:
    return [
        OrderDiscount(
            offer_id=row["offer_id"],
            label=row["label"],
            reason=row["reason"],
            amount=money(Decimal(row["amount"])),
        )
        for row in rows
    ]


def _combo(line: OrderLine) -> OrderCombo | None:
    if line.combo_id is None:
        return None
    return OrderCombo(
        id=line.combo_id,
        key=line.combo_key,
        name=line.combo_name,
        quantity=line.combo_quantity or 1,
    )


def _option(row: dict[str, Any]) -> ChosenOption:
    inner = [_option(one) for one in row.get("options", ())]
    return ChosenOption(**{**row, "options": inner})


def _payment(order: Order, payments: list[Payment], request: HttpRequest) -> OrderPayment:
    latest = payments[-1] if payments else None
    waiting = latest is not None and latest.status == Payment.Status.PENDING
    shown = latest.instructions if latest is not None and waiting else {}
    code, url = shown.get("brcode", ""), shown.get("url", "")
    image = reverse("storefront:pix", args=[order.token])
    tenant = request.tenant  # type: ignore[attr-defined]
    return OrderPayment(
        method=order.payment_kind,
        label=str(label_of(order.payment_kind, order.profile)),
        status=latest.status if latest else "none",
        amount=money(order.total),
        paid=money(order.paid),
        is_paid=order.is_paid,
        change_for=money(order.change_for) if order.change_for is not None else None,
        pix=Pix(
            code=code,
            qr_code_url=public_url(tenant, image, request),
            expires_at=utc(latest.expires_at) if latest else None,
        )
        if code
        else None,
        page=PaymentPage(url=url, boleto_line=shown.get("line", "")) if url else None,
    )


def _for_business(order: Order, payments: list[Payment]) -> ForTheBusiness:
    return ForTheBusiness(
        customer=CustomerContact(
            person_id=order.person_id,
            phone=order.customer_phone,
            email=order.customer_email,
            document=order.customer_document,
        ),
        attribution=Attribution(
            via=order.via,
            qr_src=order.qr_src,
            qr_code=order.qr_code,
            utm={str(name): str(value) for name, value in order.utm.items()},
            correlation_id=str(order.correlation_id),
        ),
        next_verbs=[verb.value for verb in next_verbs(order.profile, order.status)],
        refund_due=money(refund_due(payments)),
    )
