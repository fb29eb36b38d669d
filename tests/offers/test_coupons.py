"""Making codes: one, and many at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from offers.errors import BatchTooLarge, CodeTaken, CodeUnreadable
from offers.models import Coupon
from offers.operations.coupons import add_code, allow_code, clean_code, make_batch
from tests.offers.conftest import make_offer


@pytest.fixture
def offer(tenant):
    return make_offer(needs_coupon=True)


def test_a_batch_is_unique_good_once_and_made_by_one_statement(offer):
    with CaptureQueriesContext(connection) as captured:
        batch = make_batch(offer, name="Cartões", prefix="feira", count=3000, actor=None)

    codes = list(batch.coupons.values_list("code", "use_limit"))
    assert len(set(codes)) == 3000
    assert {limit for _code, limit in codes} == {1}
    assert all(clean_code(code) == code and len(code) == 16 for code, _limit in codes)
    assert sum("generate_series" in query["sql"] for query in captured) == 1


@pytest.mark.parametrize("count", [0, 100_001])
def test_a_batch_has_its_bounds(offer, count):
    with pytest.raises(BatchTooLarge):
        make_batch(offer, name="x", count=count, actor=None)


@pytest.mark.parametrize("text", ["", "-", "A B!", "A" * 33, "é\u0000", "A--B"])
def test_what_is_no_code_is_refused(offer, text):
    with pytest.raises(CodeUnreadable):
        add_code(offer, text, actor=None)


def test_a_code_is_written_one_way_and_taken_once(offer):
    assert add_code(offer, " verão 2026 ", actor=None).code == "VERAO2026"

    with pytest.raises(CodeTaken):
        add_code(offer, "Verao2026", actor=None)

    assert Coupon.objects.count() == 1


def test_a_code_may_be_stopped(offer):
    coupon = add_code(offer, "VOLTA", actor=None)

    assert allow_code(coupon, is_active=False, actor=None).is_active is False
