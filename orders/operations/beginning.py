"""What placing an order takes hold of and reads before it prices anything: one round trip."""

from dataclasses import dataclass
from typing import Any

from catalog import counter
from catalog.counter import Ground
from flowt import versions
from flowt.rows import Script
from flowt.tenancy import current_schema, scoped
from offers.quoting import question
from offers.selectors import Shelf, kept
from offers.standing import Question, Standing
from offers.who import Who
from orders.models import Order
from orders.requests import Request
from payments.selectors import add_account
from people.models import Person
from people.operations import Remembering, new_person

_HOLD = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
_READ = """
SELECT nextval(pg_get_serial_sequence('orders_order', 'id')),
  (SELECT id FROM orders_order WHERE idempotency_key = %s), {}
"""
_IS_PLACED = "EXISTS (SELECT FROM orders_order WHERE idempotency_key = %s)"


@dataclass(frozen=True)
class Start:
    """`pk` is for a new order; `known` is what the key placed already, and then the rest is void.

    `person` is held until the transaction ends, None where the customer has no telephone or a tab
    is to be held first.
    """

    pk: int
    known: Order | None
    ground: Ground
    account: list[tuple[Any, ...]]  # of the gateway that was chosen
    person: Person | None
    shelf: Shelf | None = None
    offers: Standing | None = None  # of that `shelf`, which may be old


def begin(request: Request) -> Start:
    """Hold the key, and then the person, until this transaction ends."""
    script = Script()
    script.add(_HOLD, [scoped(f"place:{request.key}")])
    version, name = versions.row_of(versions.of_menu(current_schema()))
    at = script.add(_READ.format(version), [request.key, *name])
    account = add_account(script, request.terms.payment_kind)
    plain = {line.item_id for line in request.contents.lines if line.combo_id is None}
    stock = counter.add_stock(script, plain)
    who = _remembering(request)
    if who is not None:
        who.add_to(script, unless=_IS_PLACED, values=[request.key])
    shelf = kept()
    asked = _ask_of_offers(request, shelf)
    offers = asked.add_to(script) if asked else 0
    found = script.run()
    ((pk, known, menu),) = found[at]
    if known is not None:
        return Start(pk, Order.objects.get(pk=known), Ground(menu or 0, {}), [], None)
    return Start(
        pk,
        None,
        Ground(menu or 0, dict(found[stock])),
        found[account],
        who.person(found) if who is not None else None,
        shelf,
        asked.answer(found, offers) if asked else None,
    )


def _ask_of_offers(request: Request, shelf: Shelf | None) -> Question | None:
    """What pricing will want to know of offers, as far as they can be known beforehand."""
    customer, codes = request.customer, request.contents.codes
    if shelf is None or not (shelf.limited or codes):
        return None
    who = Who(phone=customer.phone, document=customer.document)
    return question(shelf, codes=codes, who=who, now=request.now, zone=request.tenant.time_zone)


def _remembering(request: Request) -> Remembering | None:
    customer = request.customer
    if request.guest is not None or not customer.phone:
        return None
    return Remembering(
        new_person(
            name=customer.name,
            phone=customer.phone,
            email=customer.email,
            document=customer.document,
        )
    )
