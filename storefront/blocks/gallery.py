"""Pictures side by side."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.blocks import Block, blocks
from storefront.builder.fields import PicturesField
from storefront.builder.looks import Toned, title_field


@blocks.register
class Gallery(Block):
    kind = "gallery"
    label = _("Gallery")
    hint = _("Up to twelve pictures")
    icon = "image"
    shows = ("title", "pictures")

    class Settings(Toned):
        title = title_field(required=False)
        pictures = PicturesField(label=_("Pictures"))
        shape = forms.ChoiceField(
            label=_("Arrangement"),
            choices=[("mosaic", _("Mosaic")), ("strip", _("Strip to swipe"))],
            initial="mosaic",
        )
        field_order = ["title", "pictures", "shape", "tone"]

    def context(self) -> dict[str, Any]:
        found = [self.scene.picture(number) for number in self.settings["pictures"]]
        return {"pictures": [picture for picture in found if picture]}
