"""Questions people ask, with their answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from flowt.richtext import RichTextField, plain
from storefront.blocks import Block, blocks
from storefront.builder.fields import RowsField
from storefront.builder.looks import Toned, plain_line, title_field


class Row(forms.Form):
    question = plain_line(label=_("Question"), max_length=160, required=True)
    answer = RichTextField(
        label=_("Answer"), max_length=1200, widget=forms.Textarea(attrs={"rows": 3})
    )


@blocks.register
class Faq(Block):
    kind = "faq"
    label = _("Questions")
    hint = _("Questions that open to their answers")
    icon = "circle-question-mark"
    shows = ("rows",)

    class Settings(Toned):
        title = title_field(required=False, initial=_("Questions and answers"))
        rows = RowsField(Row, most=12, label=_("Questions"))
        field_order = ["title", "rows", "tone"]

    def schema(self) -> list[dict[str, Any]]:
        questions = [
            {
                "@type": "Question",
                "name": row["question"],
                "acceptedAnswer": {"@type": "Answer", "text": plain(row["answer"])},
            }
            for row in self.settings["rows"]
        ]
        return [{"@type": "FAQPage", "mainEntity": questions}] if questions else []
