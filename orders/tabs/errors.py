"""What a table's tab refuses, in the words a person will read."""

from django.utils.translation import gettext_lazy as _

from flowt.errors import Gone, Refusal


class NoTabs(Refusal):
    sentence = _("Orders at the tables are paid one by one here.")


class ScanAgain(Refusal):
    """Whoever has not scanned lately may be at home."""

    sentence = _("Scan the code on your table to order on its tab.")


class TabClosed(Refusal):
    sentence = _(
        "The tab of table %(table)s is closed. Scan the code on your table to begin another."
    )


class TabPaying(Refusal):
    """Nothing lands on a bill that is being paid."""

    sentence = _(
        "The bill of table %(table)s was asked for. To order more, open the tab again on the"
        " table's page."
    )


class NotPaying(Refusal):
    sentence = _("Ask for the bill first: then it can be split and paid.")


class NotAtTable(Refusal):
    sentence = _("Sit down at the table first: say your name.")
    status = 403


class TakenOff(Refusal):
    sentence = _("The team took this phone off the tab. Talk to them if that was a mistake.")
    status = 403


class TableFull(Refusal):
    sentence = _("%(limit)s phones are on this tab already. Order on one of them.")


class NothingOrdered(Refusal):
    sentence = _("Nothing was ordered on this tab yet.")


class NothingLeft(Refusal):
    sentence = _("Nothing is left to be paid or split.")


class TooMuch(Refusal):
    sentence = _("At most %(left)s are still to be paid.")


class BadParts(Refusal):
    sentence = _("Split it in 2 to %(limit)s parts.")


class NothingChosen(Refusal):
    sentence = _("Choose what you want to pay for.")


class ItemsTaken(Refusal):
    sentence = _("Somebody else is paying for some of that already. Look again.")


class SharePaid(Refusal):
    sentence = _("This part was paid already.")


class PayerUnknown(Refusal):
    """The gateway makes no charge without it."""

    sentence = _("To pay this way, say who pays.")


class GoesBackItself(Refusal):
    """Noting by hand what a gateway sends would give it back twice."""

    sentence = _("The gateway is sending this back by itself. It shows here once it went.")


class ShareGone(Gone):
    sentence = _("The bill was split anew. Look for your part again.")


class BeingPaid(Refusal):
    """Money may be on its way: nobody changes that under the payer's hands."""

    sentence = _("Somebody is paying %(amount)s right now. Wait a moment, or ask the team.")


class ServiceFixed(Refusal):
    sentence = _("The bill is being paid: only the team changes the service charge now.")


class TableBusy(Refusal):
    sentence = _("Table %(table)s has an open tab. Merge the two instead.")


class SameTable(Refusal):
    sentence = _("Choose another table.")


class TabMerged(Refusal):
    sentence = _("This tab went into another one.")


class MoneyLeft(Refusal):
    """Closing it would give money up: that needs the permission, and a word."""

    sentence = _("%(left)s of this tab are not paid.")


class OwesLess(Refusal):
    """A late payment that the tab does not need any more."""

    sentence = _("The table owes %(left)s, less than that. Send the payment back.")
