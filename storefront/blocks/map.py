"""Where it is: a drawn card that opens the person's own maps."""

from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from storefront.blocks import Block, blocks
from storefront.builder.looks import Toned, plain_line, text_field, title_field
from storefront.store import address_line


@blocks.register
class Map(Block):
    kind = "map"
    label = _("Map link")
    hint = _("Your address; nothing of others is loaded")
    icon = "map-pin"

    class Settings(Toned):
        title = title_field(initial=_("Where we are"))
        address = plain_line(
            label=_("Address"), max_length=160, help_text=_("Empty: the one in your settings.")
        )
        text = text_field(max_length=200, label=_("How to get there"))
        button = plain_line(
            label=_("Words on the button"), max_length=40, initial=_("Open in the map")
        )
        field_order = ["title", "address", "text", "button", "tone"]

    def context(self) -> dict[str, Any]:
        address = self.settings["address"] or address_line(self.scene.tenant)
        wanted = quote(address or self.scene.tenant.name, safe="")
        url = f"https://www.google.com/maps/search/?api=1&query={wanted}"
        return {"address": address, "url": url}
