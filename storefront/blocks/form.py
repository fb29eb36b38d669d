"""A form that makes a contact, with the person's agreement."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storefront.blocks import Block, blocks
from storefront.builder.lead_form import LeadForm
from storefront.builder.looks import Toned, plain_line, text_field, title_field

ASK = (("required", _("Must be filled in")), ("optional", _("May be left empty")), ("no", _("No")))
PURPOSE = _(
    "I agree that my data are kept to answer this request. I may take this back at any time."
)


@blocks.register
class Form(Block):
    kind = "form"
    label = _("Form")
    hint = _("Name, phone, e-mail… and the person's agreement")
    icon = "clipboard-list"

    class Settings(Toned):
        title = title_field(initial=_("Leave your contact"))
        text = text_field(max_length=240)
        phone = forms.ChoiceField(label=_("Ask for the phone"), choices=ASK, initial="required")
        email = forms.ChoiceField(label=_("Ask for the e-mail"), choices=ASK, initial="optional")
        message = forms.ChoiceField(label=_("Ask for a message"), choices=ASK, initial="no")
        question = plain_line(
            label=_("A question of yours"), max_length=80, help_text=_("With answers to choose.")
        )
        answers = forms.CharField(
            label=_("Its answers, one on each line"),
            required=False,
            max_length=600,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        button = plain_line(label=_("Words on the button"), required=True, initial=_("Send"))
        purpose = forms.CharField(
            label=_("What people agree to"),
            max_length=400,
            initial=PURPOSE,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("The law (LGPD) asks you to say what for. It is kept with each contact."),
        )
        marketing = forms.BooleanField(
            label=_("They also agree to offers and news"),
            required=False,
            initial=False,
            help_text=_("Only if the text above says so."),
        )
        thanks = title_field(label=_("Thank-you title"), initial=_("Thank you!"))
        thanks_text = text_field(
            label=_("Thank-you text"), max_length=200, initial=_("We will be in touch soon.")
        )
        field_order = ["title", "text", "phone", "email", "message", "question", "answers"]

        def clean(self) -> dict[str, Any]:
            data = super().clean() or {}
            if "required" not in (data.get("phone"), data.get("email")):
                self.add_error("phone", _("Ask for a phone or an e-mail, or you cannot answer."))
            if data.get("question") and not (data.get("answers") or "").strip():
                self.add_error("answers", _("Write the answers people may choose."))
            return data

    def context(self) -> dict[str, Any]:
        asked = self.scene.bound_forms.get(self.key) or LeadForm(self.settings, key=self.key)
        action = reverse("storefront:page_send", args=[self.scene.page.slug, self.key])
        return {"form": asked, "action": action, "is_thanked": self.scene.thanked == self.key}
