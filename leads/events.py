from dataclasses import dataclass

from flowt.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class LeadCaptured(DomainEvent):
    """Somebody left their contact, and agreed to be contacted. Published once per lead."""

    name = "lead.captured"

    lead_id: int
    person_id: int
    goal: str  # a Lead.Goal value
    source: str
    origin_path: str
    via: str = ""


@dataclass(frozen=True, kw_only=True)
class LeadMoved(DomainEvent):
    """A lead was contacted, discarded, or made new again."""

    name = "lead.moved"

    lead_id: int
    status: str  # a Lead.Status value
