"""Pricing a cart of twenty lines under fifty active offers, against the same cart under none."""

import time
from decimal import Decimal

from bench.measures import Line, Spread, by_turns

LINES, OFFERS, TIMES = 20, 50, 100
MOST_QUERIES = 3
BENEFITS = (
    ("percentage", {"percent": "7.5", "most": "30.00"}),
    ("amount", {"amount": "3.00"}),
    ("buy_get", {"buy": 2, "get": 1, "percent": 50}),
    ("fixed_price", {"price": "25.00"}),
    ("free_delivery", {}),
)
MINIMUM = {"kind": "minimum", "settings": {"minimum": "50.00"}}


def price_cart(plain) -> Line:
    """`plain` is a tenant with the same menu, and no offer."""
    from bench.shop import open_shop
    from flowt.tenancy import tenant_context

    offering = open_shop("ofertas")
    with tenant_context(offering):
        _make_offers()
    ours, queries = _looks(offering)
    theirs, _queries = _looks(plain)
    ours(), theirs()
    mine, other = by_turns(ours, theirs)
    ratio = Spread.of([a / b for a, b in zip(mine, other, strict=True)])
    return Line(
        job=f"pricing a cart of {LINES} lines under {OFFERS} active offers",
        reference="the same cart with no offer",
        ours=f"{Spread.of(mine).median:.1f} ms, {queries} queries",
        theirs=f"{Spread.of(other).median:.1f} ms",
        ratio=f"{ratio.text()} ×",
        target=f"≤ 3 ×; ≤ {MOST_QUERIES} queries",
        share=min(3 / ratio.median, MOST_QUERIES / queries),
    )


def _looks(tenant):
    """Return what prices the tenant's cart so many times and says how many milliseconds each took,
    and how many queries one look takes.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from cart.selectors import price
    from flowt.tenancy import tenant_context

    with tenant_context(tenant):
        contents = _cart()

    def look():
        return price(contents, tenant=tenant, now=timezone.now(), profile="pickup")

    def looks() -> float:
        with tenant_context(tenant):
            began = time.perf_counter()
            for _ in range(TIMES):
                look()
            return (time.perf_counter() - began) / TIMES * 1000

    with tenant_context(tenant):
        look(), look()  # the first reads the tenant's settings, in another schema
        with CaptureQueriesContext(connection) as captured:
            priced = look()
    if len(priced.lines) < LINES or not priced.is_orderable:
        raise RuntimeError("the cart cannot be ordered")
    return looks, len(captured)


def _cart():
    from cart.contents import CartContents, CartLine
    from catalog.models.items import Item

    items = Item.objects.filter(option_groups=None).order_by("pk")[:LINES]
    lines = tuple(
        CartLine(key=str(n), item_id=item.pk, selection=[], quantity=n % 3 + 1)
        for n, item in enumerate(items)
    )
    return CartContents(id="bench", lines=lines)


def _make_offers() -> None:
    """Of every kind; a third picks items, a third categories, and a few are limited."""
    from django.db import transaction

    from catalog.models.categories import Category
    from catalog.models.items import Item
    from catalog.operations.menu import bump_menu
    from offers.models import Offer

    items = list(Item.objects.order_by("pk").values_list("pk", flat=True))
    categories = list(Category.objects.order_by("pk").values_list("pk", flat=True))
    picks = [
        [],
        [{"kind": "items", "settings": {"items": items[:15]}}],
        [{"kind": "categories", "settings": {"categories": categories[:4]}}],
    ]
    rows = [
        Offer(
            name=f"Oferta {n}",
            label=f"Oferta número {n}",
            benefit=BENEFITS[n % 5][0],
            benefit_settings=BENEFITS[n % 5][1],
            conditions=[*picks[n % 3], MINIMUM] if n % 2 else picks[n % 3],
            status="active",
            priority=n % 4,
            stacking="exclusive" if n % 10 == 9 else "combinable",
            group=f"grupo {n % 6}" if n % 4 == 0 else "",
            limit_total=1_000_000 if n % 8 == 0 else None,
            budget=Decimal(1_000_000) if n % 8 == 0 else None,
        )
        for n in range(OFFERS)
    ]
    with transaction.atomic():
        Offer.objects.bulk_create(rows)
        bump_menu()
