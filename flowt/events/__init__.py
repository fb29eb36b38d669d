"""Domain events: published in the transaction that changed the data, delivered at least once."""

from flowt.events.bus import DomainEvent, publish, subscribe

__all__ = ["DomainEvent", "publish", "subscribe"]
