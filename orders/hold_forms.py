"""For how long orders are paused, or take longer, and of which ways of ordering."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.models.items import Item
from catalog.operations.availability import MORNING, UNTIL_TOLD
from orders.models import Order
from tenants.hours import next_closing, next_opening
from tenants.hours_text import describe_moment
from tenants.models import OrderProfile, Tenant
from tenants.selectors import profiles_of, schedule_of

ALL, OPENING, CLOSING = "all", "opening", "closing"


class HoldForm(forms.Form):
    """Of which ways, and until when: so many minutes, or a moment of the opening hours."""

    LENGTHS: tuple[int, ...] = (15, 30, 60)  # minutes
    end_name, end_label = OPENING, gettext_lazy("Until we next open: %(until)s")

    way = forms.ChoiceField(label=gettext_lazy("Which orders"))
    length = forms.ChoiceField(label=gettext_lazy("For how long"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = timezone.now()
        self.kinds = [row.kind for row in profiles_of(tenant).values() if row.is_enabled]
        self.end = self.end_of(tenant)
        names = dict(OrderProfile.Kind.choices)
        ways = [(ALL, _("All orders")), *((kind, names[kind]) for kind in self.kinds)]
        self.fields["way"].choices = ways if len(self.kinds) > 1 else ways[:1]  # type: ignore[attr-defined]
        lengths = [(str(minutes), _minutes(minutes)) for minutes in self.LENGTHS]
        if self.end is not None:
            until = describe_moment(self.end, tenant.time_zone, self.now)
            lengths.append((self.end_name, self.end_label % {"until": until}))
        self.fields["length"].choices = lengths  # type: ignore[attr-defined]
        self.initial = {"way": ALL, "length": str(self.LENGTHS[1]), **self.initial}

    def end_of(self, tenant: Tenant) -> datetime | None:
        return next_opening(schedule_of(tenant), self.now)

    def chosen(self) -> dict[str, Any]:
        """Return `kinds` and `until`, by the operations' names."""
        way, length = self.cleaned_data["way"], self.cleaned_data["length"]
        until = self.now + timedelta(minutes=int(length)) if length.isdecimal() else self.end
        return {"kinds": self.kinds if way == ALL else [way], "until": until}


class PauseForm(HoldForm):
    note = forms.CharField(
        label=gettext_lazy("Words for customers"),
        required=False,
        max_length=160,
        help_text=gettext_lazy("Such as: “The oven needs a rest, back soon!”"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def chosen(self) -> dict[str, Any]:
        return {**super().chosen(), "note": self.cleaned_data["note"]}


class RushForm(HoldForm):
    LENGTHS = (30, 60, 120)
    MINUTES = (10, 15, 20, 30, 45)

    minutes = forms.TypedChoiceField(
        label=gettext_lazy("How much longer orders take"), coerce=int, widget=forms.RadioSelect
    )
    field_order = ("way", "minutes", "length")
    end_name, end_label = CLOSING, gettext_lazy("Until we close: %(until)s")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(minutes, _minutes(minutes)) for minutes in self.MINUTES]
        self.fields["minutes"].choices = choices  # type: ignore[attr-defined]
        self.initial = {"minutes": 20, **self.initial}

    def end_of(self, tenant: Tenant) -> datetime | None:
        return next_closing(schedule_of(tenant), self.now)

    def chosen(self) -> dict[str, Any]:
        return {**super().chosen(), "minutes": self.cleaned_data["minutes"]}


def _minutes(minutes: int) -> str:
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


class SoldOutForm(forms.Form):
    """Which of an order's items has run out, and until when."""

    HOUR, TOMORROW, TOLD = "hour", "tomorrow", "told"

    item = forms.ModelChoiceField(
        Item.objects.none(),
        label=gettext_lazy("What ran out?"),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    until = forms.ChoiceField(
        label=gettext_lazy("For how long"),
        choices=[
            (HOUR, gettext_lazy("For 1 hour")),
            (TOMORROW, gettext_lazy("Until tomorrow")),
            (TOLD, gettext_lazy("Until I say so")),
        ],
        initial=TOMORROW,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = order.lines.exclude(item_id=None).values_list("item_id", flat=True)
        items = Item.objects.filter(pk__in=list(ids)).order_by("name")
        self.fields["item"].queryset = items  # type: ignore[attr-defined]

    def until_when(self) -> datetime:
        now, until = timezone.localtime(), self.cleaned_data["until"]
        if until == self.TOLD:
            return UNTIL_TOLD
        if until == self.HOUR:
            return now + timedelta(hours=1)
        return timezone.make_aware(datetime.combine(now.date() + timedelta(days=1), MORNING))
