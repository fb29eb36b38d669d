"""Running text with a little formatting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from flowt.richtext import RichTextField, plain
from storefront.blocks import Block, blocks
from storefront.builder.fields import PictureField
from storefront.builder.looks import Toned, title_field


@blocks.register
class Text(Block):
    kind = "text"
    label = _("Text")
    hint = _("Paragraphs, lists and links, with a picture if you like")
    icon = "file-text"
    shows = ("title", "body", "picture")

    class Settings(Toned):
        title = title_field(required=False)
        body = RichTextField(label=_("Text"), max_length=6000, required=False, initial="")
        picture = PictureField(label=_("Picture beside it"), required=False)
        side = forms.ChoiceField(
            label=_("The picture stands"),
            choices=[("end", _("After the text")), ("start", _("Before the text"))],
            initial="end",
        )
        field_order = ["title", "body", "picture", "side", "tone"]

    def summary(self) -> str:
        return self.settings["title"] or plain(self.settings["body"])[:60]

    def context(self) -> dict[str, Any]:
        return {"picture": self.scene.picture(self.settings["picture"])}
