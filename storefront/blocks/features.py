"""What speaks for the offer, point by point."""

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.blocks import Block, blocks
from storefront.builder.fields import RowsField
from storefront.builder.looks import Toned, plain_line, text_field, title_field

ICONS = (
    ("check", _("Tick")),
    ("star", _("Star")),
    ("clock", _("Clock")),
    ("truck", _("Lorry")),
    ("shield-check", _("Shield")),
    ("leaf", _("Leaf")),
    ("sprout", _("Sprout")),
    ("heart", _("Heart")),
    ("zap", _("Lightning")),
    ("lightbulb", _("Light bulb")),
    ("hand-coins", _("Coins")),
    ("badge-percent", _("Discount")),
    ("gauge", _("Gauge")),
    ("users", _("People")),
    ("calendar", _("Calendar")),
    ("map-pin", _("Place")),
    ("package", _("Parcel")),
    ("scissors", _("Scissors")),
    ("chef-hat", _("Chef's hat")),
    ("wine", _("Glass")),
    ("headset", _("Headset")),
    ("message-circle", _("Speech bubble")),
    ("trending-up", _("Rising line")),
)


class Row(forms.Form):
    icon = forms.ChoiceField(label=_("Icon"), choices=ICONS, required=False, initial="check")
    title = plain_line(label=_("Point"), required=True)
    text = text_field(max_length=160, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_icon(self) -> str:
        return self.cleaned_data["icon"] or "check"


@blocks.register
class Features(Block):
    kind = "features"
    label = _("Points")
    hint = _("Advantages or steps, with an icon each")
    icon = "grid-2x2"
    shows = ("title", "rows")

    class Settings(Toned):
        title = title_field(required=False)
        text = text_field(max_length=200)
        look = forms.ChoiceField(
            label=_("Look"),
            choices=[("icons", _("With icons")), ("steps", _("Numbered steps"))],
            initial="icons",
        )
        rows = RowsField(Row, most=6, label=_("Points"))
        field_order = ["title", "text", "look", "rows", "tone"]
