"""What offers do not allow, in the words a person reads."""

from django.utils.translation import gettext_lazy as _

from flowt.errors import Refusal


class OfferEnded(Refusal):
    sentence = _("This offer has ended. Duplicate it to begin again.")


class OfferOver(Refusal):
    sentence = _("Its validity has passed. Choose another end, and publish it then.")


class NeedsCoupons(Refusal):
    sentence = _("It is given with a coupon only, and has none yet. Make a coupon first.")
