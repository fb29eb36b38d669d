"""The offers of one of the demo's tenants, and their coupons, as its TOML says."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from catalog.models.categories import Category
from catalog.models.items import Item
from offers.models import Offer
from offers.operations.coupons import add_code, make_batch
from offers.operations.editing import create_offer
from offers.operations.publishing import publish_offer
from simulator.demo.content import Table, read

PLAIN = (
    *("badge", "colour", "shows_countdown", "stacking", "needs_coupon", "limit_total"),
    *("limit_per_period", "period", "limit_per_person", "person_period"),
)


def write_offers(slug: str, *, actor: Any) -> int:
    """Make and publish the offers of the bound tenant. Returns how many there are."""
    items = dict(Item.objects.values_list("name", "pk"))
    categories = dict(Category.objects.values_list("name", "pk"))
    rows = read(slug, "offers")["offers"]
    for row in rows:
        offer = create_offer(_values(row, items, categories), actor=actor)
        for code in row.get("codes", []):
            add_code(offer, code, actor=actor)
        if "batch" in row:
            make_batch(offer, **row["batch"], actor=actor)
        publish_offer(offer, actor=actor)
    return len(rows)


def _values(row: Table, items: dict[str, int], categories: dict[str, int]) -> Table:
    """Everything an offer has, with the menu's names as ids."""
    blank = Offer()
    days = row.get("ends_in_days")
    values = {name: row.get(name, getattr(blank, name)) for name in PLAIN}
    return {
        **values,
        "name": row["name"],
        "label": row["label"],
        "benefit": row["benefit"],
        "benefit_settings": _with_ids(row["settings"], items, categories),
        "conditions": [
            {
                "kind": condition["kind"],
                "settings": _with_ids(
                    {key: value for key, value in condition.items() if key != "kind"},
                    items,
                    categories,
                ),
            }
            for condition in row.get("conditions", [])
        ],
        "starts_at": None,
        "ends_at": timezone.now() + timedelta(days=days) if days else None,
        "priority": row.get("priority", 0),
        "group": row.get("group", ""),
        "with_combos": row.get("with_combos", False),
        "budget": Decimal(row["budget"]) if "budget" in row else None,
    }


def _with_ids(settings: Table, items: dict[str, int], categories: dict[str, int]) -> Table:
    found = dict(settings)
    if "item" in found:
        found["item"] = items[found["item"]]
    if "items" in found:
        found["items"] = [items[name] for name in found["items"]]
    if "categories" in found:
        found["categories"] = [categories[name] for name in found["categories"]]
    return found
