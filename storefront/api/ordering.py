"""Placing an order over the API. All is computed anew; the client's total is only compared."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, validate_email
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from ninja import Router
from pydantic import ConfigDict, Field

from cart.contents import CartContents, PricedCart
from cart.operations import MOST_CODES, MOST_LINES
from cart.selectors import price
from flowt import origin
from flowt.api.answers import answer, open_to_all
from flowt.api.problems import FieldError, Problem, invalid
from flowt.api.replies import idempotent
from flowt.api.types import Input, Instant, Money, money, text
from orders.buyers import buyer
from orders.documents import OrderDocument, documents
from orders.errors import CannotBeOrdered, CartChanged, KeyReused
from orders.models import Order
from orders.operations.placing import place_order
from orders.requests import Journey
from payments.errors import GatewayNotOffered
from payments.selectors import offered
from storefront.api.codes import check_codes, clean_codes
from storefront.api.lines import ComboInput, LineInput, lines_of, place_of
from storefront.forms import ADDRESS, CheckoutForm
from storefront.ordering import Ways
from tenants.models import Tenant

router = Router(tags=["orders"])
PLACES = {  # where the checkout form's fields stand in the body
    **{name: f"/customer/{name}" for name in ("name", "phone", "email", "document")},
    **{name: f"/address/{name}" for name in ADDRESS},
    "profile": "/profile",
    "table": "/table",
    "payment": "/payment_method",
    "change_for": "/change_for",
    "notes": "/notes",
}
MOST_TRIES = 3
UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id")


class CustomerInput(Input):
    name: text(120, 1) = Field(examples=["Ana Lima"])
    phone: text(40) = Field(
        "", description=N_("Needed but at the table."), examples=["+5511999998888"]
    )
    email: text(254) = ""
    document: text(20) = Field("", description=N_("CPF, if wanted on the receipt."))


class AddressInput(Input):
    cep: text(9, 1) = Field(examples=["01310100"])
    street: text(120, 1)
    number: text(20, 1)
    complement: text(60) = ""
    district: text(80, 1)
    city: text(80, 1)
    state: text(2, 2) = Field(examples=["SP"])
    reference: text(120) = ""


class AttributionInput(Input):
    qr_src: text(40) = ""
    utm: dict[Literal[UTM], text(100)] = Field(default_factory=dict)


EXAMPLE = {
    "profile": "pickup",
    "items": [
        {
            "item_id": 12,
            "quantity": 2,
            "options": [{"option_id": 31, "quantity": 1}],
            "notes": "Sem cebola",
        }
    ],
    "customer": {"name": "Ana Lima", "phone": "+5511999998888"},
    "payment_method": "pix",
    "expected_total": "59.90",
}


class OrderInput(Input):
    """An order. With `expected_total` it is placed only if it comes to exactly that."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})
    profile: Literal["delivery", "pickup", "table"] = Field(examples=["pickup"])
    items: Annotated[list[LineInput], Field(max_length=MOST_LINES)] = Field(
        default_factory=list, description=N_("Needed, but where combos are ordered.")
    )
    combos: Annotated[list[ComboInput], Field(max_length=MOST_LINES)] = Field(default_factory=list)
    customer: CustomerInput
    address: AddressInput | None = Field(None, description=N_("For delivery only."))
    table: text(40) = Field("", description=N_("At the table only."))
    payment_method: text(30, 1) = Field(examples=["pix"])
    change_for: Money | None = Field(
        None, description=N_("The note one will pay with, in cash."), examples=["100.00"]
    )
    notes: text(300) = ""
    scheduled_for: Instant | None = Field(None, description=N_("A slot of /slots. Null: now."))
    codes: list[text(60, 1)] = Field(
        default_factory=list,
        max_length=MOST_CODES,
        description=N_("Coupons. One that changes nothing in this order is refused."),
        examples=[["VOLTA10"]],
    )
    expected_total: Money | None = Field(
        None,
        description=N_("What the customer saw. Another total is answered with 409."),
        examples=["59.90"],
    )
    attribution: AttributionInput = Field(default_factory=AttributionInput)


@router.post(
    "/orders",
    response={201: OrderDocument},
    summary=N_("Place an order"),
    description=N_(
        "Prices, fees and stock are the business's own, as of this moment. The answer holds the"
        " PIX code where one was chosen, and the token to follow the order by."
    ),
    openapi_extra={"x-headers": ["Location"]},
)
@open_to_all(rate="order.place.address")
@idempotent(required=True)
def order_place(request: Any, body: OrderInput) -> HttpResponse:
    form = _checked(request.tenant, body)
    contents = CartContents(
        id=request.api_slot, lines=lines_of(body.items, body.combos), codes=clean_codes(body.codes)
    )
    try:
        order = _placed(request, contents, form, body)
    except KeyReused as refusal:
        raise Problem("idempotency_key_reused") from refusal
    except CartChanged as refusal:
        raise _price_changed(request.tenant, refusal) from refusal
    except CannotBeOrdered as refusal:
        raise _unorderable(refusal) from refusal
    except GatewayNotOffered as refusal:
        raise invalid(FieldError(PLACES["payment"], str(refusal))) from refusal
    request.api_about = order.reference
    found = Order.objects.prefetch_related("lines", "moves").get(pk=order.pk)
    (document,) = documents([found], request, for_business=False)
    headers = {"Location": f"/api/v1/orders/{found.token}"}
    return answer(document, status=201, headers=headers)


def _placed(request: Any, contents: CartContents, form: CheckoutForm, body: OrderInput) -> Order:
    """Place it. Without an expected total whatever it comes to is taken, also if that changes."""
    asked, tenant = form.asked(), request.tenant
    asked["customer"] = replace(asked["customer"], email=body.customer.email)
    asked["scheduled_for"] = body.scheduled_for
    journey, key = _journey(body.attribution), f"api-{contents.id[:60]}"
    if contents.codes and not Order.objects.filter(idempotency_key=key).exists():
        check_codes(request, _priced(tenant, contents, asked, journey).quote.codes)
    for tries_left in reversed(range(MOST_TRIES)):
        total = body.expected_total
        if total is None:
            total = _priced(tenant, contents, asked, journey).total
        try:
            return place_order(
                contents,
                tenant=tenant,
                seen_total=total,
                key=key,
                journey=journey,
                **asked,
            )
        except CartChanged:
            if body.expected_total is not None or not tries_left:
                raise
    raise AssertionError("the loop returns or raises")


def _priced(
    tenant: Tenant, contents: CartContents, asked: dict[str, Any], journey: Journey
) -> PricedCart:
    """What it comes to as of now, for who asks."""
    address = asked["address"]
    return price(
        contents,
        tenant=tenant,
        now=asked.get("scheduled_for") or timezone.now(),
        profile=asked["profile"],
        cep=address.cep if address else "",
        visit=journey.visit(replace(buyer(asked["customer"]), is_final=True)),
    )


def _checked(tenant: Tenant, body: OrderInput) -> CheckoutForm:
    """Clean what was sent by the very form of the checkout. Raises Problem, naming the fields."""
    errors = []
    if body.address is not None and body.profile != "delivery":
        errors.append(FieldError("/address", _("Only a delivery has an address.")))
    if body.table and body.profile != "table":
        errors.append(FieldError("/table", _("Only an order at the table has one.")))
    ways = [(row.kind, row.get_kind_display()) for row in Ways.of(tenant).offered]
    payments = [(choice.kind, choice.label) for choice in offered(body.profile)]
    form = CheckoutForm(_flat(body), ways=ways, payments=payments)
    if body.customer.email and not _is_email(body.customer.email):
        errors.append(FieldError(PLACES["email"], EmailValidator.message))
    for name, sentences in form.errors.items():
        errors += [FieldError(PLACES.get(name, ""), str(sentence)) for sentence in sentences]
    if errors:
        raise invalid(*errors)
    return form


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _flat(body: OrderInput) -> dict[str, Any]:
    address = body.address.model_dump() if body.address else {}
    return {
        **address,
        **body.customer.model_dump(),
        "profile": body.profile,
        "table": body.table,
        "payment": body.payment_method,
        "change_for": str(body.change_for) if body.change_for is not None else "",
        "notes": body.notes,
    }


def _journey(asked: AttributionInput) -> Journey:
    """One of its own, begun here: an id from outside could join somebody else's."""
    return Journey(
        correlation_id=origin.current().correlation_id,
        via="api",
        qr_src=asked.qr_src,
        utm={name: value for name, value in asked.utm.items() if value},
    )


def _price_changed(tenant: Tenant, refusal: CartChanged) -> Problem:
    return Problem(
        "price_changed", str(refusal), total=money(refusal.priced.total), currency=tenant.currency
    )


def _unorderable(refusal: CannotBeOrdered) -> Problem:
    """Name the lines that cannot be ordered, each with all that is wrong with it."""
    errors = [
        FieldError(place_of(line.key), problem)
        for line in refusal.priced.lines
        for problem in line.problems
    ]
    errors += [FieldError("", problem) for problem in refusal.priced.problems]
    return Problem("refused", str(refusal), errors=tuple(errors))
