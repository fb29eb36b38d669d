"""What the page builder refuses, in the words a person will read."""

from django.utils.translation import gettext_lazy as _

from flowt.errors import Refusal


class EditedMeanwhile(Refusal):
    """Somebody else changed the draft since it was opened. `revision` is where it stands now."""

    sentence = _(
        "%(who)s changed this page at %(at)s. Nothing of yours was lost: it is still here."
    )
    status = 409

    def __init__(self, *, who: str, at: str, revision: int) -> None:
        self.revision = revision
        super().__init__(who=who or _("Somebody"), at=at)


class AddressTaken(Refusal):
    sentence = _("The address “%(slug)s” is already another page's.")


class NothingToPublish(Refusal):
    sentence = _("The page is empty. Add a block first.")


class TimesReversed(Refusal):
    sentence = _("It would be taken down before it is published.")


class TimePassed(Refusal):
    sentence = _("That moment has passed. Choose a later one.")


class PageIsFull(Refusal):
    sentence = _("A page has at most %(count)s blocks.")


class PageTooLarge(Refusal):
    sentence = _("The page holds too much text. Make it shorter.")


class WelcomeExists(Refusal):
    sentence = _("There is a welcome page already. Open it and change it.")


class PageIsLive(Refusal):
    sentence = _("The page is published or about to be. Take it down first.")
