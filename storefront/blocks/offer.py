"""An offer: what one gets, until when, and the coupon that applies it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.blocks import Block, blocks
from storefront.builder.fields import MomentField, moment
from storefront.builder.looks import Toned, plain_line, text_field, title_field


@blocks.register
class Offer(Block):
    kind = "offer"
    label = _("Offer")
    hint = _("A coupon with a button that applies it")
    icon = "badge-percent"

    class Settings(Toned):
        badge = plain_line(label=_("What one gets, large"), max_length=24, initial=_("10% off"))
        title = title_field(initial=_("On your first order"))
        text = text_field(max_length=240)
        code = forms.RegexField(
            r"^[A-Za-z0-9-]{3,40}$",
            label=_("Coupon"),
            required=False,
            max_length=40,
            help_text=_("Its code. The button applies it and goes on to the menu."),
            error_messages={"invalid": _("Letters, digits and hyphens, at least three.")},
        )
        button = plain_line(label=_("Words on the button"), max_length=40, initial=_("Use it now"))
        until = MomentField(
            label=_("Valid until"),
            required=False,
            initial="",
            help_text=_("Then the button goes, and the page says that it ended."),
        )
        small = plain_line(label=_("Small print"), max_length=160)
        field_order = ["badge", "title", "text", "code", "button", "until", "small", "tone"]

    def context(self) -> dict[str, Any]:
        until, code = moment(self.settings["until"]), self.settings["code"].strip().upper()
        link = self.scene.coupon_link(code) if code else self.scene.link("menu")
        is_over = until is not None and until <= self.scene.now
        return {"code": code, "link": link, "until": until, "is_over": is_over}

    def next_change(self) -> datetime | None:
        return moment(self.settings["until"])
