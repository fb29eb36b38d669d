"""Counting what offers are used, in the caller's transaction: taken, released, taken again.

Rows are locked in the order of their keys, offers before coupons, after the items' stock and
before the menu's version. What has no limit is only held against being changed meanwhile, so that
orders do not wait for each other; it is held in that same order, among those that are counted: who
releases locks both kinds alike, and an owner may add a limit at any moment.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Sum
from django.db.models.functions import Greatest
from django.utils import timezone

from catalog.operations.menu import bump_menu
from flowt.rows import Script
from flowt.tenancy import current_tenant
from offers.errors import OfferGone, OfferUsedUp
from offers.models import Coupon, Offer, OfferUse
from offers.quoting import Use, blocked
from offers.standing import Question, Uses, standing
from offers.who import Who

_OFFERS = """
WITH asked AS MATERIALIZED (
  SELECT id, revision, amount, is_limited
  FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[], %s::boolean[])
    AS asked (id, revision, amount, is_limited)
  ORDER BY id
), held AS MATERIALIZED (
  SELECT asked.id, asked.amount, asked.is_limited, free.is_same AS is_free, counted.*
  FROM asked
  LEFT JOIN LATERAL (
    SELECT status = 'active' AND revision = asked.revision AS is_same
    FROM offers_offer WHERE id = asked.id AND NOT asked.is_limited FOR SHARE
  ) AS free ON true
  LEFT JOIN LATERAL (
    SELECT used_count, spent, limit_total, budget,
      status = 'active' AND revision = asked.revision AS is_same
    FROM offers_offer WHERE id = asked.id AND asked.is_limited FOR UPDATE
  ) AS counted ON true
), added AS (
  UPDATE offers_offer SET used_count = offers_offer.used_count + 1,
    spent = offers_offer.spent + held.amount
  FROM held WHERE offers_offer.id = held.id AND held.is_limited
)
SELECT id, CASE WHEN is_limited THEN is_same AND (limit_total IS NULL OR used_count < limit_total)
    AND (budget IS NULL OR spent + amount <= budget) ELSE is_free END,
  used_count + 1 = limit_total OR spent + amount = budget
FROM held ORDER BY id
"""
# The same of one that is counted, as nearly every order has it: planned in a fraction of the time.
_ONE = """
UPDATE offers_offer SET used_count = used_count + 1, spent = spent + %s WHERE id = %s
RETURNING id, status = 'active' AND revision = %s
    AND (limit_total IS NULL OR used_count <= limit_total)
    AND (budget IS NULL OR spent <= budget),
  used_count = limit_total OR spent = budget
"""
_COUPONS = """
WITH held AS (
  SELECT id, is_active AND (use_limit IS NULL OR used_count < use_limit) AS is_good, use_limit
  FROM offers_coupon WHERE id = ANY(%s::bigint[]) ORDER BY id FOR UPDATE
), counted AS (
  UPDATE offers_coupon SET used_count = offers_coupon.used_count + 1
  FROM held WHERE offers_coupon.id = held.id AND held.is_good AND held.use_limit IS NOT NULL
)
SELECT id, is_good FROM held ORDER BY id
"""


class Taking:
    """Takes the uses of one order within a script, and says afterwards whether all were there."""

    def __init__(self, uses: Sequence[Use], who: Who, reference: str, at: datetime) -> None:
        self.uses = sorted(uses, key=lambda use: use.offer_id)
        self.who, self.reference, self.at = who, reference, at
        self.first = 0  # where in the script its statements begin

    def add_to(self, script: Script) -> None:
        """Add what locks, counts and writes; `check` then gets what the script returned."""
        self.first = len(script)
        if not self.uses:
            return
        coupons = sorted({use.coupon_id for use in self.uses if use.coupon_id is not None})
        first = self.uses[0]
        if len(self.uses) == 1 and first.is_limited:
            script.add(_ONE, [first.amount, first.offer_id, first.revision])
        else:
            script.add(_OFFERS, _columns(self.uses))
        script.add(_COUPONS, [coupons])
        self._recount(script)
        script.insert(*self.rows())

    def _recount(self, script: Script) -> None:
        """Who has such a limit only from now on has another revision."""
        zone = current_tenant().time_zone
        Question(
            limited=[use.offer_id for use in self.uses if use.per_period or use.per_person],
            who=self.who,
            now=self.at,
            zone=zone,
            by_period=any(use.per_period for use in self.uses),
            by_person=any(use.per_person for use in self.uses),
        ).add_uses(script)

    def check(self, found: Sequence[Sequence[tuple[Any, ...]]]) -> None:
        """Raise OfferGone where one was changed or used up meanwhile; nothing was taken then.

        Uses are counted anew under the lock, before this order's own are written.
        """
        if not self.uses:
            return
        offers, coupons, uses = found[self.first : self.first + 3]
        asked = {use.coupon_id for use in self.uses} - {None}
        if len(coupons) < len(asked) or not all(row[1] for row in (*offers, *coupons)):
            raise OfferGone
        if any(Uses(*row).is_over_limit for row in uses):
            raise OfferGone
        if any(is_over for _pk, _is_good, is_over in offers):
            bump_menu()

    def rows(self) -> list[OfferUse]:
        marks = self.who.marks()
        return [
            OfferUse(
                offer_id=use.offer_id,
                coupon_id=use.coupon_id,
                reference=self.reference,
                person_id=self.who.person_id,
                amount=use.amount,
                taken_at=self.at,
                **marks,
            )
            for use in self.uses
        ]


def _columns(uses: Sequence[Use]) -> list[list[Any]]:
    return [
        [use.offer_id for use in uses],
        [use.revision for use in uses],
        [use.amount for use in uses],
        [use.is_limited for use in uses],
    ]


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
