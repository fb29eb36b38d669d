"""A row in every table of a tenant, made from what its model says of itself."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from flowt.crypto import blind_index
from flowt.fields import EncryptedJSONField
from people.models import Person
from portable.fields import USER_COLUMNS, secrets_of
from portable.tables import tenant_tables

TEXT = "çã \\ barra\tfim\nlinha"  # what COPY has to escape
MOMENT = datetime(2026, 3, 14, 15, 9, 26, tzinfo=ZoneInfo("UTC"))
PLAIN: dict[type[models.Field], Any] = {
    models.DecimalField: Decimal("1.50"),
    models.JSONField: {"nota": TEXT},
    models.DateTimeField: MOMENT,
    models.DateField: date(2026, 3, 14),
    models.TimeField: time(11, 30),
    models.BooleanField: True,
    models.IntegerField: 1,
}
# What a constraint asks for, or what is to be in work: told by hand.
TOLD: dict[str, dict[str, Any]] = {
    "catalog.Category": {"parent": None},
    "catalog.OldSlug": {"category": None},
    "catalog.OptionGroup": {"parent_option": None},
    "catalog.Window": {"category": None},
    "api.ApiKey": {"revoked_at": None},
    "effects.Effect": {"status": "queued"},
    "messaging.Message": {"status": "queued"},
    "messaging.ProviderEvent": {"processed_at": None},
    "offers.Coupon": {"use_limit": 9},
    "offers.Offer": {"ends_at": None, "period": "day", "person_period": "day"},
    "orders.Tab": {"merged_into": None, "status": "open"},
    "payments.HostedCharge": {"status": "waiting"},
    "payments.PixCharge": {"status": "waiting"},
    "payments.PixRefund": {"status": "requested"},
    "storefront.Page": {"status": "published"},
}


def tenant_models() -> list[type[models.Model]]:
    """The models of a tenant's tables, those that others refer to first."""
    waiting = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table in tenant_tables()
    ]
    waiting.sort(key=lambda model: model._meta.label)
    done: list[type[models.Model]] = []
    while waiting:
        ready = next(one for one in waiting if not _needed(one) - {one} - set(done))
        waiting.remove(ready)
        done.append(ready)
    return done


def fill_empty_tables(tenant: Any, person: Person) -> None:
    """Make a row in each table that has none, of `person` where it is of anybody."""
    for model in tenant_models():
        if not model._default_manager.exists():
            make_row(model, tenant, person)


def make_row(
    model: type[models.Model], tenant: Any, person: Person, number: int = 1, **told: Any
) -> Any:
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if not (field.primary_key and isinstance(field, models.BigAutoField)):
            values[field.name] = _value(field, tenant, person, f"{model._meta.label}-{number}")
    for secret in secrets_of().get(model._meta.db_table, ()):
        if secret.index:
            values[secret.index] = blind_index(values[secret.column], secret.purpose)
    row = model(**values | TOLD.get(model._meta.label, {}) | told)
    model._default_manager.bulk_create([row])
    return row


def _needed(model: type[models.Model]) -> set[type[models.Model]]:
    return {
        field.related_model
        for field in model._meta.concrete_fields
        if field.is_relation and field.name not in TOLD.get(model._meta.label, {})
    }


def _value(field: Any, tenant: Any, person: Person, name: str) -> Any:
    if field.is_relation:
        return person if field.related_model is Person else field.related_model.objects.first()
    if field.name == "tenant_id":
        return tenant.pk
    if field.name in USER_COLUMNS:
        return tenant.memberships.get().user_id
    if field.choices:
        return next(key for key, _label in field.flatchoices if key)
    if isinstance(field, ArrayField):
        return [_value(field.base_field, tenant, person, name)]
    if isinstance(field, models.UUIDField):
        return uuid5(NAMESPACE_URL, name + field.name)
    if isinstance(field, EncryptedJSONField):
        return {"nota": TEXT}
    for kind, value in PLAIN.items():
        if isinstance(field, kind):
            return value
    text = name.replace(".", "-").lower() if field.unique or not field.blank else TEXT
    return text[: field.max_length or 20]


def all_rows(without: tuple[str, ...] = ()) -> dict[str, list[dict[str, Any]]]:
    """Every row of the bound tenant with its secrets open, by model; `without` names columns."""
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name not in without}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in tenant_models()
    }
