"""What happened in the catalogue."""

from dataclasses import dataclass

from flowt.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ItemSoldOut(DomainEvent):
    """Nothing is left of an item, or somebody said so. Published once each time."""

    name = "item.sold_out"

    item_id: int
    title: str
    until: str = ""  # ISO 8601, aware; "" until it is stocked again


@dataclass(frozen=True, kw_only=True)
class PricesChanged(DomainEvent):
    """The prices of some items changed, one or many at once."""

    name = "prices.changed"

    item_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class CatalogueImported(DomainEvent):
    """A file was brought into the catalogue."""

    name = "catalogue.imported"

    created: int
    changed: int
