from django.utils.translation import gettext_lazy as _

from flowt.errors import Gone, Refusal


class OwnersOnly(Refusal):
    sentence = _("Only an owner may change an owner or name a new one.")


class LastOwner(Refusal):
    sentence = _("A business needs an owner. Name another one first.")


class AlreadyMember(Refusal):
    sentence = _("%(email)s already works here.")


class InvitationGone(Gone):
    sentence = _("This invitation was used, withdrawn or has expired. Ask for a new one.")


class WrongAccount(Refusal):
    sentence = _("This invitation is for %(email)s. Sign out and come in with that e-mail.")


class NeedsSignIn(Refusal):
    sentence = _("%(email)s already has a sign-in. Use it to accept the invitation.")


class AlreadyInstalled(Refusal):
    sentence = _("This installation already has an administrator.")
    status = 404


class WrongPassword(Refusal):
    sentence = _("The current password is not right.")


class NotAMember(Refusal):
    sentence = _("This person no longer has access to the business.")


class TenantClosed(Refusal):
    sentence = _("This business is suspended. Reactivate it first.")
