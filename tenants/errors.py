from django.utils.translation import gettext_lazy as _

from flowt.errors import Refusal


class SlugTaken(Refusal):
    sentence = _("Another business already uses the short name “%(slug)s”. Choose another one.")


class NotADomain(Refusal):
    sentence = _("Type a domain such as pedidos.example.com.br: no IP address, no port.")


class DomainOfThePlatform(Refusal):
    sentence = _("This address belongs to the platform. Type one of your own.")


class NotYourDomain(Refusal):
    sentence = _("%(domain)s is shared by many. Type the address that you registered below it.")


class DomainAlreadyYours(Refusal):
    sentence = _("%(domain)s is already in your list.")


class TooManyDomains(Refusal):
    sentence = _("You have %(most)s addresses, which is the most. Remove one first.")


class CheckedJustNow(Refusal):
    sentence = _("We looked a moment ago. Wait ten seconds and try again.")
    status = 429


class NoSuchDomain(Refusal):
    sentence = _("%(domain)s does not work yet, so it cannot be the main address.")


class RangesOverlap(Refusal):
    sentence = _("%(date)s already has hours that do not go together with these.")


class NotAPicture(Refusal):
    sentence = _("This file is not a picture we can use. Choose a PNG, JPEG or WebP.")


class PictureTooLarge(Refusal):
    sentence = _("The picture is too large: at most 4 MB and 6,000 pixels a side.")
