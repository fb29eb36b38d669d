"""Filters of the list, quick changes and bulk edits."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.forms.choices import CategoryChoice
from catalog.listing import SORTS, Filters
from catalog.models.categories import Category
from catalog.models.items import Item
from catalog.operations.availability import MORNING, UNTIL_TOLD
from catalog.operations.bulk import PriceChange
from flowt.forms import MoneyField

EVENING = time(18)


class FilterForm(forms.Form):
    """Never refuses: what is not understood is not asked."""

    q = forms.CharField(required=False, max_length=80)
    category = forms.ModelChoiceField(Category.objects.all(), required=False)
    status = forms.ChoiceField(
        choices=[("", _("Any status")), *Item.Status.choices], required=False
    )
    sold_out = forms.BooleanField(required=False)
    no_picture = forms.BooleanField(required=False)
    sort = forms.ChoiceField(choices=[(key, key) for key in SORTS], required=False)

    def filters(self) -> Filters:
        self.full_clean()
        found = self.cleaned_data
        category = found.get("category")
        return Filters(
            category=category.pk if category else None,
            query=found.get("q", ""),
            status=found.get("status", ""),
            is_sold_out=found.get("sold_out", False),
            has_no_picture=found.get("no_picture", False),
            sort=found.get("sort") or "menu",
        )


class UntilForm(forms.Form):
    """Until when something is sold out."""

    until = forms.ChoiceField(
        choices=[
            ("hour", _("For 1 hour")),
            ("evening", _("Until 6 p.m. today")),
            ("tomorrow", _("Until tomorrow")),
            ("date", _("Until a date")),
            ("told", _("Until I say so")),
        ]
    )
    on = forms.DateField(label=_("Back on"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        today = timezone.localdate()
        if data.get("until") == "date":
            if not data.get("on"):
                self.add_error("on", _("Say the day on which it is back."))
            elif not today < data["on"] <= today + timedelta(days=730):
                self.add_error("on", _("Choose a day after today."))
        return data

    def instant(self) -> datetime:
        """Return the aware instant at which it is sold again."""
        now, until = timezone.localtime(), self.cleaned_data["until"]
        if until == "told":
            return UNTIL_TOLD
        if until == "hour":
            return now + timedelta(hours=1)
        if until == "evening" and now.time() < EVENING:
            return _at(now, EVENING)
        if until == "date":
            return timezone.make_aware(datetime.combine(self.cleaned_data["on"], MORNING))
        return _at(now + timedelta(days=1), MORNING)


class StockForm(forms.Form):
    """Empty: it is not counted."""

    stock = forms.IntegerField(
        label=_("Units in stock"), required=False, min_value=0, max_value=999_999
    )


class BulkForm(forms.Form):
    """What is done to the chosen items."""

    ids = forms.TypedMultipleChoiceField(coerce=int)
    action = forms.ChoiceField(
        choices=[
            (name, name)
            for name in (
                *("move", "show", "hide", "highlight", "plain", "archive", "restore"),
                *("sold_out", "available", "price", "price_apply"),
            )
        ]
    )
    category = CategoryChoice(queryset=Category.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("ids") if hasattr(self.data, "getlist") else []
        self.fields["ids"].choices = [(pk, pk) for pk in sent if pk.isascii() and pk.isdigit()]
        self.fields["category"].queryset = Category.objects.present()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("action") == "move" and not data.get("category"):
            self.add_error("category", _("Choose a category."))
        return data


class PriceForm(forms.Form):
    """By how much prices change."""

    way = forms.ChoiceField(
        label=_("Change"),
        choices=[
            ("up_percent", _("Raise by %")),
            ("down_percent", _("Lower by %")),
            ("up_amount", _("Raise by an amount")),
            ("down_amount", _("Lower by an amount")),
        ],
    )
    by = MoneyField(label=_("By how much"), largest=Decimal(100_000))

    def clean_by(self) -> Decimal:
        by = self.cleaned_data["by"]
        if not by:
            raise forms.ValidationError(_("Type how much, above zero."))
        return by

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("by") and data.get("way") == "down_percent" and data["by"] > 100:
            self.add_error("by", _("At most 100%."))
        return data

    def change(self) -> PriceChange:
        way, by = self.cleaned_data["way"], self.cleaned_data["by"]
        signed = by if way.startswith("up") else -by
        if way.endswith("percent"):
            return PriceChange(percent=signed)
        return PriceChange(amount=signed)


def _at(day: datetime, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day.date(), hour))
