"""What every public page says about the business: name, look, opening, address."""

from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.storage import default_storage
from django.urls import reverse

from flowt.brazil import format_document
from flowt.phones import format_phone
from tenants.models import Tenant
from tenants.selectors import opening, profiles_of
from tenants.trading import Trading, trading_of


@dataclass(frozen=True)
class Store:
    """For header and footer. `next_change` is when `opening_text` or `trading` stop being true."""

    logo_url: str
    tagline: str
    is_open: bool
    opening_text: str
    next_change: datetime | None
    address: str
    home_url: str
    cart_url: str
    cover_url: str = ""
    hours_text: str = ""
    trading: Trading = field(default_factory=Trading)
    takes_scheduled: bool = False  # an order may be placed for later, by some way on offer

    @property
    def takes_orders(self) -> bool:
        """May an order be placed at this moment, for now or for later?"""
        return (self.is_open or self.takes_scheduled) and not self.trading.is_paused


def store_of(tenant: Tenant, now: datetime) -> Store:
    state, trading = opening(tenant, now), trading_of(tenant, now)
    changes = [at for at in (state.next_change, trading.next_change) if at]
    offered = [row for row in profiles_of(tenant).values() if row.is_enabled]
    return Store(
        logo_url=default_storage.url(tenant.logo) if tenant.logo else "",
        tagline=tenant.tagline,
        is_open=state.is_open,
        opening_text=state.sentence.rstrip("."),
        next_change=min(changes, default=None),
        address=address_line(tenant),
        home_url=reverse("storefront:menu"),
        cart_url=reverse("storefront:cart"),
        trading=trading,
        takes_scheduled=any(row.takes_scheduled for row in offered),
    )


def address_line(tenant: Tenant) -> str:
    """Write the address on one line, as far as it is known."""
    street = ", ".join(part for part in (tenant.street, tenant.street_number) if part)
    city = " – ".join(part for part in (tenant.city, tenant.state) if part)
    return " · ".join(part for part in (street, tenant.district, city) if part)


def legal_data(tenant: Tenant) -> dict[str, str]:
    """Who the business is in law, written for people; what is not known is empty."""
    return {
        "legal_name": tenant.legal_name or tenant.name,
        "document": format_document(tenant.document),
        "address": address_line(tenant),
        "phone": format_phone(tenant.phone or tenant.whatsapp),
    }
