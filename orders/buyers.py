"""What offers ask of who buys: whether it is their first order, and what tags they carry."""

from django.db.models import Q

from flowt.crypto import blind_indexes
from flowt.phones import equivalents
from offers.selectors import Shelf, active
from offers.who import NOBODY, Who
from orders.models import Order
from orders.requests import Customer
from people.models import Person
from people.operations import DOCUMENT_PURPOSE

CALLED_OFF = (Order.Status.REJECTED, Order.Status.CANCELLED)


def buyer(customer: Customer, *, person: Person | None = None, shelf: Shelf | None = None) -> Who:
    """Return who a customer is to offers: no query unless an active offer of the `shelf` asks.

    With `person`, whom the order is written to, this is all that is known of them.
    """
    if not customer.phone and not customer.document:
        return Who(person_id=person.pk, is_final=True) if person else NOBODY
    is_asked = (shelf or active()).asks_person
    known = _people(customer) if is_asked else []
    return Who(
        person_id=person.pk if person else None,
        phone=customer.phone,
        document=customer.document,
        is_first=not _have_ordered([one.pk for one in known]) if is_asked else None,
        tags=frozenset(tag.casefold() for one in known for tag in one.tags) if is_asked else None,
        is_final=person is not None,
    )


def _people(customer: Customer) -> list[Person]:
    """Everybody with this telephone or CPF."""
    same = Q()
    if customer.phone:
        same |= Q(phone__in=equivalents(customer.phone))
    if customer.document:
        same |= Q(document_index__in=blind_indexes(customer.document, DOCUMENT_PURPOSE))
    return list(Person.objects.filter(same, erased_at=None).only("pk", "tags"))


def _have_ordered(people: list[int]) -> bool:
    if not people:
        return False
    return Order.objects.filter(person__in=people).exclude(status__in=CALLED_OFF).exists()
