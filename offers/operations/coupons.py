"""Making coupons: one code that people pass on, or a batch of unique ones."""

import re
import unicodedata
from typing import Any

from django.db import IntegrityError, connection, transaction

from flowt.audit.trail import record
from offers.errors import BatchTooLarge, CodeTaken, CodeUnreadable
from offers.models import Coupon, CouponBatch, Offer

LONGEST = 32
MOST_IN_BATCH = 100_000
RANDOM_LETTERS = 10  # of 32 each: 50 random bits
_ALLOWED = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that looks like something else
_MAKE = """
INSERT INTO offers_coupon (code, offer_id, batch_id, is_active, use_limit, used_count, created_at)
SELECT %s || string_agg(substr(%s, get_byte(bits.uuid, byte) %% 32 + 1, 1), '' ORDER BY byte),
  %s, %s, true, 1, 0, now()
FROM (SELECT n, uuid_send(gen_random_uuid()) AS uuid FROM generate_series(1, %s) AS n) AS bits,
  unnest(ARRAY[0, 1, 2, 3, 4, 5, 9, 10, 11, 12]) AS byte
GROUP BY n
ON CONFLICT (code) DO NOTHING
"""


def clean_code(text: str) -> str:
    """Bring a typed code to its one form: capitals without accents. Raises CodeUnreadable."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    code = "".join(plain.upper().split())
    if len(code) > LONGEST or not _ALLOWED.fullmatch(code):
        raise CodeUnreadable
    return code


@transaction.atomic
def add_code(offer: Offer, code: str, *, use_limit: int | None = None, actor: Any) -> Coupon:
    """Make one code of an offer, for whoever knows it. Raises CodeUnreadable and CodeTaken."""
    code = clean_code(code)
    try:
        with transaction.atomic():
            coupon = Coupon.objects.create(offer=offer, code=code, use_limit=use_limit)
    except IntegrityError:
        raise CodeTaken(code=code) from None
    record("coupon.create", coupon, actor=actor, after={"offer": offer.name, "code": code})
    return coupon


@transaction.atomic
def make_batch(offer: Offer, *, name: str, count: int, prefix: str = "", actor: Any) -> CouponBatch:
    """Make unique codes, each good once, by few statements. Raises BatchTooLarge and
    CodeUnreadable.
    """
    if not 1 <= count <= MOST_IN_BATCH:
        raise BatchTooLarge(limit=MOST_IN_BATCH)
    prefix = clean_code(prefix)[:12].rstrip("-") if prefix else ""
    batch = CouponBatch.objects.create(
        offer=offer, name=name, prefix=prefix, count=count, created_by_id=getattr(actor, "pk", None)
    )
    head, missing = f"{prefix}-" if prefix else "", count
    with connection.cursor() as cursor:
        while missing:
            cursor.execute(_MAKE, [head, _ALPHABET, offer.pk, batch.pk, missing])
            missing -= cursor.rowcount
    after = {"offer": offer.name, "name": name, "count": count}
    record("coupon.batch", batch, actor=actor, after=after)
    return batch


@transaction.atomic
def allow_code(coupon: Coupon, *, is_active: bool, actor: Any) -> Coupon:
    """Let a code be used, or not any more. The same again changes nothing."""
    coupon = Coupon.objects.select_for_update().get(pk=coupon.pk)
    if coupon.is_active != is_active:
        coupon.is_active = is_active
        coupon.save(update_fields=["is_active"])
        after = {"code": coupon.code, "is_active": is_active}
        record("coupon.allow", coupon, actor=actor, after=after)
    return coupon
