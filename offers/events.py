"""What happened to offers."""

from dataclasses import dataclass

from flowt.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class OfferPublished(DomainEvent):
    """An offer is given from now on, within its validity; also when it is taken up again."""

    name = "offer.published"

    offer_id: int
    title: str


@dataclass(frozen=True, kw_only=True)
class OfferPaused(DomainEvent):
    """An offer is not given until it is taken up again."""

    name = "offer.paused"

    offer_id: int
    title: str


@dataclass(frozen=True, kw_only=True)
class OfferFinished(DomainEvent):
    """Somebody ended an offer for good. One whose validity passes ends in silence."""

    name = "offer.finished"

    offer_id: int
    title: str
