"""Placing an order: everything the browser said is computed anew, under locks, in one go."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Unpack

from django.db import connection, transaction
from django.utils import timezone

from cart.contents import CartContents, PricedCart
from cart.selectors import price
from catalog.operations.stock import add_taking, note_taken
from flowt import origin, rows
from flowt.events import publish
from flowt.live import notify
from offers.operations.taking import Taking
from offers.selectors import active
from offers.who import Who
from orders.buyers import buyer
from orders.errors import KeyReused
from orders.events import OrderPlaced
from orders.models import Order, OrderMove, OrderNumber
from orders.operations.beginning import Start, begin
from orders.operations.checking import check_price, check_terms
from orders.operations.lines import lines_of
from orders.operations.retrying import priced_anew
from orders.quantities import units_of
from orders.requests import Customer, Journey, Request, Terms, TermsGiven
from orders.slots import put_in, take_slot
from orders.tabs.models import TabGuest
from orders.tabs.ordering import Seat, hold_to_order, note_person
from payments.gateways import Ask, Gateway
from payments.operations import add_payment
from payments.selectors import gateway_of
from people.models import Person
from people.operations import remember_person
from tenants.models import Tenant

PLACE = "place"  # the verb of an order's first move


@priced_anew
def place_order(
    contents: CartContents,
    *,
    tenant: Tenant,
    customer: Customer,
    journey: Journey,
    key: str,
    seen_total: Decimal,
    guest: TabGuest | None = None,
    now: datetime | None = None,
    **given: Unpack[TermsGiven],
) -> Order:
    """Turn a cart into an order, and ask for its payment. With a `guest` it lands on the tab of
    their table, and is paid with that.

    The same request with the same `key` gets the same order again, also at the same moment.
    Raises KeyReused (the key placed something else), CartChanged (it does not come to
    `seen_total`), Closed, Paused, SlotGone, SlotsNotOffered, SlotFull, ProfileNotOffered,
    NotDelivered, TableMissing, BelowMinimum, CannotBeOrdered, ChangeTooSmall, EmptyCart, catalog's
    SoldOut and payments' GatewayNotOffered. Nothing is left behind then.
    """
    terms, now = Terms(**given), now or timezone.now()
    request = Request(contents, tenant, customer, terms, journey, key, seen_total, guest, now)
    where = replace(origin.current(), correlation_id=journey.correlation_id)
    with origin.bound(where), transaction.atomic():
        start = begin(request)
        if start.known is None:
            return _place(request, start)
        if start.known.request_digest != request.digest:
            raise KeyReused(start.known)
        return start.known


def _place(request: Request, start: Start) -> Order:
    """Lock order: tab, person, slot, stock, offers, coupons."""
    tenant, terms = request.tenant, request.terms
    seat = hold_to_order(request.guest) if request.guest else None
    slot = check_terms(tenant, terms, request.now)
    # Held from here on: two first orders are one.
    person = start.person or _person(request.customer, seat)
    shelf = active(start.ground.version)
    who = buyer(request.customer, person=person, shelf=shelf)
    priced = price(
        request.contents,
        tenant=tenant,
        now=terms.scheduled_for or request.now,
        profile=terms.profile,
        cep=terms.address.cep if terms.address else "",
        with_pictures=False,
        visit=request.journey.visit(who),
        ground=start.ground,
        state=start.offers if start.shelf is shelf else None,
    )
    check_price(priced, tenant, terms, request.seen_total)
    gateway = None if seat else gateway_of(terms.payment_kind, terms.profile, found=start.account)
    order = _build(request, start.pk, priced, person, seat)
    if slot is not None:
        put_in(order, slot, tenant)
        take_slot(order)
    _write(order, priced, gateway, seat, who)
    return order


def _person(customer: Customer, seat: Seat | None) -> Person:
    if not customer.phone and seat is not None and seat.person_id is not None:
        return Person.objects.get(pk=seat.person_id)
    if not customer.phone:  # at a table a name is enough
        person = Person(name=customer.name, email=customer.email)
        rows.insert(person)
        return person
    return remember_person(
        name=customer.name,
        phone=customer.phone,
        email=customer.email,
        document=customer.document,
    )


def _build(
    request: Request, pk: int, priced: PricedCart, person: Person, seat: Seat | None
) -> Order:
    customer, terms, journey = request.customer, request.terms, request.journey
    table = terms.table_label if terms.profile == Order.Profile.TABLE else ""
    return Order(
        pk=pk,
        number=next_number(),
        idempotency_key=request.key,
        request_digest=request.digest,
        placed_at=request.now,
        person=person,
        tab_id=seat.tab_id if seat else None,
        tab_guest_id=seat.guest_id if seat else None,
        profile=terms.profile,
        customer_name=customer.name,
        customer_phone=customer.phone,
        customer_email=customer.email,
        customer_document=customer.document,
        address=dict(vars(terms.address)) if terms.address else {},
        table_label=seat.table_label if seat else table,
        notes=terms.notes,
        currency=request.tenant.currency,
        subtotal=priced.subtotal,
        discount=priced.discount,
        discounts=priced.quote.stored(),
        delivery_fee=priced.delivery_fee,
        total=priced.total,
        payment_kind=terms.payment_kind,
        change_for=terms.change_for if terms.change_for != priced.total else None,
        correlation_id=journey.correlation_id,
        via=journey.via[:20],
        qr_src=journey.qr_src[:40],
        qr_code=journey.qr_code[:16],
        utm=journey.utm,
    )


def next_number() -> int:
    """Nobody waits for it, so it may be taken before the order is sure: a gap is no harm."""
    with connection.cursor() as cursor:
        cursor.execute(OrderNumber.NEXT)
        number: int = cursor.fetchone()[0]
    return number


def _write(
    order: Order, priced: PricedCart, gateway: Gateway | None, seat: Seat | None, who: Who
) -> None:
    """Take the stock and what offers allow, write the order and all that comes with it, and tell:
    in one go, because whoever wants the same waits from here on.
    """
    lines = lines_of(order, priced)
    units = units_of(lines)
    script = rows.Script()
    add_taking(script, units)
    script.insert(order)
    script.insert(*lines)
    script.insert(OrderMove(order=order, verb=PLACE, to_status=order.status))
    if seat is not None:
        note_person(script, seat, order.person)
    if order.total and gateway is not None:
        ask = Ask(
            key=order.reference,
            reference=order.reference,
            amount=order.total,
            currency=order.currency,
            description=f"Pedido {order.number}",
        )
        add_payment(script, gateway, ask)
    _tell(order, units, script)
    taking = Taking(priced.quote.uses, who, order.reference, order.placed_at)
    taking.add_to(script)
    found = script.run()
    note_taken(found[0])
    taking.finish(found)  # last: it may have committed
    order._state.adding, order._state.db = False, connection.alias


def _tell(order: Order, units: dict[int, int], script: rows.Script) -> None:
    event = OrderPlaced(
        order_id=order.pk,
        number=order.number,
        person_id=order.person_id,
        profile=order.profile,
        total=order.total,
        payment_kind=order.payment_kind,
        quantities=[[item_id, quantity] for item_id, quantity in units.items()],
        via=order.via,
        qr_src=order.qr_src,
        qr_code=order.qr_code,
        scheduled_for=order.scheduled_for.isoformat() if order.scheduled_for else "",
    )
    publish(event, script=script)
    notify("orders", number=order.number, verb=PLACE)
