"""What keeps a cart from becoming an order: hours, ways, amounts, and a price nobody was shown."""

from datetime import datetime
from decimal import Decimal

from cart.contents import PricedCart
from flowt.money import format_money
from orders.errors import (
    BelowMinimum,
    CannotBeOrdered,
    CartChanged,
    ChangeTooSmall,
    Closed,
    EmptyCart,
    NotDelivered,
    Paused,
    ProfileNotOffered,
    TableMissing,
)
from orders.models import Order
from orders.requests import Terms
from orders.slots import choose_slot
from tenants.hours_text import describe_moment
from tenants.models import Tenant
from tenants.selectors import delivery_terms, opening, profiles_of
from tenants.slots import Slot


def check_terms(tenant: Tenant, terms: Terms, now: datetime) -> Slot | None:
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


def check_price(priced: PricedCart, tenant: Tenant, terms: Terms, seen_total: Decimal) -> None:
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
