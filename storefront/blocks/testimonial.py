"""What customers say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.blocks import Block, blocks
from storefront.builder.fields import RowsField
from storefront.builder.looks import Toned, plain_line, text_field, title_field


class Row(forms.Form):
    text = text_field(label=_("What they say"), max_length=280, required=True)
    name = plain_line(label=_("Who says it"), required=True)
    role = plain_line(label=_("Who that is"), help_text=_("For example “customer since 2019”."))
    stars = forms.TypedChoiceField(
        label=_("Stars"),
        choices=[("", _("None")), *((str(n), str(n)) for n in (5, 4, 3))],
        coerce=int,
        empty_value=0,
        required=False,
    )


@blocks.register
class Testimonial(Block):
    kind = "testimonial"
    label = _("Testimonials")
    hint = _("What customers say, with their name")
    icon = "message-circle"
    shows = ("title", "rows")

    class Settings(Toned):
        title = title_field(required=False)
        rows = RowsField(Row, most=6, label=_("Testimonials"))
        field_order = ["title", "rows", "tone"]

    def summary(self) -> str:
        names = ", ".join(row["name"] for row in self.settings["rows"])
        return self.settings["title"] or names
