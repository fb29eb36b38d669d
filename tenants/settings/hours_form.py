"""The week's opening hours as a form: any number of ranges a day.

Fields are named `3-0-opens` (weekday, place, end). Buttons named `do` change the draft without
saving it: `add-3` gives Thursday another range, `copy-3` gives its hours to every other day,
`clear-3` closes it. An empty range is left out, so a page without JavaScript can remove one.
"""

from dataclasses import dataclass, field
from datetime import time
from itertools import pairwise
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.models import OpeningException, OpeningRange, Tenant, check_time_zone
from tenants.settings.operations import end_minutes, minutes

MOST = 6  # ranges a day
DAYS = (
    *(gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday")),
    *(gettext_lazy("Thursday"), gettext_lazy("Friday"), gettext_lazy("Saturday")),
    gettext_lazy("Sunday"),
)
ZONES = (
    ("America/Sao_Paulo", "Brasília (UTC−3)"),
    ("America/Bahia", "Salvador (UTC−3)"),
    ("America/Fortaleza", "Fortaleza (UTC−3)"),
    ("America/Belem", "Belém (UTC−3)"),
    ("America/Manaus", "Manaus (UTC−4)"),
    ("America/Cuiaba", "Cuiabá (UTC−4)"),
    ("America/Campo_Grande", "Campo Grande (UTC−4)"),
    ("America/Porto_Velho", "Porto Velho (UTC−4)"),
    ("America/Boa_Vista", "Boa Vista (UTC−4)"),
    ("America/Rio_Branco", "Rio Branco (UTC−5)"),
    ("America/Noronha", "Fernando de Noronha (UTC−2)"),
)  # proper names: the same in every language


@dataclass
class Row:
    """One range as typed. `ends_next_day` is shown, so that 02:00 surprises nobody."""

    opens: str = ""
    closes: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.opens and not self.closes

    @property
    def times(self) -> tuple[time, time] | None:
        opens, closes = _time(self.opens), _time(self.closes)
        return (opens, closes) if opens is not None and closes is not None else None

    @property
    def ends_next_day(self) -> bool:
        return self.times is not None and self.times[1] <= self.times[0]


@dataclass
class Day:
    weekday: int
    rows: list[Row] = field(default_factory=list)
    error: str = ""

    @property
    def name(self) -> str:
        return str(DAYS[self.weekday])

    @property
    def can_add(self) -> bool:
        return len(self.rows) < MOST


class Week:
    """The seven days as typed or as stored."""

    def __init__(self, days: list[Day]) -> None:
        self.days = days

    @classmethod
    def stored(cls, tenant: Tenant) -> "Week":
        days = [Day(weekday) for weekday in range(7)]
        for row in OpeningRange.objects.filter(tenant=tenant):
            days[row.weekday].rows.append(Row(f"{row.opens:%H:%M}", f"{row.closes:%H:%M}"))
        return cls(days)

    @classmethod
    def typed(cls, data: QueryDict) -> "Week":
        days = []
        for weekday in range(7):
            rows = [
                Row(data.get(f"{weekday}-{n}-opens", "")[:8], data.get(f"{weekday}-{n}-closes", ""))
                for n in range(MOST)
                if f"{weekday}-{n}-opens" in data
            ]
            days.append(Day(weekday, rows))
        return cls(days)

    def do(self, command: str) -> None:
        """Change the draft. An unknown command changes nothing."""
        verb, _dash, number = command.partition("-")
        if number not in set("0123456"):
            return
        day = self.days[int(number)]
        if verb == "add" and day.can_add:
            day.rows.append(Row("18:00", "22:00") if day.rows else Row("09:00", "18:00"))
        elif verb == "clear":
            day.rows = []
        elif verb == "copy":
            for other in self.days:
                other.rows = [Row(row.opens, row.closes) for row in day.rows]

    def is_valid(self) -> bool:
        """Check each day, and each against the next, which it may reach into."""
        for day in self.days:
            day.rows = [row for row in day.rows if not row.is_empty]
            if any(row.times is None for row in day.rows):
                day.error = _("Fill in both times, such as 11:00 and 15:00.")
            elif self._collides(day):
                day.error = _("These hours overlap.")
        return not any(day.error for day in self.days)

    def cleaned(self) -> dict[int, list[tuple[time, time]]]:
        return {day.weekday: [row.times for row in day.rows if row.times] for day in self.days}

    def _collides(self, day: Day) -> bool:
        after = self.days[(day.weekday + 1) % 7]
        spans = sorted(_spans(day))
        if any(first[1] > second[0] for first, second in pairwise(spans)):
            return True
        early = min((start for start, _end in _spans(after)), default=1440)
        return bool(spans) and spans[-1][1] - 1440 > early


class ClockForm(forms.Form):
    """In which zone the hours are written, and what holidays do to them."""

    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=ZONES)
    holiday_rule = forms.ChoiceField(
        label=gettext_lazy("On public holidays"), choices=Tenant.HolidayRule
    )

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        initial = {"time_zone": tenant.time_zone, "holiday_rule": tenant.holiday_rule}
        super().__init__(*args, initial=initial, **kwargs)
        if tenant.time_zone not in dict(ZONES):
            own = [(tenant.time_zone, tenant.time_zone), *ZONES]
            self.fields["time_zone"].choices = own  # type: ignore[attr-defined]

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"]
        check_time_zone(zone)
        return zone


class ExceptionForm(forms.ModelForm):
    """A date with hours of its own; without times it is closed."""

    class Meta:
        model = OpeningException
        fields = ("on", "opens", "closes", "note")
        widgets = {
            "on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "opens": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "closes": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("opens")) != bool(data.get("closes")) and not self.errors:
            self.add_error("closes", _("Fill in both times, or neither for a closed day."))
        return data


def _time(text: str) -> time | None:
    try:
        return parse_time(text)
    except ValueError:
        return None


def _spans(day: Day) -> list[tuple[int, int]]:
    times = [row.times for row in day.rows if row.times]
    return [(minutes(opens), end_minutes(opens, closes)) for opens, closes in times]
