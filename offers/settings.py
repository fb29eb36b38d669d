"""Forms for the settings of benefits and conditions, and the values they are kept as."""

import re
from datetime import time
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from flowt.forms import MoneyField

MOST_RANGES = 6
_RANGE = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*")


class RuleSettings(forms.Form):
    """Base of every member's `Settings`. `stored()` of a valid one is what an offer keeps, and
    goes back in as `initial`.
    """

    def __init__(self, *args: Any, initial: Any = None, **kwargs: Any) -> None:
        initial = dict(initial or {})
        for name, field in self.base_fields.items():
            if isinstance(field, MoneyField | forms.DecimalField) and initial.get(name):
                initial[name] = Decimal(str(initial[name]))
        super().__init__(*args, initial=initial, **kwargs)

    def stored(self) -> dict[str, Any]:
        return {name: _plain(value) for name, value in self.cleaned_data.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


class HoursField(forms.CharField):
    """Ranges of the day as "11:00-14:00, 18:00-02:00"; one that ends at or before it begins ends
    on the next day. Cleans to [["11:00", "14:00"], …]; nothing typed is the whole day.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 120, **kwargs})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        texts = [text for text in str(value or "").split(",") if text.strip()]
        if len(texts) > MOST_RANGES:
            raise ValidationError(_("At most six ranges a day."), code="invalid")
        return [_range(text) for text in texts]

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """Every range was read; the length is the widget's."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return ", ".join(f"{first}-{last}" for first, last in value)
        return value


def _range(text: str) -> list[str]:
    found = _RANGE.fullmatch(text)
    try:
        first, last = (time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4])))  # type: ignore[index]
    except (TypeError, ValueError):
        raise ValidationError(
            _("Type hours like 11:00-14:00, 18:00-23:30."), code="invalid"
        ) from None
    return [first.isoformat("minutes"), last.isoformat("minutes")]


class WordsField(forms.CharField):
    """A few words separated by commas. Cleans to a list, without repeats."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        words = (" ".join(word.split()) for word in str(value or "").split(","))
        return list(dict.fromkeys(word for word in words if word))

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        if any(len(word) > 40 for word in value):
            raise ValidationError(_("Each of them has at most 40 letters."), code="invalid")

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value
