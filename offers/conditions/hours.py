from datetime import datetime, time

from django import forms
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offers.basket import Basket
from offers.conditions import Condition, conditions
from offers.settings import HoursField, RuleSettings
from tenants.hours import WeeklyWindow, is_available, next_window_change


@conditions.register
class Hours(Condition):
    """Some hours of some weekdays, at the time that the order is for. A range that ends at or
    before it begins goes on after midnight and belongs to the day on which it began.
    """

    kind = "hours"
    label = gettext_lazy("Days and hours")
    about = gettext_lazy("On some days, at some hours: of when the order is for.")
    icon = "clock"

    class Settings(RuleSettings):
        weekdays = forms.TypedMultipleChoiceField(
            label=gettext_lazy("Days"),
            coerce=int,
            choices=[(str(day), WEEKDAYS[day]) for day in range(7)],
            widget=forms.CheckboxSelectMultiple,
        )
        hours = HoursField(
            label=gettext_lazy("Hours"),
            help_text=gettext_lazy("As 17:00-19:00, 22:00-02:00. Empty is the whole day."),
        )

    @cached_property
    def windows(self) -> tuple[WeeklyWindow, ...]:
        mask = sum(1 << int(day) for day in self.settings["weekdays"])
        ranges = self.settings.get("hours") or [["00:00", "00:00"]]
        return tuple(
            WeeklyWindow(mask, time.fromisoformat(first), time.fromisoformat(last))
            for first, last in ranges
        )

    def holds(self, basket: Basket) -> bool:
        return is_available(self.windows, basket.time_zone, basket.at)

    def next_change(self, at: datetime, time_zone: str) -> datetime | None:
        return next_window_change(self.windows, time_zone, at)

    def missing(self, basket: Basket) -> str:
        days = ", ".join(str(WEEKDAYS_ABBR[int(day)]) for day in sorted(self.settings["weekdays"]))
        hours = ", ".join(f"{one}–{other}" for one, other in self.settings.get("hours") or [])
        words = {"days": days, "hours": hours}
        if hours:
            return _("It is valid on %(days)s, %(hours)s.") % words
        return _("It is valid on %(days)s.") % words
