"""What orders forget when a person is erased: who it was. What was sold and paid stays."""

from django.utils.translation import gettext

from flowt.api.replies import forget_about
from orders.models import Order, OrderLine, OrderMove
from orders.tabs.models import TabGuest, TabShare
from payments.erasure import forget_payers
from people.erasure import erases, objects
from people.errors import HasOpenOrders


@objects
def keep_while_open(person_id: int) -> None:
    if Order.objects.open().filter(person_id=person_id).exists():
        raise HasOpenOrders


@erases
def forget_customer(person_id: int) -> None:
    """Empty the copies of the person's data in their orders. A repeat finds none."""
    ids = Order.objects.filter(person_id=person_id).values_list("pk", flat=True)
    shares = TabShare.objects.filter(guest__person_id=person_id)
    references = [f"order-{pk}" for pk in ids] + list(shares.values_list("reference", flat=True))
    forget_payers(references)
    forget_about(references)
    Order.objects.filter(person_id=person_id).update(
        customer_name=gettext("Erased customer"),
        customer_phone="",
        customer_email="",
        customer_document="",
        address={},
        notes="",
        close_note="",
        request_digest="",
    )
    shares.update(payer=None)
    TabGuest.objects.filter(person_id=person_id).update(name=gettext("Erased"))
    OrderLine.objects.filter(order__person_id=person_id).update(notes="")
    OrderMove.objects.filter(order__person_id=person_id).update(note="")
