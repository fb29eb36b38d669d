"""What must change in a row that moves: encrypted values, their indexes, and ids of elsewhere.

An encrypted value is bound to its column and its schema. Within an installation it travels as it
is and is encrypted anew for the new schema; in a file under a passphrase it travels in plain; to
another installation without one it does not travel at all.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import IntegerField

from flowt import crypto
from flowt.fields import EncryptedJSONField, EncryptedTextField
from portable.errors import BadArchive
from portable.tables import Change, tenant_tables

USER_COLUMNS = frozenset({"actor_id", "created_by_id"})  # ids of users, which stand in `public`
TENANT_COLUMNS = frozenset({"tenant_id"})
NULL = b"\\N"
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True)
class Secret:
    """An encrypted column. `index` is the column beside it that finds it, "" without one."""

    column: str
    purpose: str
    default: str  # what an empty one holds: "" or JSON
    index: str


@dataclass
class Left:
    """Values that could not travel, by column, and what becomes of them."""

    out: Counter[str] = field(default_factory=Counter)


@cache
def secrets_of() -> dict[str, tuple[Secret, ...]]:
    """Return the encrypted columns of each tenant table that has any."""
    found: dict[str, tuple[Secret, ...]] = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table not in tenant_tables():
            continue
        columns = {one.column for one in model._meta.concrete_fields}
        secrets = tuple(
            Secret(
                str(one.column),
                one._purpose(),
                json.dumps(one.get_default() or {}) if isinstance(one, EncryptedJSONField) else "",
                f"{one.name}_index" if f"{one.name}_index" in columns else "",
            )
            for one in model._meta.concrete_fields
            if isinstance(one, EncryptedTextField)
        )
        if secrets:
            found[model._meta.db_table] = secrets
    return found


def unsealing(table: str, columns: Sequence[str], schema: str) -> Change | None:
    """Return what writes a row's encrypted values in plain, for a file under a passphrase."""
    places = _places(table, columns)
    if not places:
        return None

    def change(row: list[bytes]) -> list[bytes]:
        for place, _index, secret in places:
            if row[place] not in (b"", NULL):
                token = row[place].decode()
                try:
                    plain = crypto.decrypt(token, purpose=secret.purpose, scope=schema)
                except crypto.Undecipherable:
                    plain = crypto.Hidden("")
                row[place] = _escape(plain)
        return row

    return change


@dataclass
class Resealing:
    """Makes rows of a file fit this installation, and the schema they go to.

    `is_plain`: encrypted values are in plain. `users` maps ids of users there to ids here; None
    leaves them as they are, as it does where tenant and schema stay the same.
    """

    old_schema: str
    new_schema: str
    tenant_id: int | None
    users: dict[int, int] | None
    is_plain: bool
    is_readable: bool  # the keys that made the tokens are held here
    left: Left = field(default_factory=Left)

    def change(self, table: str, columns: Sequence[str]) -> Change | None:
        stays = self.old_schema == self.new_schema and self.is_readable and not self.is_plain
        secrets = [] if stays else _places(table, columns)
        tenants = [n for n, name in enumerate(columns) if name in TENANT_COLUMNS]
        users = [n for n, name in enumerate(columns) if name in USER_COLUMNS]
        tenants = tenants if self.tenant_id is not None else []
        users = users if self.users is not None else []
        if not secrets and not tenants and not users:
            return None
        tenant_id = str(self.tenant_id).encode()

        def change(row: list[bytes]) -> list[bytes]:
            for place in tenants:
                row[place] = tenant_id
            for place in users:
                row[place] = self._user(row[place])
            for place, index, secret in secrets:
                self._reseal(row, place, index, secret, table)
            return row

        return change

    def _user(self, value: bytes) -> bytes:
        known = (self.users or {}).get(int(value)) if value.isdigit() else None
        return NULL if known is None else str(known).encode()

    def _reseal(
        self, row: list[bytes], place: int, index: int | None, secret: Secret, table: str
    ) -> None:
        if row[place] in (b"", NULL):
            return
        text = self._open(row[place], secret)
        if text is None:
            self.left.out[f"{table}.{secret.column}"] += 1
            text = secret.default
        row[place] = self._close(text, secret).encode()
        if index is not None:
            row[index] = crypto.blind_index(text, secret.purpose).encode() if text else b""

    def _open(self, value: bytes, secret: Secret) -> str | None:
        try:
            if self.is_plain:
                return _unescape(value)
            if self.is_readable:
                return crypto.decrypt(value.decode(), purpose=secret.purpose, scope=self.old_schema)
        except crypto.Undecipherable:
            return None
        except UnicodeDecodeError:
            raise BadArchive(reason="a value of it is no text") from None
        return None

    def _close(self, text: str, secret: Secret) -> str:
        if not text:
            return ""
        return crypto.encrypt(text, purpose=secret.purpose, scope=self.new_schema)


def _places(table: str, columns: Sequence[str]) -> list[tuple[int, int | None, Secret]]:
    at: dict[str, int] = {name: place for place, name in enumerate(columns)}
    return [
        (at[secret.column], at.get(secret.index), secret)
        for secret in secrets_of().get(table, ())
        if secret.column in at
    ]


def _escape(text: str) -> bytes:
    return "".join(_ESCAPES.get(one, one) for one in text).encode()


def _unescape(value: bytes) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), value.decode())


def key_ids() -> list[str]:
    """Name the field keys of this installation, the one that encrypts first."""
    return [key.id for key in crypto._keys()]


def unknown_to_models(models: Sequence[Any] | None = None) -> list[str]:
    """Name columns that look like ids of elsewhere and are declared nowhere; a test reads it."""
    found = []
    for model in models if models is not None else apps.get_models():
        if model._meta.db_table in tenant_tables():
            found += [
                f"{model._meta.db_table}.{one.column}"
                for one in model._meta.concrete_fields
                if str(one.column).endswith("_id")
                and not one.is_relation
                and isinstance(one, IntegerField)
            ]
    return sorted(found)
