"""Orders over the API: one by its token for anybody, all of them for keys that may."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as N_
from ninja import Query, Router
from pydantic import Field

from flowt.api import callers, pagination
from flowt.api.answers import answer, answer_tagged, needs, open_to_all
from flowt.api.problems import FieldError, invalid
from flowt.api.replies import idempotent
from flowt.api.scopes import Scope
from flowt.api.types import Input, Instant, text
from flowt.errors import Refusal
from flowt.phones import parse_phone
from orders.documents import OrderDocument, documents
from orders.models import Order
from orders.operations.moving import move_order
from orders.states import PERMISSIONS, Verb

router = Router(tags=["orders"])
Token = Annotated[str, Field(max_length=64, examples=["hD3kq9vXo1cQ7yZt0aBmPw"])]
Status = Literal["open", *Order.Status.values]
SCOPE_OF = {"orders.move": Scope.ORDERS_MOVE, "orders.cancel": Scope.ORDERS_CANCEL}


class OrderFilters(pagination.Paged):
    status: Status | None = Field(None, description=N_("`open`: not yet delivered or called off."))
    profile: Literal["delivery", "pickup", "table"] | None = None
    placed_from: Instant | None = Field(None, description=N_("Placed at this time or later."))
    placed_to: Instant | None = Field(None, description=N_("Placed before this time."))
    number: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    customer_phone: Annotated[str, Field(max_length=40)] | None = Field(
        None, description=N_("As dialled in Brazil, or with + and the country's code.")
    )


class OrderPage(pagination.Page[OrderDocument]):
    """Orders, the newest first."""


class MoveInput(Input):
    """What is to be done. `reason` is needed to reject and to cancel."""

    verb: Literal[*Verb.values] = Field(examples=["accept"])
    reason: Literal["", *Order.CloseReason.values] = ""
    note: text(200) = Field("", description=N_("Read by the customer, with the reason."))


@router.get(
    "/orders",
    response={200: OrderPage},
    summary=N_("List orders"),
    description=N_("The newest first. Needs a key with `orders:read`."),
    openapi_extra={"x-headers": ["Link"]},
)
@needs(Scope.ORDERS_READ)
def order_list(request: HttpRequest, filters: Query[OrderFilters]) -> HttpResponse:
    rows = _filtered(filters).order_by("-number").prefetch_related("lines", "moves")
    if (last := pagination.after(request, filters)) is not None:
        rows = rows.filter(number__lt=last)
    part = pagination.cut(request, filters, rows[: filters.limit + 1], lambda row: row.number)
    data = documents(part.rows, request, for_business=True)
    page = OrderPage(data=data, next_cursor=part.next_cursor, next=part.next)
    return answer(page, headers=pagination.link(part))


@router.get(
    "/orders/{token}",
    response={200: OrderDocument},
    summary=N_("Follow one order"),
    description=N_("Whoever has the token may. A key with `orders:read` also sees `business`."),
    openapi_extra={"x-headers": ["ETag"]},
)
@open_to_all(cors=True)
def order_detail(request: Any, token: Token) -> HttpResponse:
    caller: callers.Caller = request.api_caller
    if caller.key_id is not None:
        callers.require(caller, Scope.ORDERS_READ)
    order = _find(token)
    (found,) = documents([order], request, for_business=caller.key_id is not None)
    return answer_tagged(request, found, **{"Cache-Control": "no-store"})


@router.post(
    "/orders/{token}/moves",
    response={200: OrderDocument},
    summary=N_("Move an order"),
    description=N_(
        "Accept, ready, send, deliver (`orders:move`); reject, cancel (`orders:cancel`). What the"
        " order's state does not allow is refused with 422; see `next_verbs`."
    ),
)
@needs(Scope.ORDERS_MOVE, Scope.ORDERS_CANCEL)
@idempotent(required=False)
def order_move(request: Any, token: Token, body: MoveInput) -> HttpResponse:
    callers.require(request.api_caller, SCOPE_OF[PERMISSIONS[body.verb]])
    order = move_order(
        _find(token),
        verb=body.verb,
        reason=body.reason,
        note=body.note,
        actor=request.api_caller,
    )
    request.api_about = order.reference
    (found,) = documents([_find(order.token)], request, for_business=True)
    return answer(found)


def _find(token: str) -> Order:
    return get_object_or_404(Order.objects.prefetch_related("lines", "moves"), token=token)


def _filtered(filters: OrderFilters) -> Any:
    rows = Order.objects.all()
    if filters.status:
        rows = rows.open() if filters.status == "open" else rows.filter(status=filters.status)
    if filters.profile:
        rows = rows.filter(profile=filters.profile)
    if filters.placed_from:
        rows = rows.filter(placed_at__gte=filters.placed_from)
    if filters.placed_to:
        rows = rows.filter(placed_at__lt=filters.placed_to)
    if filters.number:
        rows = rows.filter(number=filters.number)
    if filters.customer_phone:
        rows = rows.filter(person__phone=_phone(filters.customer_phone))
    return rows


def _phone(typed: str) -> str:
    try:
        return parse_phone(typed)
    except Refusal as refusal:
        raise invalid(FieldError("/customer_phone", str(refusal), "query")) from None
