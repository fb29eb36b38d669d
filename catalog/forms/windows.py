from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from catalog.forms.rows import RowForm, Rows
from catalog.models.items import Window
from tenants.hours import WeeklyWindow


class WindowForm(RowForm):
    """Some weekdays, and from when to when. An end at or before the start is on the next day."""

    blank_fields = ("starts", "ends")
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"),
        coerce=int,
        choices=[(str(day), WEEKDAYS_ABBR[day]) for day in range(7)],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one day.")},
    )
    starts = forms.TimeField(
        label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def days(self) -> list[tuple[Any, str]]:
        """The boxes of the week, each with the day's whole name."""
        return [(box, WEEKDAYS[day]) for day, box in enumerate(self["weekdays"])]

    def window(self) -> WeeklyWindow:
        mask = sum(1 << day for day in self.cleaned_data["weekdays"])
        return WeeklyWindow(mask, self.cleaned_data["starts"], self.cleaned_data["ends"])


def window_rows(data: QueryDict | None = None, windows: Iterable[Window] = ()) -> Rows[WindowForm]:
    """The rows of an item's or a category's hours."""
    initial = [
        (
            str(window.pk),
            {
                "weekdays": [str(day) for day in range(7) if window.weekdays >> day & 1],
                "starts": window.starts,
                "ends": window.ends,
            },
        )
        for window in windows
    ]
    return Rows(WindowForm, "window", data, initial)
