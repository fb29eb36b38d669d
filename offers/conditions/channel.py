from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offers.basket import Basket
from offers.conditions import Condition, conditions
from offers.settings import RuleSettings, WordsField

WAYS = [
    ("qr", gettext_lazy("QR code")),
    ("link", gettext_lazy("Link")),
    ("api", gettext_lazy("Other programs")),
    ("", gettext_lazy("Came by itself")),
]


@conditions.register
class Channel(Condition):
    """The way the customer came: a kind of way, or a printed code by its name or its origin."""

    kind = "channel"
    label = gettext_lazy("Channel or QR code")
    about = gettext_lazy("Only for who came by a link, or scanned a code of yours.")
    icon = "qr-code"

    class Settings(RuleSettings):
        via = forms.MultipleChoiceField(
            label=gettext_lazy("Came by"),
            choices=[(kind or "direct", label) for kind, label in WAYS],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        codes = WordsField(
            label=gettext_lazy("Codes or origins"),
            required=False,
            help_text=gettext_lazy("As printed on your codes; separate them with commas."),
        )

        def clean(self) -> dict[str, Any]:
            data = super().clean() or {}
            if not data.get("via") and not data.get("codes") and not self.errors:
                self.add_error("via", _("Choose a way, or name a code."))
            return data

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(str(code).casefold() for code in self.settings.get("codes") or ())

    def holds(self, basket: Basket) -> bool:
        ways = self.settings.get("via") or ()
        if ways and (basket.via or "direct") not in ways:
            return False
        came = {basket.qr_code.casefold(), basket.qr_src.casefold()} - {""}
        return not self.codes or not self.codes.isdisjoint(came)

    def missing(self, basket: Basket) -> str:
        return _("It is only for who comes by its link or QR code.")
