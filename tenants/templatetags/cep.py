"""`{{ area.cep_from|cep }}`: a postal code and a phone as people write them."""

from django import template

from flowt import phones
from flowt.brazil import format_cep
from flowt.errors import Refusal

register = template.Library()


@register.filter
def cep(digits: str) -> str:
    return format_cep(digits) if digits else ""


@register.filter
def phone(number: str) -> str:
    """Write an E.164 number; what is not one stays as it is."""
    try:
        return phones.format_phone(number) if number else ""
    except Refusal:
        return number
