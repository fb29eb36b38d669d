"""PIX keys: what kind one is, and the one form in which it is registered (Banco Central, DICT)."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from flowt import brazil, phones
from flowt.errors import Refusal

LONGEST_KEY = 77

_EVP = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_EVP_BARE = re.compile(r"[0-9a-f]{32}")
_ELEVEN_DIGITS = re.compile(r"[0-9]{11}")


class KeyKind(TextChoices):
    CPF = "cpf", "CPF"
    CNPJ = "cnpj", "CNPJ"
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")
    RANDOM = "random", _("Random key")


class InvalidPixKey(Refusal, ValueError):
    sentence = _(
        "This is not a PIX key. Type a CPF, a CNPJ, a phone with +55, an e-mail or a random key."
    )


class AmbiguousPixKey(InvalidPixKey):
    sentence = _("This may be a CPF or a phone. If it is a phone, type it with +55 in front.")


@dataclass(frozen=True)
class PixKey:
    """A key in the form in which banks register it."""

    kind: KeyKind
    value: str

    def __str__(self) -> str:
        return self.value


def parse_key(text: str, kind: str | None = None) -> PixKey:
    """Tell what kind of key it is, and bring it to its registered form.

    Eleven bare digits that would do as a CPF and as a mobile phone are AmbiguousPixKey, unless
    `kind` says which; a `kind` that the text is not raises InvalidPixKey.
    """
    text = text.strip()
    if kind is not None:
        return PixKey(KeyKind(kind), _read(text, KeyKind(kind)))
    kinds = [one for one in KeyKind if _is(text, one)]
    if {KeyKind.CPF, KeyKind.PHONE} <= set(kinds) and _ELEVEN_DIGITS.fullmatch(text):
        raise AmbiguousPixKey
    if not kinds:
        raise InvalidPixKey
    return PixKey(kinds[0], _read(text, kinds[0]))


def kind_of(key: str) -> KeyKind | None:
    """Return the kind of a key already in its registered form (as in a BR Code), else None.

    Here eleven digits are a CPF, for a registered phone begins with `+`.
    """
    for kind in KeyKind:
        if _is(key, kind) and _read(key, kind) == key:
            return kind
    return None


def format_key(key: PixKey) -> str:
    """Write a key for people, with the mask of its kind."""
    match key.kind:
        case KeyKind.CPF | KeyKind.CNPJ:
            return brazil.format_document(key.value)
        case KeyKind.PHONE:
            return phones.format_phone(key.value)
    return key.value


def _is(text: str, kind: KeyKind) -> bool:
    try:
        _read(text, kind)
    except InvalidPixKey:
        return False
    return True


def _read(text: str, kind: KeyKind) -> str:
    try:
        match kind:
            case KeyKind.CPF:
                return brazil.clean_cpf(text)
            case KeyKind.CNPJ:
                return brazil.clean_cnpj(text)
            case KeyKind.PHONE:
                return _read_phone(text)
            case KeyKind.EMAIL:
                return _read_email(text)
            case KeyKind.RANDOM:
                return _read_random(text)
    except (ValueError, ValidationError):
        raise InvalidPixKey from None
    raise InvalidPixKey


def _read_phone(text: str) -> str:
    phone = phones.parse_phone(text)
    if not phone.startswith("+55"):
        raise InvalidPixKey
    return phone


def _read_email(text: str) -> str:
    email = text.lower()
    if len(email) > LONGEST_KEY or not email.isascii():
        raise InvalidPixKey
    EmailValidator()(email)
    return email


def _read_random(text: str) -> str:
    lower = text.lower()
    if not _EVP.fullmatch(lower) and not _EVP_BARE.fullmatch(lower):
        raise InvalidPixKey
    return str(UUID(lower))
