from django.utils.translation import gettext_lazy as _

from flowt.errors import Refusal


class SlugTaken(Refusal):
    sentence = _("Another business already uses the short name “%(slug)s”. Choose another one.")


class DomainTaken(Refusal):
    sentence = _("The address %(domain)s already leads to another business.")


class RangesOverlap(Refusal):
    sentence = _("%(date)s already has hours that do not go together with these.")


class NotAPicture(Refusal):
    sentence = _("This file is not a picture we can use. Choose a PNG, JPEG or WebP.")


class PictureTooLarge(Refusal):
    sentence = _("The picture is too large: at most 4 MB and 6,000 pixels a side.")
