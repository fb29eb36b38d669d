"""Counting what offers are used, in the caller's transaction: released, and taken again. How an
order takes them first is in `taking`.

Rows are locked in the order of their keys, offers before coupons, after the items' stock and
before the menu's version. What has no limit is only held against being changed meanwhile, so that
orders do not wait for each other; it is held in that same order, among those that are counted: who
releases locks both kinds alike, and an owner may add a limit at any moment.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Sum
from django.db.models.functions import Greatest
from django.utils import timezone

from catalog.operations.menu import bump_menu
from flowt.tenancy import current_tenant
from offers.errors import OfferUsedUp
from offers.limits import blocked
from offers.models import Coupon, Offer, OfferUse
from offers.standing import Question, standing
from offers.who import Who


@transaction.atomic
def release_uses(reference: str) -> int:
    """Give back what an order that was called off had used; return how many offers it was.

    A repeat finds nothing left to release.
    """
    uses = list(OfferUse.objects.filter(reference=reference, released_at=None))
    if not uses:
        return 0
    offers = _locked(uses)
    freed = [offer for offer in offers.values() if _is_used_up(offer)]
    for use in uses:
        if offers[use.offer_id].is_limited:
            Offer.objects.filter(pk=use.offer_id).update(
                used_count=Greatest(F("used_count") - 1, 0),
                spent=Greatest(F("spent") - use.amount, 0),
            )
    for coupon in _coupons_of(uses):
        coupon.used_count = max(coupon.used_count - 1, 0)
        coupon.save(update_fields=["used_count"])
    OfferUse.objects.filter(pk__in=[use.pk for use in uses]).update(released_at=timezone.now())
    if any(offer.status == Offer.Status.ACTIVE for offer in freed):
        bump_menu()
    return len(uses)


@transaction.atomic
def take_again(reference: str, *, for_reference: str = "") -> int:
    """Take once more what an order used, for itself when it is taken up again, or for another one
    that repeats it. Return how many offers it was.

    Prices stay as they were, so an offer that ended meanwhile does not matter; its limits do.
    Raises OfferUsedUp; then nothing changed. A repeat for the order itself finds nothing to take.
    """
    found = OfferUse.objects.filter(reference=reference)
    uses = list(found if for_reference else found.exclude(released_at=None))
    if not uses:
        return 0
    offers, now = _locked(uses), timezone.now()
    _refuse_used_up(uses, offers, now)
    for coupon in _coupons_of(uses):
        if coupon.use_limit is not None and coupon.used_count >= coupon.use_limit:
            raise OfferUsedUp(label=coupon.code)
        coupon.used_count += 1
        coupon.save(update_fields=["used_count"])
    for use in uses:
        if offers[use.offer_id].is_limited:
            Offer.objects.filter(pk=use.offer_id).update(
                used_count=F("used_count") + 1, spent=F("spent") + use.amount
            )
        use.taken_at, use.released_at = now, None
        if for_reference:
            use.pk, use.reference = None, for_reference
            use._state.adding = True
        use.save()
    return len(uses)


def recount(offer: Offer) -> None:
    """Count a locked offer's uses anew, as when it is given its first limit."""
    found = OfferUse.objects.filter(offer=offer, released_at=None).aggregate(
        count=Count("pk"), spent=Sum("amount", default=0)
    )
    offer.used_count, offer.spent = found["count"], found["spent"]
    offer.save(update_fields=["used_count", "spent"])


def _locked(uses: Iterable[OfferUse]) -> dict[int, Offer]:
    ids = sorted({use.offer_id for use in uses})
    rows = Offer.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return {offer.pk: offer for offer in rows}


def _coupons_of(uses: Iterable[OfferUse]) -> list[Coupon]:
    """Lock the coupons whose uses are counted."""
    ids = sorted({use.coupon_id for use in uses if use.coupon_id is not None})
    rows = Coupon.objects.select_for_update().filter(pk__in=ids).exclude(use_limit=None)
    return list(rows.order_by("pk"))


def _is_used_up(offer: Offer) -> bool:
    is_counted_out = offer.limit_total is not None and offer.used_count >= offer.limit_total
    return is_counted_out or (offer.budget is not None and offer.spent >= offer.budget)


def _refuse_used_up(uses: list[OfferUse], offers: dict[int, Offer], now: datetime) -> None:
    who = Who(phone=uses[0].phone, document=uses[0].document)
    zone = current_tenant().time_zone
    state = standing(Question(limited=offers, who=who, now=now, zone=zone))
    for use in uses:
        offer = offers[use.offer_id]
        is_over = offer.budget is not None and offer.spent + use.amount > offer.budget
        if offer.is_limited and (is_over or blocked(offer, state.uses[offer.pk], who)):
            raise OfferUsedUp(label=offer.label)
