"""What payments refuse, in the words a person will read."""

from django.utils.translation import gettext_lazy as _

from flowt.errors import Refusal


class GatewayNotOffered(Refusal):
    sentence = _("This way of paying is not available now. Choose another one.")


class GatewayIncomplete(Refusal):
    sentence = _("Fill in the settings of “%(name)s” before you turn it on.")


class PaymentKeyReused(Refusal):
    """The key was used for another amount: a bug of whoever made the key, or a forged form."""

    sentence = _("This payment was already asked for with another amount.")
    status = 409


class NotPayable(Refusal):
    sentence = _("This payment is no longer waited for.")


class NotCancellable(Refusal):
    sentence = _("This payment was already received. Refund it instead.")


class NotRefundable(Refusal):
    sentence = _("Only what was received can be refunded.")


class RefundTooLarge(Refusal):
    sentence = _("At most %(left)s of this payment can still be refunded.")


class AlreadyDecided(Refusal):
    sentence = _("Somebody has already decided about this payment.")
    status = 409


class NothingLeft(Refusal):
    sentence = _("All of this payment was already sent back.")


class NotRetryable(Refusal):
    sentence = _("This refund is already on its way.")
    status = 409
