"""What Flowt is measured against: a bare view, and the menu as one would write it with the ORM."""

from types import SimpleNamespace
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from catalog.models.categories import Category
from catalog.models.items import Item, ItemPicture
from catalog.models.options import Option, OptionGroup
from flowt.permissions import public
from storefront.ordering import Ways
from storefront.seo import describe_store
from tenants.selectors import public_url


@public(scope="any")
def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Hello")


@public
def orm_menu(request: Any) -> HttpResponse:
    """The same page, by models and `prefetch_related`: no memory, no versions, no slots."""
    options = Option.objects.prefetch_related("groups__options")
    groups = OptionGroup.objects.prefetch_related(Prefetch("options", options))
    items = Item.objects.filter(status=Item.Status.ACTIVE).prefetch_related(
        Prefetch("option_groups", groups.order_by("item_links__position")),
        Prefetch("pictures", ItemPicture.objects.order_by("position")),
        "windows",
    )
    shown = Category.objects.visible().prefetch_related(Prefetch("items", items))
    categories = shown.filter(parent=None).prefetch_related(Prefetch("children", shown), "windows")
    now = timezone.now()
    sections = [_section(category, now) for category in categories]
    cards = {
        card.id: card for top in sections for part in (top, *top.children) for card in part.items
    }
    sections = [*_picked(list(cards.values())), *sections]
    context = {
        "sections": sections,
        "is_empty": False,
        "query": "",
        "ways": Ways.of(request.tenant),
        "meta": {
            "canonical": public_url(request.tenant, reverse("storefront:menu"), request),
            "title": request.tenant.name,
            "description": request.tenant.tagline,
            "data": describe_store(request, request.tenant),
        },
        "search_words": "Buscar no cardápio",
    }
    return render(request, "storefront/menu.html", context)


def _section(category: Category, now: Any) -> SimpleNamespace:
    return SimpleNamespace(
        key=f"category-{category.pk}",
        title=category.name,
        slug=category.slug,
        description=category.description,
        items=[_card(item, now) for item in category.items.all()],
        children=[_section(child, now) for child in category.children.all()]
        if category.parent_id is None
        else [],
    )


def _card(item: Item, now: Any) -> SimpleNamespace:
    groups = list(item.option_groups.all())
    required = [group for group in groups if group.minimum]
    prices = [sorted(option.price for option in group.options.all()) for group in required]
    added = [some[: group.minimum] for some, group in zip(prices, required, strict=True)]
    picture = next(iter(item.pictures.all()), None)
    is_sold_out = item.is_sold_out(now)
    return SimpleNamespace(
        id=item.pk,
        slug=item.slug,
        name=item.name,
        description=item.description,
        price=item.price + sum(sum(prices) for prices in added),
        has_options=bool(groups),
        is_from_price=any(len({o.price for o in group.options.all()}) > 1 for group in required),
        picture=picture and SimpleNamespace(
            url=default_storage.url(f"{picture.file}.svg"), srcset="", width=picture.width,
            height=picture.height, alt=picture.alt,
        ),
        diets=item.diets,
        is_sold_out=is_sold_out,
        is_available=True,
        available_text="",
        is_highlight=item.is_highlight,
        interest_only=item.interest_only,
        serves=item.serves,
        kind=item.kind,
        can_order=not is_sold_out and not item.interest_only,
        sold_count=item.sold_count,
    )  # fmt: skip


def _picked(cards: list[SimpleNamespace]) -> list[SimpleNamespace]:
    best = sorted((card for card in cards if card.sold_count), key=lambda card: -card.sold_count)
    found = (
        ("highlights", "Destaques", [card for card in cards if card.is_highlight]),
        ("best-sellers", "Mais pedidos", best[:6]),
    )
    return [
        SimpleNamespace(key=key, title=title, slug=key, description="", items=items, children=[])
        for key, title, items in found
    ]
