"""What many blocks let the business choose: the ground they stand on, a drawing, a button."""

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.builder.fields import HttpsField
from storefront.builder.scene import TARGETS

TONES = (
    ("plain", _("Plain")),
    ("tint", _("A breath of your colour")),
    ("brand", _("Your colour")),
    ("night", _("Dark")),
)
ART = (
    ("none", _("No drawing")),
    ("table", _("Set table")),
    ("crates", _("Crates and shelves")),
    ("petals", _("Petals")),
    ("sun", _("Sun and rays")),
    ("waves", _("Waves")),
    ("ribbon", _("Confetti")),
)
BUTTON_TARGETS = [("", _("No button")), *TARGETS]


class Toned(forms.Form):
    tone = forms.ChoiceField(label=_("Ground"), choices=TONES, initial="plain")


class WithButton(forms.Form):
    """A button, and where it leads."""

    button = forms.CharField(label=_("Words on the button"), max_length=40, required=False)
    target = forms.ChoiceField(
        label=_("The button leads to"), choices=BUTTON_TARGETS, required=False, initial=""
    )
    url = HttpsField(
        label=_("That address"),
        required=False,
        help_text=_("Only for “Another address”; it begins with https://"),
    )

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("target") == "link" and not data.get("url") and "url" not in self.errors:
            self.add_error("url", _("Say which address the button leads to."))
        return data


def title_field(**kwargs: object) -> forms.CharField:
    options = {"label": _("Title"), "max_length": 90, **kwargs}
    return forms.CharField(**options)  # type: ignore[arg-type]


def text_field(**kwargs: object) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    options = {"label": _("Text"), "max_length": 400, "required": False, "widget": widget}
    return forms.CharField(**{**options, **kwargs})  # type: ignore[arg-type]


def plain_line(**kwargs: object) -> forms.CharField:
    options = {"max_length": 60, "required": False, **kwargs}
    return forms.CharField(**options)  # type: ignore[arg-type]
