"""An offer's rules in words, for its owner: what it gives, and under which conditions."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from flowt.forms import MoneyField
from flowt.money import format_money
from flowt.tenancy import current_tenant
from offers.benefits import Benefit, benefits
from offers.conditions import conditions
from offers.models import Offer

MOST_NAMED = 6


def benefit_of(offer: Offer) -> Benefit | None:
    """Return what it gives; None for a kind that this version does not know."""
    if offer.benefit not in benefits:
        return None
    return benefits.get(offer.benefit)(offer.benefit_settings, current_tenant().currency)


def benefit_words(offer: Offer) -> str:
    """Say in a few words what an offer gives."""
    benefit = benefit_of(offer)
    if benefit is None:
        return offer.benefit
    sentence = benefit.sentence()
    return sentence[:1].upper() + sentence[1:]


def condition_words(offer: Offer) -> list[str]:
    """Return a line for each condition: "Items: Margherita, Calabresa". It may ask the database."""
    found = []
    for row in offer.conditions:
        if row["kind"] in conditions:
            member = conditions.get(row["kind"])
            told = "; ".join(_settings(member.Settings(initial=row["settings"]), row["settings"]))
            found.append(f"{member.label}: {told}" if told else str(member.label))
    return found


def condition_labels(offer: Offer) -> list[str]:
    """Name the conditions, without asking the database."""
    kinds = [row["kind"] for row in offer.conditions]
    return [str(conditions.get(kind).label) for kind in kinds if kind in conditions]


def _settings(form: forms.Form, values: Mapping[str, Any]) -> list[str]:
    words = [_value(field, values.get(name)) for name, field in form.fields.items()]
    return [word for word in words if word]


def _value(field: Any, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(field, forms.ChoiceField):
        return _chosen(field, value if isinstance(value, list) else [value])
    if isinstance(field, MoneyField):
        return format_money(Decimal(str(value)), current_tenant().currency)
    return str(field.prepare_value(value))


def _chosen(field: forms.ChoiceField, values: list[Any]) -> str:
    labels = {str(key): str(label) for key, label in field.choices}
    chosen = [labels[str(value)] for value in values if str(value) in labels]
    named, more = ", ".join(chosen[:MOST_NAMED]), len(chosen) - MOST_NAMED
    if more <= 0:
        return named
    return _("%(named)s and %(more)s more") % {"named": named, "more": more}
