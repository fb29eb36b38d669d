"""A coupon's address, and the ways to pass it on."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from offers.models import Coupon
from tenants.models import Tenant
from tenants.selectors import public_url


@dataclass(frozen=True, slots=True)
class Ways:
    url: str
    whatsapp: str
    telegram: str
    email: str


def link_of(tenant: Tenant, coupon: Coupon, *, via: str = "link") -> str:
    """Return the address that puts the coupon into a cart, and says which way one came."""
    said = {"via": via, "utm_campaign": coupon.code.lower()}
    path = reverse("storefront:coupon", args=[coupon.code.lower()])
    return f"{public_url(tenant, path)}?{urlencode(said)}"


def ways_of(tenant: Tenant, coupon: Coupon) -> Ways:
    """Return links that open each messenger with the text ready to be sent."""
    url = link_of(tenant, coupon)
    words = {"label": coupon.offer.label, "name": tenant.name, "code": coupon.code}
    text = _("%(label)s at %(name)s with the coupon %(code)s:") % words
    return Ways(
        url=url,
        whatsapp=f"https://wa.me/?text={quote(f'{text} {url}', safe='')}",
        telegram=f"https://t.me/share/url?{urlencode({'url': url, 'text': text})}",
        email=f"mailto:?subject={quote(tenant.name)}&body={quote(f'{text} {url}')}",
    )
