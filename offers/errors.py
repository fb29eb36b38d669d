"""What offers do not allow, in the words a person reads."""

from django.utils.translation import gettext_lazy as _

from flowt.errors import Refusal


class OfferEnded(Refusal):
    sentence = _("This offer has ended. Duplicate it to begin again.")


class NotADraft(Refusal):
    sentence = _("Only a draft can be deleted. End this offer instead: its figures stay.")


class OfferUsed(Refusal):
    sentence = _("An order used it already. End this offer instead: its figures stay.")


class OfferOver(Refusal):
    sentence = _("Its validity has passed. Choose another end, and publish it then.")


class NeedsCoupons(Refusal):
    sentence = _("It is given with a coupon only, and has none yet. Make a coupon first.")


class OfferGone(Refusal):
    """An offer was changed, or used up, between pricing and placing."""

    sentence = _("An offer in your cart changed just now. Look at your order again.")


class OfferUsedUp(Refusal):
    sentence = _("“%(label)s”, which this order used, has been used up since.")


class CodeUnreadable(Refusal):
    sentence = _("A coupon has letters and digits only, at most 32.")


class CodeTaken(Refusal):
    sentence = _("The code “%(code)s” is already taken.")


class CodeRefused(Refusal):
    """A coupon that will not come to count. `sentence` says why."""


class TooManyCodes(Refusal):
    sentence = _("At most %(limit)s coupons fit in an order.")


class BatchTooLarge(Refusal):
    sentence = _("A batch has 1 to %(limit)s codes.")
