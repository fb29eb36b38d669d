from dataclasses import dataclass, field
from decimal import Decimal

from flowt.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(DomainEvent):
    """Somebody ordered. Published once per order."""

    name = "order.placed"

    order_id: int
    number: int
    person_id: int
    profile: str
    total: Decimal
    payment_kind: str
    quantities: list[list[int]] = field(default_factory=list)  # [item id, units]
    via: str = ""
    qr_src: str = ""
    qr_code: str = ""
    scheduled_for: str = ""  # when its slot begins, in ISO 8601; "" is as soon as possible


@dataclass(frozen=True, kw_only=True)
class OrderMoved(DomainEvent):
    """What every step of an order tells. `reason` only where it was rejected or cancelled."""

    name = "order.moved"

    order_id: int
    number: int
    person_id: int
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class OrderAccepted(OrderMoved):
    """It is being made."""

    name = "order.accepted"


@dataclass(frozen=True, kw_only=True)
class OrderCameUp(OrderMoved):
    """It was placed for later, and it is time to prepare it."""

    name = "order.came_up"


@dataclass(frozen=True, kw_only=True)
class OrderStarted(OrderMoved):
    """It was accepted ahead of its time, and is being made now."""

    name = "order.started"


@dataclass(frozen=True, kw_only=True)
class OrderRejected(OrderMoved):
    """The business said no."""

    name = "order.rejected"

    quantities: list[list[int]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class OrderReady(OrderMoved):
    """It may be picked up, served or sent."""

    name = "order.ready"


@dataclass(frozen=True, kw_only=True)
class OrderSentOut(OrderMoved):
    """It is on its way."""

    name = "order.sent_out"


@dataclass(frozen=True, kw_only=True)
class OrderDelivered(OrderMoved):
    """The customer has it."""

    name = "order.delivered"


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(OrderMoved):
    """It was called off after it had been placed."""

    name = "order.cancelled"

    quantities: list[list[int]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class OrderReopened(OrderMoved):
    """It had been called off, and its late payment was accepted."""

    name = "order.reopened"

    quantities: list[list[int]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class OrderPaid(DomainEvent):
    """All of it was paid. Published whenever that becomes so."""

    name = "order.paid"

    order_id: int
    number: int
    person_id: int
    amount: Decimal
