"""What customers did on the public pages."""

from dataclasses import dataclass

from flowt.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class InterestShown(DomainEvent):
    """Somebody asked to hear more of an item, and agreed to be called about it."""

    name = "interest.shown"

    person_id: int
    item_id: int
    title: str
    message: str = ""
