"""Time that is left."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from storefront.blocks import Block, blocks
from storefront.builder.fields import MomentField, moment
from storefront.builder.looks import Toned, WithButton, plain_line, title_field


@blocks.register
class Countdown(Block):
    kind = "countdown"
    label = _("Countdown")
    hint = _("Days, hours and minutes to a moment")
    icon = "timer"

    class Settings(Toned, WithButton):
        title = title_field(initial=_("It ends soon"))
        until = MomentField(label=_("Counts down to"), required=False, initial="")
        after = plain_line(
            label=_("What it says afterwards"), max_length=90, initial=_("It is over. Thank you!")
        )
        field_order = ["title", "until", "after", "button", "target", "url", "tone"]

    def context(self) -> dict[str, Any]:
        until = moment(self.settings["until"])
        return {
            "until": until,
            "is_over": until is not None and until <= self.scene.now,
            "link": self.scene.link(self.settings["target"], self.settings["url"]),
        }

    def next_change(self) -> datetime | None:
        return moment(self.settings["until"])
