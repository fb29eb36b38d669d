"""Taking what an order uses of offers, with the statements that write it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import DataError
from psycopg.errors import DivisionByZero

from catalog.operations.menu import bump_menu
from flowt.rows import Script
from flowt.tenancy import current_tenant
from offers.errors import OfferGone
from offers.models import OfferUse
from offers.quoting import Use
from offers.standing import Question, Uses
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
# Of one offer that is far from its end. Each fails unless what it asks for is there.
_PLENTY = """
WITH taken AS (
  UPDATE offers_offer SET used_count = used_count + 1, spent = spent + %s
  WHERE id = %s AND revision = %s AND status = 'active'
    AND (limit_total IS NULL OR used_count + 1 < limit_total)
    AND (budget IS NULL OR spent + %s < budget)
  RETURNING 1
)
SELECT 1 / count(*) FROM taken
"""
_COUPON = """
WITH counted AS (
  UPDATE offers_coupon SET used_count = used_count + 1
  WHERE id = %s AND is_active AND used_count < use_limit RETURNING 1
)
SELECT 1 / ((SELECT count(*) FROM counted)
  + (SELECT count(*) FROM offers_coupon WHERE id = %s AND is_active AND use_limit IS NULL))
"""


class Taking:
    """Takes the uses of one order, last of all it does: who uses the same offers waits from there
    on.

    Of one counted offer that is far from its end, as of a coupon that a whole town has, it takes
    them in a round trip of its own that also commits. So nobody waits for this process to read an
    answer (docs/decisions/0101).
    """

    def __init__(self, uses: Sequence[Use], who: Who, reference: str, at: datetime) -> None:
        self.uses = sorted(uses, key=lambda use: use.offer_id)
        self.who, self.reference, self.at = who, reference, at
        self.first = 0  # where in the script its statements begin

    @property
    def commits(self) -> bool:
        """Does `finish` end the transaction?"""
        return len(self.uses) == 1 and self.uses[0].is_limited and self.uses[0].is_plenty

    def add_to(self, script: Script) -> None:
        """Add what locks, counts and writes; `finish` then gets what the script returned."""
        self.first = len(script)
        if not self.uses or self.commits:
            return
        coupons = sorted({use.coupon_id for use in self.uses if use.coupon_id is not None})
        script.add(_OFFERS, _columns(self.uses))
        script.add(_COUPONS, [coupons])
        self._question().add_uses(script)
        script.insert(*self.rows())

    def finish(self, found: Sequence[Sequence[tuple[Any, ...]]]) -> None:
        """Raise OfferGone where one was changed or used up meanwhile; nothing was taken then.

        Uses are counted anew under the lock, before this order's own are written.
        """
        if self.commits:
            self._take_and_commit(self.uses[0])
        elif self.uses:
            self._check(*found[self.first : self.first + 3])

    def _take_and_commit(self, use: Use) -> None:
        script = Script()
        script.add(_PLENTY, [use.amount, use.offer_id, use.revision, use.amount])
        if use.coupon_id is not None:
            script.add(_COUPON, [use.coupon_id, use.coupon_id])
        if use.per_period or use.per_person:
            self._question().add_room(script)
        script.insert(*self.rows())
        try:
            script.run(and_commit=True)
        except DataError as error:
            if isinstance(error.__cause__, DivisionByZero):
                raise OfferGone from None
            raise

    def _check(
        self,
        offers: Sequence[tuple[Any, ...]],
        coupons: Sequence[tuple[Any, ...]],
        uses: Sequence[tuple[Any, ...]],
    ) -> None:
        asked = {use.coupon_id for use in self.uses} - {None}
        if len(coupons) < len(asked) or not all(row[1] for row in (*offers, *coupons)):
            raise OfferGone
        if any(Uses(*row).is_over_limit for row in uses):
            raise OfferGone
        if any(is_over for _pk, _is_good, is_over in offers):
            bump_menu()

    def _question(self) -> Question:
        """Who has such a limit only from now on has another revision."""
        return Question(
            limited=[use.offer_id for use in self.uses if use.per_period or use.per_person],
            who=self.who,
            now=self.at,
            zone=current_tenant().time_zone,
            by_period=any(use.per_period for use in self.uses),
            by_person=any(use.per_person for use in self.uses),
        )

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
