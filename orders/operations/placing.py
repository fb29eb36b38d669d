"""Placing an order: everything the browser said is computed anew, under locks, in one go."""

from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from cart.contents import CartContents, PricedCart
from cart.selectors import price
from catalog.operations.stock import add_taking, note_taken
from flowt import origin, rows
from flowt.events import publish
from flowt.live import notify
from flowt.money import format_money
from flowt.tenancy import scoped
from offers.operations.usage import Taking
from offers.who import Who
from orders.buyers import buyer
from orders.errors import (
    BelowMinimum,
    CannotBeOrdered,
    CartChanged,
    ChangeTooSmall,
    Closed,
    EmptyCart,
    KeyReused,
    NotDelivered,
    Paused,
    ProfileNotOffered,
    TableMissing,
)
from orders.events import OrderPlaced
from orders.models import Order, OrderMove, OrderNumber
from orders.operations.lines import lines_of
from orders.operations.retrying import priced_anew
from orders.quantities import units_of
from orders.requests import Address, Customer, Journey, Terms, digest_of
from orders.slots import choose_slot, put_in, take_slot
from orders.tabs.models import TabGuest
from orders.tabs.ordering import Seat, hold_to_order, note_person
from payments.gateways import Ask, Gateway
from payments.operations import add_payment
from payments.selectors import gateway_of
from people.models import Person
from people.operations import remember_person
from tenants.hours_text import describe_moment
from tenants.models import Tenant
from tenants.selectors import delivery_terms, opening, profiles_of
from tenants.slots import Slot

PLACE = "place"  # the verb of an order's first move


@priced_anew
def place_order(
    contents: CartContents,
    *,
    tenant: Tenant,
    customer: Customer,
    profile: str,
    payment_kind: str,
    key: str,
    seen_total: Decimal,
    journey: Journey,
    table_label: str = "",
    address: Address | None = None,
    change_for: Decimal | None = None,
    notes: str = "",
    scheduled_for: datetime | None = None,
    guest: TabGuest | None = None,
    now: datetime | None = None,
) -> Order:
    """Turn a cart into an order, and ask for its payment. With a `guest` it lands on the tab of
    their table, and is paid with that.

    The same request with the same `key` gets the same order again, also at the same moment.
    Raises KeyReused (the key placed something else), CartChanged (it does not come to
    `seen_total`), Closed, Paused, SlotGone, SlotsNotOffered, SlotFull, ProfileNotOffered,
    NotDelivered, TableMissing, BelowMinimum, CannotBeOrdered, ChangeTooSmall, EmptyCart, catalog's
    SoldOut and payments' GatewayNotOffered. Nothing is left behind then.
    """
    terms = Terms(
        profile=profile,
        payment_kind=payment_kind,
        table_label=table_label,
        address=address,
        change_for=change_for,
        notes=notes,
        scheduled_for=scheduled_for,
    )
    digest, now = digest_of(contents, customer, terms), now or timezone.now()
    where = replace(origin.current(), correlation_id=journey.correlation_id)
    with origin.bound(where), transaction.atomic():
        pk, known = _hold(key)
        if known:
            if known.request_digest != digest:
                raise KeyReused(known)
            return known
        seat = hold_to_order(guest) if guest else None
        slot = _check_terms(tenant, terms, now)
        person = _person(customer, seat)  # held from here on: two first orders are one
        who = buyer(customer, person=person)
        priced = price(
            contents,
            tenant=tenant,
            now=scheduled_for or now,
            profile=profile,
            cep=address.cep if address else "",
            with_pictures=False,
            visit=journey.visit(who),
        )
        _check_price(priced, tenant, terms, seen_total)
        gateway = None if seat else gateway_of(payment_kind, profile)
        order = _build(tenant, customer, terms, priced, journey)
        order.pk, order.placed_at = pk, now
        order.idempotency_key, order.request_digest = key, digest
        order.person = person
        if seat is not None:
            order.tab_id, order.tab_guest_id = seat.tab_id, seat.guest_id
            order.table_label = seat.table_label
        order.number = next_number()
        if slot is not None:
            put_in(order, slot, tenant)
            take_slot(order)
        _write(order, priced, gateway, seat, who)
    return order


def _hold(key: str) -> tuple[int, Order | None]:
    """Hold the key until this transaction ends. Returns an id for a new order, and what the key
    placed already.
    """
    script = rows.Script()
    script.add("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [scoped(f"place:{key}")])
    script.add(
        "SELECT nextval(pg_get_serial_sequence('orders_order', 'id')),"
        " (SELECT id FROM orders_order WHERE idempotency_key = %s)",
        [key],
    )
    pk, known = script.run()[1][0]
    return pk, Order.objects.get(pk=known) if known else None


def _check_terms(tenant: Tenant, terms: Terms, now: datetime) -> Slot | None:
    """What can be said before anything is priced. Returns the slot that was asked for."""
    state = opening(tenant, now)
    if terms.scheduled_for is None and not state.is_open:
        raise Closed(opening=state.sentence)
    offered = profiles_of(tenant).get(terms.profile)
    if offered is None or not offered.is_enabled:
        raise ProfileNotOffered
    if offered.paused_until is not None and offered.is_paused(now):
        until = describe_moment(offered.paused_until, tenant.time_zone, now)
        raise Paused(until=until, note=offered.pause_note)
    if terms.profile == Order.Profile.TABLE and not terms.table_label:
        raise TableMissing
    if terms.profile == Order.Profile.DELIVERY and (
        terms.address is None or delivery_terms(tenant, terms.address.cep) is None
    ):
        raise NotDelivered
    if terms.scheduled_for is None:
        return None
    return choose_slot(tenant, terms.profile, terms.scheduled_for, now)


def _check_price(priced: PricedCart, tenant: Tenant, terms: Terms, seen_total: Decimal) -> None:
    if not priced.lines:
        raise EmptyCart
    faulty = [problem for line in priced.lines for problem in line.problems]
    if faulty:
        raise CannotBeOrdered(priced, problem=faulty[0])
    minimum = profiles_of(tenant)[terms.profile].minimum_order
    if priced.goods < minimum:
        raise BelowMinimum(
            minimum=format_money(minimum, tenant.currency),
            missing=format_money(minimum - priced.goods, tenant.currency),
        )
    if priced.problems:
        raise CannotBeOrdered(priced, problem=priced.problems[0])
    if priced.total != seen_total:
        raise CartChanged(priced, total=format_money(priced.total, tenant.currency))
    if terms.change_for is not None and terms.change_for < priced.total:
        raise ChangeTooSmall(total=format_money(priced.total, tenant.currency))


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
    tenant: Tenant, customer: Customer, terms: Terms, priced: PricedCart, journey: Journey
) -> Order:
    return Order(
        profile=terms.profile,
        customer_name=customer.name,
        customer_phone=customer.phone,
        customer_email=customer.email,
        customer_document=customer.document,
        address=asdict(terms.address) if terms.address else {},
        table_label=terms.table_label if terms.profile == Order.Profile.TABLE else "",
        notes=terms.notes,
        currency=tenant.currency,
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
    taking.add_to(script)  # last: whoever uses the same offer waits from here to the commit
    found = script.run()
    note_taken(found[0])
    taking.check(found)
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
