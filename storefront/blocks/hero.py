"""The opening of a page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.blocks import Block, blocks
from storefront.builder.fields import PictureField
from storefront.builder.looks import ART, Toned, WithButton, plain_line, text_field, title_field
from storefront.builder.scene import TARGETS


@blocks.register
class Hero(Block):
    kind = "hero"
    label = _("Opening")
    hint = _("Title, a line of text, a button and a picture")
    icon = "sparkles"

    class Settings(Toned, WithButton):
        field_order = ["eyebrow", "title", "text", "button", "target", "url"]

        eyebrow = plain_line(label=_("Small line above"))
        title = title_field(initial=_("Say it in one line"))
        text = text_field(max_length=240)
        second = plain_line(label=_("Words on a second button"), max_length=40)
        second_target = forms.ChoiceField(
            label=_("It leads to"),
            choices=[row for row in TARGETS if row[0] != "link"],
            required=False,
            initial="menu",
        )
        layout = forms.ChoiceField(
            label=_("Layout"),
            choices=[
                ("split", _("Text beside the picture")),
                ("cover", _("Text over the whole width")),
                ("centre", _("All in the middle")),
            ],
            initial="split",
        )
        source = forms.ChoiceField(
            label=_("Picture"),
            choices=[
                ("art", _("A drawing in your colours")),
                ("item", _("A highlight of your menu")),
                ("own", _("A picture of yours")),
            ],
            initial="art",
        )
        art = forms.ChoiceField(label=_("Drawing"), choices=ART, initial="waves")
        picture = PictureField(label=_("Picture of yours"), required=False)

    def context(self) -> dict[str, Any]:
        source = self.settings["source"]
        picture = self.scene.picture(self.settings["picture"]) if source == "own" else None
        star = self.scene.star if source == "item" else None
        return {
            "picture": picture or (star.picture if star else None),
            "star": star,
            "link": self.scene.link(self.settings["target"], self.settings["url"]),
            "second_link": self.scene.link(self.settings["second_target"]),
        }
