"""What offers forget when a person is erased: by whom they were used. What they cost stays."""

from offers.models import OfferUse
from people.erasure import erases


@erases
def forget_who_used(person_id: int) -> None:
    """Empty the person's marks, so that no limit knows them any more. A repeat finds none."""
    OfferUse.objects.filter(person_id=person_id).update(
        phone="", phone_index="", document="", document_index=""
    )
