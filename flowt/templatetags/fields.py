"""Form controls with the design system's classes; `components/_field.html` is drawn with these."""

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.safestring import SafeString

register = template.Library()
CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "checkbox"),
    (forms.CheckboxSelectMultiple, "checkbox"),
    (forms.RadioSelect, "radio"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.Widget, "input"),
)


def _class_of(widget: forms.Widget) -> str:
    return next(name for kind, name in CLASSES if isinstance(widget, kind))


@register.filter
def control_kind(field: BoundField) -> str:
    """Tell how a field is laid out: hidden, check, choices, file, password, money, or line."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.FileInput):
        return "file"
    if isinstance(widget, forms.PasswordInput):
        return "password"
    return "money" if widget.attrs.get("data-mask") == "money" else "line"


@register.simple_tag
def control(field: BoundField, kind: str = "") -> SafeString:
    """Draw the control of a field. `kind` "switch" draws a checkbox as one, "code" a large code."""
    widget = field.field.widget
    name = "toggle" if kind == "switch" else _class_of(widget)
    own = widget.attrs.get("class", "")
    attrs: dict[str, str | bool] = {"class": f"{name} {own}".strip()}
    if widget.attrs.get("placeholder") == field.label:
        attrs["placeholder"] = ""  # the label says it already
    if kind == "code":
        attrs["data-kind"] = "code"
    return field.as_widget(attrs=attrs)


@register.simple_tag
def option_control(option: BoundWidget) -> SafeString:
    """Draw one radio button or check box of a group, without its label."""
    kind = "radio" if option.data["type"] == "radio" else "checkbox"
    option.data["attrs"]["class"] = kind
    return option.tag(wrap_label=False)
