"""The offers of a tenant as prices ask for them: read once for each version of its menu.

Every write of offers bumps the menu's version (`offers.operations`), so what is kept is as new
as the version in hand; a placed order checks each offer's revision once more, under its lock.
"""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from threading import Lock

import structlog

from flowt import versions
from flowt.money import to_units
from flowt.tenancy import current_schema, current_tenant
from offers.benefits import benefits
from offers.conditions import conditions
from offers.engine import Rule, place_of
from offers.models import Offer

log = structlog.get_logger()
_MAX_KEPT = 500
_lock = Lock()
_kept: OrderedDict[str, tuple[int, "Shelf"]] = OrderedDict()


@dataclass(frozen=True, kw_only=True)
class Shelved:
    """An active offer: its rule, and what is asked of its uses."""

    rule: Rule
    needs_coupon: bool
    is_limited: bool
    budget: Decimal | None
    limit_total: int | None
    limit_per_period: int | None
    period: str
    limit_per_person: int | None
    person_period: str


@dataclass(frozen=True)
class Shelf:
    """The active offers of a tenant, whether or not their time has come."""

    offers: tuple[Shelved, ...] = ()

    @cached_property
    def by_id(self) -> dict[int, Shelved]:
        return {one.rule.id: one for one in self.offers}

    @cached_property
    def limited(self) -> tuple[int, ...]:
        """Ids of those whose uses are counted and that need no coupon."""
        return tuple(o.rule.id for o in self.offers if o.is_limited and not o.needs_coupon)

    @cached_property
    def gifts(self) -> frozenset[int]:
        """Ids of items that are given away."""
        found = (one.rule.benefit.item_id for one in self.offers)
        return frozenset(pk for pk in found if pk is not None)

    @cached_property
    def asks_person(self) -> bool:
        """Must any of them know more of who buys than their telephone or CPF?"""
        return any(one.asks_person for o in self.offers for one in o.rule.conditions)

    @cached_property
    def asks_who(self) -> bool:
        """Does any of them depend on who buys?"""
        return self.asks_person or any(one.limit_per_person for one in self.offers)


def active(version: int | None = None) -> Shelf:
    """Return the bound tenant's active offers: one query, or none while nothing changed.

    `version` is the menu's, where the caller knows it.
    """
    schema = current_schema()
    if version is None:
        (version,) = versions.read(versions.of_menu(schema))
    with _lock:
        known, shelf = _kept.get(schema, (-1, None))
        if shelf is not None and known == version:
            _kept.move_to_end(schema)
            return shelf
    shelf = read_active()
    if not versions.is_settled(versions.of_menu(schema)):
        return shelf  # of this transaction alone, as long as it has not committed
    with _lock:
        _kept[schema] = (version, shelf)
        while len(_kept) > _MAX_KEPT:
            _kept.popitem(last=False)
    return shelf


def kept() -> Shelf | None:
    """Return what is kept of the bound tenant, however old it is."""
    with _lock:
        return _kept.get(current_schema(), (0, None))[1]


def forget() -> None:
    """Drop what is kept in memory."""
    with _lock:
        _kept.clear()


def forget_tenant() -> None:
    """Drop what is kept of the bound tenant, as where an order found it to be old."""
    with _lock:
        _kept.pop(current_schema(), None)


def read_active() -> Shelf:
    """Return the active offers as the database has them now."""
    return shelf_of(Offer.objects.active(), current_tenant().currency)


def shelf_of(offers: Collection[Offer], currency: str) -> Shelf:
    """Make rules of offers. One of a kind that is gone is left out."""
    rows = ((row, rule_of(row, currency)) for row in offers)
    return Shelf(tuple(_shelved(row, rule) for row, rule in rows if rule is not None))


def rule_of(offer: Offer, currency: str) -> Rule | None:
    """Return what the engine judges; None where the kind of its benefit or a condition is gone."""
    kinds = [row["kind"] for row in offer.conditions]
    if offer.benefit not in benefits or any(kind not in conditions for kind in kinds):
        log.warning("offer_of_unknown_kind", offer=offer.pk)
        return None
    return Rule(
        id=offer.pk,
        label=offer.label,
        benefit=benefits.get(offer.benefit)(offer.benefit_settings, currency),
        conditions=tuple(
            conditions.get(row["kind"])(row["settings"], currency) for row in offer.conditions
        ),
        revision=offer.revision,
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
        priority=offer.priority,
        is_exclusive=offer.stacking == Offer.Stacking.EXCLUSIVE,
        group=offer.group,
        with_combos=offer.with_combos,
        budget_left=_budget_left(offer, currency),
        place=place_of(offer.benefit, offer.benefit_settings, offer.conditions, offer.label),
    )


def next_change(at: datetime) -> datetime | None:
    """Return when an active offer next begins or ceases by time alone, for pages that show it."""
    zone = current_tenant().time_zone
    found = []
    for one in active().offers:
        found += [one.rule.starts_at, one.rule.ends_at]
        found += [condition.next_change(at, zone) for condition in one.rule.conditions]
    return min((moment for moment in found if moment is not None and moment > at), default=None)


def _budget_left(offer: Offer, currency: str) -> int | None:
    if offer.budget is None:
        return None
    return max(to_units(offer.budget - offer.spent, currency), 0)


def _shelved(row: Offer, rule: Rule) -> Shelved:
    return Shelved(
        rule=rule,
        needs_coupon=row.needs_coupon,
        is_limited=row.is_limited,
        budget=row.budget,
        limit_total=row.limit_total,
        limit_per_period=row.limit_per_period,
        period=row.period,
        limit_per_person=row.limit_per_person,
        person_period=row.person_period,
    )
