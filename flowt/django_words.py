"""Words of Django's own that our catalogue says better: Portuguese writes its months small, say."""

from django.utils.translation import gettext_noop as N_

WORDS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
    N_("Sat"),
    N_("Enter a valid email address."),
)
