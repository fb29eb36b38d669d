from typing import Any

import pytest

from catalog.operations.menu import bump_menu
from offers.models import Coupon, Offer
from tests.conftest import run_commit_hooks
from tests.orders.conftest import shop

__all__ = ["shop"]

TEN_PERCENT: dict[str, Any] = {"benefit": "percentage", "benefit_settings": {"percent": "10"}}


def make_offer(label: str = "Semana da casa", **fields: Any) -> Offer:
    """An active offer; ten percent off everything unless it is said otherwise."""
    fields = {**TEN_PERCENT, "name": label, "status": "active", **fields}
    offer = Offer.objects.create(label=label, **fields)
    bump_menu()
    run_commit_hooks()
    return offer


def make_coupon(code: str = "VOLTA10", *, use_limit: int | None = None, **fields: Any) -> Coupon:
    offer = make_offer(**{"label": "Cupom de volta", "needs_coupon": True, **fields})
    return Coupon.objects.create(offer=offer, code=code, use_limit=use_limit)


@pytest.fixture
def ten_percent(shop: Any) -> Offer:
    return make_offer()
