from django.utils.translation import gettext_lazy as _

from flowt.errors import Refusal


class SlugTaken(Refusal):
    sentence = _("Another business already uses the short name “%(slug)s”. Choose another one.")


class DomainTaken(Refusal):
    sentence = _("The address %(domain)s already leads to another business.")
