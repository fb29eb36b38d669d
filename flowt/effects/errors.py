from django.utils.translation import gettext_lazy as _

from flowt.errors import Refusal


class NotUndecided(Refusal):
    """Only what is unknown or parked can be settled by hand."""

    sentence = _("What became of this is known already; there is nothing to decide.")


class NotRepeatable(Refusal):
    sentence = _("This cannot be sent again: it was accepted, or is on its way.")
