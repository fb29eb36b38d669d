"""Model fields that are encrypted at rest (see `flowt.crypto`)."""

import json
from typing import Any, NoReturn

from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from flowt import crypto


class HiddenDict(dict[str, Any]):
    """A decrypted object. It is a dict, but its `repr` shows its keys alone."""

    def __repr__(self) -> str:
        return f"{{{', '.join(f'{key!r}: •••' for key in self)}}}"


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """A text that stands encrypted in the database, bound to its column and its table's schema.

    It cannot be searched: keep a `blind_index` beside it. "" stays "" and NULL stays NULL.
    Reading a row whose token was changed or moved raises `Undecipherable`. `purpose` is by default
    `app.model.field`; give it when a model or a field is renamed.
    """

    def __init__(self, *args: Any, purpose: str = "", **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "purpose": self.purpose} if self.purpose else kwargs

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: look it up by a blind index.")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> NoReturn:
        raise FieldError(
            f"{self.name} is encrypted: look it up by a blind index, not {lookup_name}."
        )

    def from_db_value(self, value: str | None, _: Any, connection: BaseDatabaseWrapper) -> Any:
        return self._unseal(value, connection) if value else value

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        value = super().get_db_prep_value(value, connection, prepared)
        if not isinstance(value, str) or not value:
            return value
        return crypto.encrypt(value, purpose=self._purpose(), scope=self._scope(connection))

    def _unseal(self, token: str, connection: BaseDatabaseWrapper) -> Any:
        return crypto.decrypt(token, purpose=self._purpose(), scope=self._scope(connection))

    def _scope(self, connection: BaseDatabaseWrapper) -> str:
        """The schema the table stands in: a shared table is `public` whatever tenant is bound."""
        config = apps.app_configs.get(self.model._meta.app_label)
        is_shared = config is not None and config.name not in settings.TENANT_APPS
        return "public" if is_shared else getattr(connection, "schema_name", "public")

    def _purpose(self) -> str:
        return self.purpose or f"{self.model._meta.label_lower}.{self.name}"


class EncryptedJSONField(EncryptedTextField):
    """A JSON value that stands encrypted in the database; an object comes back as a dict."""

    def _unseal(self, token: str, connection: BaseDatabaseWrapper) -> Any:
        value = json.loads(super()._unseal(token, connection))
        return HiddenDict(value) if isinstance(value, dict) else value

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return json.dumps(value, ensure_ascii=False)

    def to_python(self, value: Any) -> Any:
        return value

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        try:
            json.dumps(value)
        except (TypeError, ValueError):
            raise ValidationError(_("Value must be valid JSON."), code="invalid") from None

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.JSONField, **kwargs})
