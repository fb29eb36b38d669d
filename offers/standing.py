"""How offers and coupons stand at this moment: what they were used, by whom, and what is left."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flowt.rows import Script
from offers.models import Period
from offers.who import Who

EVER = datetime.min.replace(tzinfo=UTC) + timedelta(days=365)
_COUPONS = """
SELECT coupon.code, coupon.id, coupon.offer_id, coupon.is_active,
  coupon.use_limit IS NOT NULL AND coupon.used_count >= coupon.use_limit,
  offer.status, offer.ends_at
FROM offers_coupon coupon JOIN offers_offer offer ON offer.id = coupon.offer_id
WHERE coupon.code = ANY(%s)
"""
_USES = """
WITH theirs AS MATERIALIZED (
  SELECT offer_id, taken_at FROM offers_offeruse
  WHERE (phone_index = ANY(%s::text[]) OR document_index = ANY(%s::text[]))
    AND released_at IS NULL
)
SELECT offer.id, offer.used_count, offer.spent,
  CASE WHEN offer.limit_per_period IS NULL THEN 0 ELSE (
    SELECT count(*) FROM offers_offeruse used
    WHERE used.offer_id = offer.id AND used.released_at IS NULL AND used.taken_at >=
      CASE offer.period WHEN 'day' THEN %s WHEN 'week' THEN %s ELSE %s END) END,
  CASE WHEN offer.limit_per_person IS NULL THEN 0 ELSE (
    SELECT count(*) FROM theirs used WHERE used.offer_id = offer.id AND used.taken_at >=
      CASE offer.person_period WHEN 'day' THEN %s WHEN 'week' THEN %s WHEN 'month' THEN %s
        ELSE %s END) END,
  offer.limit_per_period, offer.limit_per_person
FROM offers_offer offer
WHERE offer.id = ANY(%s::bigint[])
  OR offer.id IN (SELECT offer_id FROM offers_coupon WHERE code = ANY(%s::text[]))
ORDER BY offer.id
"""


class CouponRow(NamedTuple):
    code: str
    id: int
    offer_id: int
    is_active: bool
    is_used_up: bool
    offer_status: str
    offer_ends_at: datetime | None


class Uses(NamedTuple):
    """How often an offer was used: in all, in its period, and by one person in theirs."""

    offer_id: int
    count: int
    spent: Decimal
    in_period: int
    by_person: int
    most_in_period: int | None = None
    most_by_person: int | None = None

    @property
    def is_over_limit(self) -> bool:
        """Is its period's limit, or the person's, reached?"""
        by_period = self.most_in_period is not None and self.in_period >= self.most_in_period
        return by_period or (
            self.most_by_person is not None and self.by_person >= self.most_by_person
        )


@dataclass(frozen=True)
class Standing:
    coupons: Mapping[str, CouponRow] = field(default_factory=dict)
    uses: Mapping[int, Uses] = field(default_factory=dict)


def standing(
    *, limited: Collection[int], codes: Sequence[str], who: Who, now: datetime, zone: str
) -> Standing:
    """Read the coupons of `codes`, and the uses of their offers and of those of `limited`: one
    round trip, none where there is nothing to ask.
    """
    if not limited and not codes:
        return Standing()
    script = Script()
    script.add(_COUPONS, [list(codes)])
    add_uses(script, limited=limited, codes=codes, who=who, now=now, zone=zone)
    coupons, uses = script.run()
    return Standing(
        coupons={row[0]: CouponRow(*row) for row in coupons},
        uses={row[0]: Uses(*row) for row in uses},
    )


def add_uses(
    script: Script,
    *,
    limited: Collection[int],
    codes: Sequence[str] = (),
    who: Who,
    now: datetime,
    zone: str,
) -> None:
    """Add the statement whose rows are `Uses`."""
    day, week, month = (start_of(period, now, zone) for period in Period)
    values: list[Any] = [who.phone_indexes(), who.document_indexes()]
    values += [day, week, month, day, week, month, EVER, sorted(limited), list(codes)]
    script.add(_USES, values)


def start_of(period: str, now: datetime, zone: str) -> datetime:
    """Return when the day, week or month of `now` began in a zone; an unnamed period is ever."""
    local = now.astimezone(ZoneInfo(zone))
    match period:
        case Period.DAY:
            first = local.date()
        case Period.WEEK:
            first = local.date() - timedelta(days=local.weekday())
        case Period.MONTH:
            first = local.date().replace(day=1)
        case _:
            return EVER
    return datetime.combine(first, time(0), tzinfo=ZoneInfo(zone)).astimezone(UTC)
