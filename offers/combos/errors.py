"""What combos refuse, in the words a person will read."""

from django.utils.translation import gettext_lazy as _

from flowt.errors import Refusal


class ComboEmpty(Refusal):
    sentence = _("Add at least one item: something that comes with it, or something to choose.")


class ComboGroupTooSmall(Refusal):
    sentence = _("“%(name)s” asks for at least %(minimum)s, but its items only reach %(reach)s.")


class ComboGroupEmpty(Refusal):
    sentence = _("“%(name)s” has nothing to choose from. Add an item, or remove the question.")
