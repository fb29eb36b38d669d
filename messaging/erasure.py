"""What messaging forgets of a person: every word that was sent to them, and where to."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from messaging.models import Message, ProviderEvent
from messaging.suppressing import forget_addresses
from people.erasure import erases
from people.models import Person

KEEP = timedelta(days=180)  # what was written; that something was sent stays
EMPTY = {"to_email": "", "content": {}, "detail": ""}


@erases
def forget_messages(person_id: int) -> None:
    """Addresses and contents go, also from the blocked ones (docs/decisions/0102); kind, time and
    outcome stay. A repeat finds none.
    """
    theirs = Message.objects.filter(Q(person_id=person_id) | Q(order__person_id=person_id))
    own = Person.objects.filter(pk=person_id).values_list("email", flat=True)
    forget_addresses({*own, *theirs.values_list("to_email", flat=True)} - {""})
    theirs.update(**EMPTY, to_email_index="")


def forget_old() -> int:
    """Empty what was written long ago, and drop notices nobody asks about any more."""
    before = timezone.now() - KEEP
    ProviderEvent.objects.filter(processed_at__lt=before).delete()
    old = Message.objects.filter(settled_at__lt=before).exclude(to_email_index="")
    return old.update(**EMPTY, to_email_index="")
