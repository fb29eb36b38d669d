"""Something that takes place: when, where, and into the person's own calendar."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storefront.blocks import Block, blocks
from storefront.builder.fields import MomentField, moment
from storefront.builder.looks import Toned, WithButton, plain_line, text_field, title_field
from storefront.store import address_line


@blocks.register
class Event(Block):
    kind = "event"
    label = _("Event")
    hint = _("Date, place and “add to calendar”")
    icon = "calendar"

    class Settings(Toned, WithButton):
        title = title_field(initial=_("Name of the event"))
        text = text_field(max_length=300)
        starts = MomentField(label=_("Begins"), required=False, initial="")
        ends = MomentField(label=_("Ends"), required=False, initial="")
        place = plain_line(label=_("Place"), max_length=80)
        address = plain_line(
            label=_("Address"), max_length=160, help_text=_("Empty: the one in your settings.")
        )
        price = plain_line(label=_("What it costs"), max_length=60)
        field_order = ["title", "text", "starts", "ends", "place", "address", "price"]

        def clean(self) -> dict[str, object]:
            data = super().clean()
            starts, ends = moment(data.get("starts")), moment(data.get("ends"))
            if starts and ends and ends <= starts:
                self.add_error("ends", _("It ends before it begins."))
            return data

    def context(self) -> dict[str, Any]:
        starts, ends = moment(self.settings["starts"]), moment(self.settings["ends"])
        over = ends or starts
        return {
            "starts": starts,
            "ends": ends,
            "place": self.settings["place"] or self.scene.tenant.name,
            "address": self.settings["address"] or address_line(self.scene.tenant),
            "is_over": over is not None and over <= self.scene.now,
            "link": self.scene.link(self.settings["target"], self.settings["url"]),
            "calendar": reverse("storefront:page_calendar", args=[self.scene.page.slug]),
        }

    def next_change(self) -> datetime | None:
        return moment(self.settings["ends"]) or moment(self.settings["starts"])

    def schema(self) -> list[dict[str, Any]]:
        told = self.context()
        if told["starts"] is None:
            return []
        place = {"@type": "Place", "name": told["place"], "address": told["address"]}
        data = {
            "@type": "Event",
            "name": self.settings["title"],
            "startDate": told["starts"].isoformat(),
            "location": place,
            "eventStatus": "https://schema.org/EventScheduled",
            "organizer": {"@type": "Organization", "name": self.scene.tenant.name},
        }
        if told["ends"]:
            data["endDate"] = told["ends"].isoformat()
        if self.settings["text"]:
            data["description"] = self.settings["text"]
        return [data]
