from dataclasses import dataclass

from flowt.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class QrScanned(DomainEvent):
    """A printed code was scanned: the first touch of a journey."""

    name = "qr.scanned"

    qr_code_id: int
    code: str
    kind: str
    table_label: str
    correlation_id: str
