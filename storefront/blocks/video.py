"""A film elsewhere: a card with a picture of our own that leads to it."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.blocks import Block, blocks
from storefront.builder.fields import HttpsField, PictureField
from storefront.builder.looks import ART, Toned, plain_line, title_field

HOSTS = {
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "vimeo.com": "Vimeo",
    "instagram.com": "Instagram",
    "tiktok.com": "TikTok",
    "facebook.com": "Facebook",
}


@blocks.register
class Video(Block):
    kind = "video"
    label = _("Video link")
    hint = _("A picture that opens your film where it is")
    icon = "play"

    class Settings(Toned):
        title = title_field(initial=_("See how it is made"))
        url = HttpsField(label=_("Address of the film"), required=False)
        length = plain_line(label=_("Length"), max_length=20, help_text=_("For example “2 min”."))
        picture = PictureField(label=_("Picture"), required=False)
        art = forms.ChoiceField(label=_("Drawing without a picture"), choices=ART, initial="waves")
        field_order = ["title", "url", "length", "picture", "art", "tone"]

    def context(self) -> dict[str, Any]:
        host = urlsplit(self.settings["url"]).hostname or ""
        place = HOSTS.get(host.removeprefix("www.").removeprefix("m."), host.removeprefix("www."))
        is_safe = self.settings["url"].startswith("https://")
        return {
            "url": self.settings["url"] if is_safe else "",
            "place": place,
            "picture": self.scene.picture(self.settings["picture"]),
        }
