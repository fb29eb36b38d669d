from dataclasses import dataclass
from decimal import Decimal

from flowt.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class TabOpened(DomainEvent):
    """Somebody sat down at a table that had no tab. Published once per tab."""

    name = "tab.opened"

    tab_id: int
    table_label: str


@dataclass(frozen=True, kw_only=True)
class TabCalled(DomainEvent):
    """A table called the waiter."""

    name = "tab.called"

    tab_id: int
    table_label: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TabClosed(DomainEvent):
    """A tab ended: paid, or closed by the team, or left behind. Again after it was reopened."""

    name = "tab.closed"

    tab_id: int
    table_label: str
    total: Decimal
    service: Decimal
    received: Decimal
