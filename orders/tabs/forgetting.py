"""What is forgotten of tabs that ended long ago: who sat there, and who paid which part."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from orders.tabs.models import TabGuest, TabShare

KEEP = timedelta(days=90)  # after the tab ended; the privacy notice says so


def forget_old() -> int:
    """Empty names, and what payers said of themselves; return how many guests it was.

    Orders, amounts and payments stay. A repeat finds none.
    """
    before, name = timezone.now() - KEEP, _("Guest")
    shares = TabShare.objects.filter(tab__closed_at__lt=before, payer__isnull=False)
    shares.update(payer=None)
    guests = TabGuest.objects.filter(tab__closed_at__lt=before).exclude(name=name, person=None)
    return guests.update(name=name, person=None)
