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
_OF_CODES = "offer.id IN (SELECT offer_id FROM offers_coupon WHERE code = ANY(%s::text[]))"
_IN_PERIOD = """
  CASE WHEN offer.limit_per_period IS NULL THEN 0 ELSE (
    SELECT count(*) FROM offers_offeruse used
    WHERE used.offer_id = offer.id AND used.released_at IS NULL AND used.taken_at >=
      CASE offer.period WHEN 'day' THEN %s WHEN 'week' THEN %s ELSE %s END) END"""
_BY_PERSON = """
  CASE WHEN offer.limit_per_person IS NULL THEN 0 ELSE (
    SELECT count(*) FROM theirs used WHERE used.offer_id = offer.id AND used.taken_at >=
      CASE offer.person_period WHEN 'day' THEN %s WHEN 'week' THEN %s WHEN 'month' THEN %s
        ELSE %s END) END"""
_THEIRS = """
WITH theirs AS MATERIALIZED (
  SELECT offer_id, taken_at FROM offers_offeruse WHERE ({}) AND released_at IS NULL
)"""
_USES = """{theirs}
SELECT offer.id, offer.used_count, offer.spent, {in_period}, {by_person},
  offer.limit_per_period, offer.limit_per_person
FROM offers_offer offer WHERE {which} ORDER BY offer.id
"""
_ROOM = """
SELECT 1 / count(*) FROM ({}) AS used
  (id, count, spent, in_period, by_person, most_in_period, most_by_person)
WHERE (most_in_period IS NULL OR in_period < most_in_period)
  AND (most_by_person IS NULL OR by_person < most_by_person)
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


@dataclass(frozen=True, kw_only=True)
class Question:
    """How the coupons of `codes` stand, their offers, and the offers of `limited`, for `who`.

    What no offer limits is not counted: planning it took longer than all the rest.
    """

    limited: Collection[int] = ()
    codes: Sequence[str] = ()
    who: Who
    now: datetime
    zone: str
    by_period: bool = True
    by_person: bool = True

    def add_to(self, script: Script) -> int:
        """Add two statements; the first one's place is what `answer` wants."""
        at = script.add(_COUPONS, [list(self.codes)])
        self.add_uses(script)
        return at

    def answer(self, found: Sequence[Sequence[tuple[Any, ...]]], at: int) -> Standing:
        return Standing(
            coupons={row[0]: CouponRow(*row) for row in found[at]},
            uses={row[0]: Uses(*row) for row in found[at + 1]},
        )

    def add_uses(self, script: Script) -> int:
        """Add the statement whose rows are `Uses`."""
        return script.add(*self._uses())

    def add_room(self, script: Script) -> int:
        """Add a statement that fails unless an offer stands below its limits in time and by
        person.
        """
        statement, values = self._uses()
        return script.add(_ROOM.format(statement), values)

    def _uses(self) -> tuple[str, list[Any]]:
        theirs, persons = self._theirs()
        starts = [start_of(period, self.now, self.zone) for period in Period]
        values = [*persons, *(starts if self.by_period else ())]
        values += [*starts, EVER] if theirs else []
        which = []
        if self.limited or not self.codes:
            which.append("offer.id = ANY(%s::bigint[])")
            values.append(sorted(self.limited))
        if self.codes:
            which.append(_OF_CODES)
            values.append(list(self.codes))
        statement = _USES.format(
            theirs=theirs,
            in_period=_IN_PERIOD if self.by_period else "0",
            by_person=_BY_PERSON if theirs else "0",
            which=" OR ".join(which),
        )
        return statement, values

    def _theirs(self) -> tuple[str, list[Any]]:
        """Where to look for uses of this person; "" where they need not be looked for."""
        columns = {
            "phone_index": self.who.phone_indexes(),
            "document_index": self.who.document_indexes(),
        }
        known = {column: marks for column, marks in columns.items() if marks}
        if not self.by_person or not known:
            return "", []
        same = " OR ".join(f"{column} = ANY(%s::text[])" for column in known)
        return _THEIRS.format(same), list(known.values())


def standing(question: Question) -> Standing:
    """Ask: one round trip, none where there is nothing to ask."""
    if not question.limited and not question.codes:
        return Standing()
    script = Script()
    at = question.add_to(script)
    return question.answer(script.run(), at)


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
