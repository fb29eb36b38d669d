"""The business itself: whether it is open, how one may order and pay."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_noop as N_
from ninja import Router
from pydantic import Field

from flowt.api.answers import answer_tagged, open_to_all
from flowt.api.types import InstantText, MoneyText, Output, money, utc
from payments.gateways import Gateway
from payments.selectors import offered_gateways
from storefront.ordering import Ways
from storefront.store import address_line
from tenants.models import OrderProfile, Tenant
from tenants.selectors import opening, public_url

router = Router(tags=["store"])


class PaymentMethod(Output):
    method: str = Field(examples=["pix"])
    label: str
    pays_ahead: bool = Field(description=N_("Paid right after ordering, as by PIX."))
    takes_change: bool = Field(description=N_("`change_for` may be sent."))


class WayOfOrdering(Output):
    profile: str = Field(examples=["delivery"])
    label: str
    minimum_order: MoneyText
    preparation_minutes: int
    payment_methods: list[PaymentMethod]


class StoreDocument(Output):
    name: str
    tagline: str
    phone: str
    whatsapp: str
    address: str
    logo_url: str | None
    menu_url: str
    language: str = Field(examples=["pt-br"])
    time_zone: str = Field(examples=["America/Sao_Paulo"])
    currency: str = Field(examples=["BRL"])
    is_open: bool
    opening: str = Field(description=N_("Whether it is open, in a sentence."))
    opens_at: InstantText | None
    profiles: list[WayOfOrdering] = Field(description=N_("The ways of ordering on offer."))


@router.get(
    "/store",
    response={200: StoreDocument},
    summary=N_("About the business"),
    description=N_("Whether it is open, the ways of ordering, and how each may be paid."),
    openapi_extra={"x-headers": ["ETag"]},
)
@open_to_all(cors=True)
def store_detail(request: Any) -> HttpResponse:
    tenant: Tenant = request.tenant
    state, gateways = opening(tenant), offered_gateways()
    logo = public_url(tenant, default_storage.url(tenant.logo), request) if tenant.logo else None
    found = StoreDocument(
        name=tenant.name,
        tagline=tenant.tagline,
        phone=tenant.phone,
        whatsapp=tenant.whatsapp,
        address=address_line(tenant),
        logo_url=logo,
        menu_url=public_url(tenant, reverse("storefront:menu"), request),
        language=tenant.language,
        time_zone=tenant.time_zone,
        currency=tenant.currency,
        is_open=state.is_open,
        opening=state.sentence,
        opens_at=utc(state.next_opening),
        profiles=[_way(row, gateways) for row in Ways.of(tenant).offered],
    )
    return answer_tagged(request, found)


def _way(row: OrderProfile, gateways: list[Gateway]) -> WayOfOrdering:
    serving = [gateway for gateway in gateways if gateway.serves(row.kind)]
    return WayOfOrdering(
        profile=row.kind,
        label=str(row.get_kind_display()),
        minimum_order=money(row.minimum_order),
        preparation_minutes=row.preparation_minutes,
        payment_methods=[_method(gateway, row.kind) for gateway in serving],
    )


def _method(gateway: Gateway, profile: str) -> PaymentMethod:
    return PaymentMethod(
        method=gateway.chosen,
        label=gateway.label_for(profile),
        pays_ahead=gateway.pays_ahead,
        takes_change=gateway.needs_change,
    )
