"""The menu as one document, kept in memory under its version as the pages are."""

import gzip
from typing import Any

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as N_
from ninja import Router
from pydantic import Field

from catalog import options
from catalog.menu import Picture
from catalog.offer import Offer, Offered, offer
from flowt import versions
from flowt.api import etags
from flowt.api.answers import CONTENT_TYPE, not_modified, open_to_all
from flowt.api.types import MoneyText, Output, money
from offers.combos.cards import ComboShelf, shelf_of
from storefront import page_cache
from storefront.api.combos import MenuCombo, combos_on
from storefront.api.slots import WayNow, ways_now
from storefront.page_cache import Page
from tenants.selectors import public_url
from tenants.trading import trading_of

router = Router(tags=["menu"])


class MenuPicture(Output):
    url: str
    width: int
    height: int
    alt: str


class MenuOption(Output):
    id: int
    name: str
    description: str
    price: MoneyText
    maximum: int = Field(description=N_("How many of this one at most."))
    is_available: bool
    groups: list["MenuGroup"] = Field(description=N_("Asked once this one is chosen."))


class MenuGroup(Output):
    """A question put with an item. `minimum` and `maximum` count units over all its options."""

    id: int
    name: str
    minimum: int
    maximum: int | None
    price_rule: str = Field(
        description=N_("sum, highest or average: how its options make one price.")
    )
    options: list[MenuOption]


class MenuItem(Output):
    id: int
    slug: str
    category_id: int
    kind: str
    name: str
    description: str
    serves: str
    diets: list[str]
    price: MoneyText = Field(description=N_("Of one, without options."))
    lowest_price: MoneyText = Field(description=N_("With the cheapest choices that must be made."))
    can_order: bool = Field(description=N_("Can it be ordered at this moment?"))
    is_sold_out: bool
    interest_only: bool
    available_text: str = Field(description=N_("When it is back, in words."))
    is_highlight: bool
    url: str
    pictures: list[MenuPicture]
    option_groups: list[MenuGroup]


class MenuCategory(Output):
    id: int
    parent_id: int | None
    slug: str
    name: str
    description: str


class MenuDocument(Output):
    currency: str = Field(examples=["BRL"])
    categories: list[MenuCategory] = Field(description=N_("In order; two levels at most."))
    items: list[MenuItem]
    combos: list[MenuCombo] = Field(description=N_("Items together at one price."))
    ordering: list[WayNow] = Field(description=N_("Pauses and rushes of each way of ordering."))


@router.get(
    "/menu",
    response={200: MenuDocument},
    summary=N_("The menu"),
    description=N_("All that is on offer now. Cheap to ask again with If-None-Match."),
    openapi_extra={"x-headers": ["ETag"]},
)
@open_to_all(cors=True)
def menu_detail(request: Any) -> HttpResponse:
    page = _in(_encoding(request), _key(request))
    if page is None:
        page = _made(request)
    found = not_modified(page.etag)
    if not etags.is_known(request, page.etag):
        found = HttpResponse(page.body, content_type=CONTENT_TYPE, headers={"ETag": page.etag})
        if page.encoding:
            found["Content-Encoding"] = page.encoding
    found["Cache-Control"] = "no-cache"
    patch_vary_headers(found, ["Accept-Encoding"])
    return found


def _key(request: Any) -> tuple[Any, ...]:
    """What the menu depends on. Its version is read here, before it is made."""
    tenant = request.tenant
    name = versions.of_menu(tenant.schema_name)
    known = getattr(request, "versions", {}).get(name)
    version = versions.read(name)[0] if known is None else known
    origin = f"{request.scheme}://{request.get_host()}"
    return tenant.schema_name, tenant.version, version, "api-menu", get_language(), origin


def _in(encoding: str, key: tuple[Any, ...]) -> Page | None:
    return page_cache.store.get((*key, encoding))


def _made(request: Any) -> Page:
    """Make the menu, and keep it in the encoding that was asked for."""
    key, encoding = _key(request), _encoding(request)
    now = timezone.now()
    found, trading = offer(now), trading_of(request.tenant, now)
    combos = shelf_of({one.card.id: one.card for one in found.items}, now)
    changes = [at for at in (found.true_until, combos.true_until, trading.next_change) if at]
    body = _document(request, found, combos).model_dump_json().encode()
    tag = etags.etag_of(body)
    if encoding == "br":
        body, tag = brotli.compress(body, quality=5), f'{tag[:-1]}-br"'
    elif encoding == "gzip":
        body, tag = gzip.compress(body, 6), f'{tag[:-1]}-gzip"'
    until = min(changes, default=None)
    page = Page(body=body, headers=(), expires_at=until, encoding=encoding, etag=tag)
    page_cache.store.put((*key, encoding), page)
    return page


def _encoding(request: HttpRequest) -> str:
    accepted = request.headers.get("Accept-Encoding", "")
    return "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""


def _document(request: HttpRequest, found: Offer, combos: ComboShelf) -> MenuDocument:
    return MenuDocument(
        currency=request.tenant.currency,  # type: ignore[attr-defined]
        categories=[
            MenuCategory(
                id=row.pk,
                parent_id=row.parent_id,
                slug=row.slug,
                name=row.name,
                description=row.description,
            )
            for row in found.categories
        ],
        items=[_item(request, one) for one in found.items],
        combos=combos_on(request, combos, {one.card.id: one for one in found.items}),
        ordering=ways_now(request.tenant, timezone.now()),  # type: ignore[attr-defined]
    )


def _item(request: Any, one: Offered) -> MenuItem:
    card = one.card
    address = f"/cardapio/{card.slug}/"
    return MenuItem(
        id=card.id,
        slug=card.slug,
        category_id=one.category_id,
        kind=card.kind,
        name=card.name,
        description=card.description,
        serves=card.serves,
        diets=list(card.diets),
        price=money(one.base_price),
        lowest_price=money(card.price),
        can_order=card.can_order,
        is_sold_out=card.is_sold_out,
        interest_only=card.interest_only,
        available_text=card.available_text,
        is_highlight=card.is_highlight,
        url=public_url(request.tenant, address, request),
        pictures=[_picture(request, picture) for picture in one.pictures],
        option_groups=[_group(group) for group in one.groups],
    )


def _picture(request: Any, picture: Picture) -> MenuPicture:
    return MenuPicture(
        url=public_url(request.tenant, picture.url, request),
        width=picture.width,
        height=picture.height,
        alt=picture.alt,
    )


def _group(group: options.Group) -> MenuGroup:
    return MenuGroup(
        id=group.id,
        name=group.name,
        minimum=group.min_quantity,
        maximum=group.max_quantity,
        price_rule=group.price_rule,
        options=[
            MenuOption(
                id=option.id,
                name=option.name,
                description=option.description,
                price=money(option.price),
                maximum=option.max_quantity,
                is_available=option.is_available,
                groups=[_group(inner) for inner in option.groups],
            )
            for option in group.options
        ],
    )
