"""What printed codes refuse, in the words a person will read."""

from django.utils.translation import gettext_lazy as _

from flowt.errors import Gone, Refusal


class BadTables(Refusal):
    sentence = _("“%(text)s” names no tables. Type them like “1-20, Balcony 1-4, Bar”.")


class TooManyTables(Refusal):
    sentence = _("At most %(limit)s codes can be made at once.")


class TableTaken(Refusal):
    sentence = _("There is a code for this table already: %(tables)s.")


class NothingToPrint(Refusal):
    sentence = _("There is no code to print yet. Make one first.")


class CodeArchived(Gone):
    sentence = _("This code is no longer in use.")
