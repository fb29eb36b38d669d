"""`{{ amount|money }}`: an amount in the tenant's currency and the reader's language."""

from decimal import Decimal

from django import template
from django.db import connection

from flowt.money import format_money

register = template.Library()


@register.filter
def money(amount: Decimal | int | None) -> str:
    """Write the amount with its currency; nothing for None. Outside a tenant it is in reais."""
    if amount is None or amount == "":
        return ""
    tenant = getattr(connection, "tenant", None)
    return format_money(amount, getattr(tenant, "currency", None) or "BRL")
