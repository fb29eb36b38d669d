"""Brazilian documents, postal codes and states.

Each `clean_*` takes what a person typed or pasted, with or without its mask, and returns the bare
form we store; each `format_*` takes the bare form and writes it for people. Check digits are
`validate-docbr`'s, which knows the alphanumeric CNPJ (IN RFB 2.229/2024) as well.
"""

import re

from django.utils.translation import gettext_lazy as _
from validate_docbr import CNPJ, CPF

from flowt.errors import Refusal

STATES = {
    "AC": "Acre",
    "AL": "Alagoas",
    "AP": "Amapá",
    "AM": "Amazonas",
    "BA": "Bahia",
    "CE": "Ceará",
    "DF": "Distrito Federal",
    "ES": "Espírito Santo",
    "GO": "Goiás",
    "MA": "Maranhão",
    "MT": "Mato Grosso",
    "MS": "Mato Grosso do Sul",
    "MG": "Minas Gerais",
    "PA": "Pará",
    "PB": "Paraíba",
    "PR": "Paraná",
    "PE": "Pernambuco",
    "PI": "Piauí",
    "RJ": "Rio de Janeiro",
    "RN": "Rio Grande do Norte",
    "RS": "Rio Grande do Sul",
    "RO": "Rondônia",
    "RR": "Roraima",
    "SC": "Santa Catarina",
    "SP": "São Paulo",
    "SE": "Sergipe",
    "TO": "Tocantins",
}  # proper names: the same in every language

_MASK = re.compile(r"[\s\u00a0./-]+")
_CPF = re.compile(r"[0-9]{11}")
_CNPJ = re.compile(r"[0-9A-Z]{12}[0-9]{2}")
_CEP = re.compile(r"[0-9]{8}")
_LOWEST_CEP = "01000000"


class InvalidCpf(Refusal, ValueError):
    sentence = _("This CPF is not valid. Check the 11 digits.")


class InvalidCnpj(Refusal, ValueError):
    sentence = _("This CNPJ is not valid. Check the 14 letters and digits.")


class InvalidDocument(Refusal, ValueError):
    sentence = _("Type a CPF (11 digits) or a CNPJ (14 letters and digits).")


class InvalidCep(Refusal, ValueError):
    sentence = _("This CEP is not valid. It has 8 digits, like 30130-010.")


class InvalidState(Refusal, ValueError):
    sentence = _("Choose one of the 26 states or the Federal District.")


def clean_cpf(text: str) -> str:
    """Return the 11 digits. Raises InvalidCpf; eleven equal digits are not valid either."""
    digits = _bare(text)
    if not _CPF.fullmatch(digits) or not CPF().validate(digits):
        raise InvalidCpf
    return digits


def clean_cnpj(text: str) -> str:
    """Return the 14 characters in upper case; the last two are digits. Raises InvalidCnpj."""
    characters = _bare(text)
    if not _CNPJ.fullmatch(characters) or not CNPJ().validate(characters):
        raise InvalidCnpj
    return characters


def clean_document(text: str) -> str:
    """Return a CPF or a CNPJ, told apart by length.

    Raises InvalidCpf or InvalidCnpj when a check digit is wrong, InvalidDocument on any other
    length.
    """
    match len(_bare(text)):
        case 11:
            return clean_cpf(text)
        case 14:
            return clean_cnpj(text)
    raise InvalidDocument


def clean_cep(text: str) -> str:
    """Return the 8 digits. Raises InvalidCep; whether the street exists is not known here."""
    digits = _bare(text)
    if not _CEP.fullmatch(digits) or digits < _LOWEST_CEP:
        raise InvalidCep
    return digits


def clean_state(text: str) -> str:
    """Return the two letters of a state, in upper case. Raises InvalidState."""
    state = text.strip().upper()
    if state not in STATES:
        raise InvalidState
    return state


def format_cpf(cpf: str) -> str:
    """Write 11 digits as `529.982.247-25`."""
    return f"{cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}"


def format_cnpj(cnpj: str) -> str:
    """Write 14 characters as `12.ABC.345/01DE-35`."""
    return f"{cnpj[:2]}.{cnpj[2:5]}.{cnpj[5:8]}/{cnpj[8:12]}-{cnpj[12:]}"


def format_document(document: str) -> str:
    """Write a bare CPF or CNPJ with its mask; anything else as it is."""
    if len(document) == 11:
        return format_cpf(document)
    return format_cnpj(document) if len(document) == 14 else document


def format_cep(cep: str) -> str:
    """Write 8 digits as `30130-010`."""
    return f"{cep[:5]}-{cep[5:]}"


def mask_document(document: str) -> str:
    """Write a bare document for those who need not know all of it.

    A CPF shows its middle, as public notices do: `***.982.247-**`. A CNPJ shows its root and
    check digits: `12.ABC.***/****-35`. Anything else shows nothing: `***`.
    """
    if len(document) == 11:
        return f"***.{document[3:6]}.{document[6:9]}-**"
    if len(document) == 14:
        return f"{document[:2]}.{document[2:5]}.***/****-{document[12:]}"
    return "***" if document else ""


def _bare(text: str) -> str:
    return _MASK.sub("", text).upper()
