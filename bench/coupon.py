"""Placing orders that all use one coupon, from sixteen clients, against the same without it."""

from bench.measures import Line, Spread, by_turns
from bench.placing import PROCESSES, THREADS, clients, speed

LAST = 100  # uses that are left for the round in which it runs out
PLENTY = 1_000_000


def place() -> Line:
    """Both ways run by turns. Then the coupon's last uses: exactly so many orders may have it."""
    from bench.placing_ways import COUPON
    from bench.shop import open_shop
    from flowt.tenancy import tenant_context

    shop = open_shop("cupom")
    with tenant_context(shop):
        offer = _coupon()
    with clients(shop) as run:
        run("flowt"), run(COUPON)
        mine, other = by_turns(lambda: run(COUPON), lambda: run("flowt"))
        with tenant_context(shop):
            _leave(offer, LAST)
        had_it = run(COUPON, may_refuse=True).count
    with tenant_context(shop):
        _check(offer, had_it)
    ratio = Spread.of([a.per_second / b.per_second for a, b in zip(mine, other, strict=True)])
    return Line(
        job=f"placing with a coupon, {PROCESSES * THREADS} clients on one coupon",
        reference="the same without",
        ours=speed(mine),
        theirs=speed(other),
        ratio=f"{ratio.text()} ×; {had_it} of the last {LAST} given",
        target="≥ 0.7 ×; never oversold",
        share=ratio.median / 0.7,
    )


def _coupon():
    from bench.placing_ways import CODE
    from offers.models import Coupon, Offer

    offer = Offer.objects.create(
        name="Dez",
        label="Dez por cento",
        benefit="percentage",
        benefit_settings={"percent": "10"},
        status="active",
        needs_coupon=True,
        limit_total=PLENTY,
        limit_per_person=PLENTY,
    )
    Coupon.objects.create(offer=offer, code=CODE)
    _tell()
    return offer


def _leave(offer, uses: int) -> None:
    offer.refresh_from_db()
    offer.limit_total = offer.used_count + uses
    offer.revision += 1
    offer.save(update_fields=["limit_total", "revision"])
    _tell()


def _tell() -> None:
    from django.db import transaction

    from catalog.operations.menu import bump_menu

    with transaction.atomic():
        bump_menu()


def _check(offer, had_it: int) -> None:
    from offers.models import OfferUse

    offer.refresh_from_db()
    used = OfferUse.objects.filter(offer=offer).count()
    if had_it != LAST or not offer.used_count == offer.limit_total == used:
        raise RuntimeError(f"{had_it} orders had the last {LAST}; {used} of {offer.limit_total}")
