"""Items of the menu, with their own pictures and prices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.blocks import Block, blocks
from storefront.builder.looks import Toned, plain_line, text_field, title_field

MOST = 8


@blocks.register
class Items(Block):
    kind = "items"
    label = _("From your menu")
    hint = _("Cards of your items, always with today's price")
    icon = "layout-grid"

    class Settings(Toned):
        title = title_field(required=False, initial=_("Favourites"))
        text = text_field(max_length=200)
        choice = forms.ChoiceField(
            label=_("Which items"),
            choices=[
                ("highlights", _("Your highlights")),
                ("first", _("The first of the menu")),
                ("named", _("Those named below")),
            ],
            initial="highlights",
        )
        named = forms.CharField(
            label=_("Items, one on each line"),
            max_length=600,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("The name as it stands on the menu."),
        )
        count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST, initial=4)
        more = plain_line(label=_("Words on the link to all"), max_length=40)
        field_order = ["title", "text", "choice", "named", "count", "more", "tone"]

    def context(self) -> dict[str, Any]:
        cards = self.scene.cards
        if self.settings["choice"] == "named":
            names = [line.strip().casefold() for line in self.settings["named"].splitlines()]
            known = {card.name.casefold(): card for card in cards}
            cards = tuple(known[name] for name in names if name in known)
        elif self.settings["choice"] == "highlights":
            cards = tuple(card for card in cards if card.is_highlight) or cards
        return {"cards": cards[: self.settings["count"]], "link": self.scene.link("catalog")}
