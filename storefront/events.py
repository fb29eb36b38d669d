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


@dataclass(frozen=True, kw_only=True)
class PagePublished(DomainEvent):
    """A version of a built page is what visitors see from now on."""

    name = "page.published"

    page_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class PageUnpublished(DomainEvent):
    """A built page was taken down, by a person or by its schedule."""

    name = "page.unpublished"

    page_id: int
