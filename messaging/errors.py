from django.utils.translation import gettext_lazy as _

from flowt.errors import Refusal


class NoSuchMessage(Refusal):
    sentence = _("There is no such message.")
    status = 404


class NotRepeatable(Refusal):
    sentence = _("This message cannot be sent again: its content is gone, or it is on its way.")


class ProviderIncomplete(Refusal):
    sentence = _("Something is missing: fill in what your e-mail provider gave you.")


class BadTemplateText(Refusal):
    sentence = _("Something in the text cannot be read.")
