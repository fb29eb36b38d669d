"""When an offer is given: published, paused, ended. Each tells the pages that show it."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.operations.menu import bump_menu
from flowt.audit.trail import record
from flowt.events import publish
from offers.errors import NeedsCoupons, OfferEnded, OfferOver
from offers.events import OfferFinished, OfferPaused, OfferPublished
from offers.models import Offer

Status = Offer.Status


@transaction.atomic
def publish_offer(offer: Offer, *, actor: Any) -> Offer:
    """Give an offer from now on, within its validity. A repeat changes nothing.

    Raises OfferEnded, OfferOver where its validity has passed, and NeedsCoupons where it is given
    with a coupon only and has none.
    """
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    if offer.status == Status.ACTIVE:
        return offer
    if offer.status == Status.ENDED:
        raise OfferEnded
    now = timezone.now()
    if offer.ends_at is not None and offer.ends_at <= now:
        raise OfferOver
    if offer.needs_coupon and not offer.coupons.filter(is_active=True).exists():
        raise NeedsCoupons
    first = offer.published_at is None
    offer.published_at = offer.published_at or now
    _move(offer, Status.ACTIVE, "offer.publish" if first else "offer.resume", actor)
    publish(OfferPublished(offer_id=offer.pk, title=offer.name), actor=actor)
    bump_menu()
    return offer


@transaction.atomic
def pause_offers(offers: Iterable[Offer], *, actor: Any) -> list[Offer]:
    """Stop giving those that are published, until somebody takes them up. Return which they were.

    One that is not published stays as it is, so a repeat changes nothing.
    """
    keys = [offer.pk for offer in offers]
    rows = Offer.objects.select_for_update().filter(pk__in=keys, status=Status.ACTIVE)
    paused = list(rows.order_by("pk"))
    for offer in paused:
        _move(offer, Status.PAUSED, "offer.pause", actor)
        publish(OfferPaused(offer_id=offer.pk, title=offer.name), actor=actor)
    if paused:
        bump_menu()
    return paused


@transaction.atomic
def end_offer(offer: Offer, *, actor: Any) -> Offer:
    """End an offer for good; its uses stay counted. A repeat changes nothing."""
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    if offer.status == Status.ENDED:
        return offer
    was_given = offer.status == Status.ACTIVE
    _move(offer, Status.ENDED, "offer.end", actor)
    publish(OfferFinished(offer_id=offer.pk, title=offer.name), actor=actor)
    if was_given:
        bump_menu()
    return offer


def _move(offer: Offer, status: Status, action: str, actor: Any) -> None:
    before, offer.status = offer.status, status
    offer.save(update_fields=["status", "published_at", "updated_at"])
    record(action, offer, actor=actor, before={"status": before}, after={"status": status})
