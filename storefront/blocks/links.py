"""Large links, one under the other: what a welcome page is mostly made of."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.blocks import Block, blocks
from storefront.blocks.features import ICONS
from storefront.builder.fields import HttpsField, RowsField
from storefront.builder.looks import Toned, plain_line, title_field
from storefront.builder.scene import TARGETS


class Row(forms.Form):
    icon = forms.ChoiceField(label=_("Icon"), choices=ICONS, required=False, initial="check")
    title = plain_line(label=_("Words"), required=True)
    text = plain_line(label=_("A line under them"), max_length=90)
    target = forms.ChoiceField(label=_("Leads to"), choices=TARGETS, required=False)
    url = HttpsField(label=_("That address"), required=False)

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        data["icon"] = data.get("icon") or "check"
        data["target"] = data.get("target") or "menu"
        if data["target"] == "link" and not data.get("url") and "url" not in self.errors:
            self.add_error("url", _("Say which address it leads to."))
        return data


@blocks.register
class Links(Block):
    kind = "links"
    label = _("Links")
    hint = _("Large buttons, as on a page of links")
    icon = "link"

    class Settings(Toned):
        title = title_field(required=False)
        rows = RowsField(Row, most=10, label=_("Links"))
        field_order = ["title", "rows", "tone"]

    def summary(self) -> str:
        return self.settings["title"] or ", ".join(row["title"] for row in self.settings["rows"])

    def context(self) -> dict[str, Any]:
        link = self.scene.link
        rows = [(row, link(row["target"], row.get("url", ""))) for row in self.settings["rows"]]
        return {"links": rows}
