"""What leads forget when a person is erased: who it was, and what they wrote."""

from django.utils.translation import gettext

from leads.models import Lead
from people.erasure import erases


@erases
def forget_leads(person_id: int) -> None:
    """Empty the copies of the person's data. That somebody came, and from where, stays."""
    Lead.objects.filter(person_id=person_id).update(
        name=gettext("Erased customer"), email="", phone="", answers=[], fingerprint=""
    )
