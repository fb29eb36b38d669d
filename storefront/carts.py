"""The cart of a request, as the pages that show or change it need it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from cart import session
from cart.contents import CartContents, PricedCart
from cart.selectors import changes, look, price
from cart.ui import remember_cart
from offers.who import NOBODY, Who
from storefront.ordering import Ways, profile_of
from storefront.store import Store, store_of
from storefront.when import When, remembered, when_of
from tracking.attribution import way_here


@dataclass(frozen=True)
class CartView:
    """A cart priced at this moment, and what became different since it was last looked at."""

    contents: CartContents
    priced: PricedCart
    news: tuple[str, ...]
    store: Store
    ways: Ways
    profile: str
    when: When
    cep: str = ""

    @property
    def fee_text(self) -> str:
        """What bringing it costs, where that is no amount."""
        if not self.cep and not self.priced.is_delivery_free:
            return _("by your CEP")
        return "" if self.priced.delivery_fee else _("free")

    @property
    def can_check_out(self) -> bool:
        return self.priced.is_orderable and self.store.takes_orders and bool(self.ways.offered)


def look_at(
    request: Any,
    *,
    profile: str = "",
    cep: str = "",
    who: Who = NOBODY,
    when: Mapping[str, Any] | None = None,
    contents: CartContents | None = None,
    is_shown: bool = True,
) -> CartView:
    """Price this visitor's cart and say what is new; where it is shown, remember that it was.

    `contents` is another cart than the visitor's, as one that is about to become theirs. `when`
    is what was chosen for when it is (when, day, slot), else what they chose last; an order for
    later is priced as of then.
    """
    now, tenant = timezone.now(), request.tenant
    contents, ways = contents or session.load(request), Ways.of(tenant)
    profile = profile or profile_of(request, ways)
    for_when = when_of(tenant, profile, remembered(request) if when is None else when, now)
    visit = way_here(request).visit(who)
    priced = price(
        contents, tenant=tenant, now=for_when.price_at, profile=profile, cep=cep, visit=visit
    )
    news = changes(session.seen(request), priced)
    if is_shown:
        session.remember_seen(request, look(priced))
    return CartView(contents, priced, news, store_of(tenant, now), ways, profile, for_when, cep)


def tell_slots(
    response: HttpResponse, request: Any, contents: CartContents, subtotal: Decimal
) -> None:
    """Let every public page know what is in the cart."""
    remember_cart(response, request, count=contents.count, total=subtotal)
