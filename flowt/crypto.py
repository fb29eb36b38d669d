"""Encryption at rest for secrets and personal documents.

AES-256-GCM under the keys of `settings.FLOWT_FIELD_KEYS`: each is 32 random bytes in base64
(`openssl rand -base64 32` makes one). The first key
encrypts, all of them decrypt; to rotate, put a new one in front, let `reencrypt` walk the rows,
then drop the old one.

A token is `f1:<key id>:<base64 of nonce and ciphertext>`. What it is for (`purpose`, such as
`payments.gateway.settings`) and where it stands (`scope`, a schema) are authenticated with it: one
copied into another column or another tenant does not decrypt.
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

_VERSION = "f1"
_NONCE_BYTES = 12


class Undecipherable(Exception):
    """A token was changed, moved, or made with a key that is gone. It never holds the content."""


class Hidden(str):
    """A decrypted text. It is the text, but its `repr` (logs, debug pages) shows nothing of it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'•••'"


@dataclass(frozen=True)
class _Key:
    id: str
    cipher: AESGCM = field(repr=False)
    index_secret: bytes = field(repr=False)


def encrypt(text: str, *, purpose: str, scope: str | None = None) -> str:
    """Return a token; the same text gives another one every time.

    `scope` is the schema bound to the connection unless it is given.
    """
    key = _keys()[0]
    nonce = os.urandom(_NONCE_BYTES)
    sealed = key.cipher.encrypt(nonce, text.encode(), _bound_to(purpose, scope))
    return f"{_VERSION}:{key.id}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def decrypt(token: str, *, purpose: str, scope: str | None = None) -> Hidden:
    """Return the text of a token made for the same purpose and scope. Raises Undecipherable."""
    version, _, rest = token.partition(":")
    key_id, _, body = rest.partition(":")
    key = next((key for key in _keys() if key.id == key_id), None)
    if version != _VERSION or key is None:
        raise Undecipherable("not a token of a key we hold")
    try:
        nonce, sealed = _split(body)
        text = key.cipher.decrypt(nonce, sealed, _bound_to(purpose, scope))
    except (InvalidTag, ValueError):
        raise Undecipherable("changed, or made for another purpose or place") from None
    return Hidden(text.decode())


def is_current(token: str) -> bool:
    """Whether the token was made with the key that encrypts today."""
    return token.startswith(f"{_VERSION}:{_keys()[0].id}:")


def reencrypt(
    token: str, *, purpose: str, scope: str | None = None, new_scope: str | None = None
) -> str:
    """Return the same content under today's key, and in `new_scope` where the tenant moved.

    A repeat makes another token of the same content. Raises Undecipherable.
    """
    text = decrypt(token, purpose=purpose, scope=scope)
    return encrypt(text, purpose=purpose, scope=new_scope or scope)


def blind_index(value: str, purpose: str) -> str:
    """Return 64 hex digits to store beside an encrypted value, so that it can be looked up.

    The same value and purpose give the same digits under today's key. Bring the value to its one
    form first (`clean_cpf`, `parse_phone`).
    """
    return _digest(_keys()[0], value, purpose)


def blind_indexes(value: str, purpose: str) -> list[str]:
    """Return the digits under every key, for `filter(cpf_index__in=...)` while keys rotate."""
    return [_digest(key, value, purpose) for key in _keys()]


def _split(body: str) -> tuple[bytes, bytes]:
    """Undo the base64. Raises ValueError unless it is written in its one canonical way."""
    raw = base64.b64decode(body, altchars=b"-_", validate=True)
    if base64.urlsafe_b64encode(raw).decode() != body:
        raise ValueError("not canonical base64")
    return raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]


def _digest(key: _Key, value: str, purpose: str) -> str:
    message = json.dumps([purpose, value]).encode()
    return hmac.new(key.index_secret, message, hashlib.sha256).hexdigest()


def _bound_to(purpose: str, scope: str | None) -> bytes:
    scope = scope or getattr(connection, "schema_name", None) or "public"
    return json.dumps([_VERSION, purpose, scope]).encode()


def _keys() -> tuple[_Key, ...]:
    return _load(tuple(settings.FLOWT_FIELD_KEYS))


@lru_cache(maxsize=8)
def _load(encoded: Sequence[str]) -> tuple[_Key, ...]:
    keys = tuple(_load_one(one) for one in encoded)
    if not keys:
        raise ImproperlyConfigured("FLOWT_FIELD_KEYS is empty: give at least one key.")
    return keys


def _load_one(encoded: str) -> _Key:
    try:
        secret = base64.b64decode(encoded.translate(str.maketrans("-_", "+/")), validate=True)
    except ValueError:
        secret = b""
    if len(secret) != 32:
        raise ImproperlyConfigured("Each of FLOWT_FIELD_KEYS is 32 bytes in base64.")
    return _Key(
        id=_derive(secret, b"id", 4).hex(),
        cipher=AESGCM(_derive(secret, b"encrypt", 32)),
        index_secret=_derive(secret, b"blind index", 32),
    )


def _derive(secret: bytes, use: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt=None, info=b"flowt.crypto " + use).derive(secret)
