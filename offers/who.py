"""Who buys, as far as offers ask: how to find them again, and what is known of them."""

from dataclasses import dataclass

from flowt.crypto import blind_index, blind_indexes
from flowt.phones import equivalents

PHONE, DOCUMENT = "offers.offeruse.phone", "offers.offeruse.document"  # as the columns are named


@dataclass(frozen=True, kw_only=True)
class Who:
    """`phone` is E.164, `document` a bare CPF. `is_first` and `tags` are None where nobody asked.

    `is_final`: this is all they will say of themselves, as when an order is placed.
    """

    person_id: int | None = None
    phone: str = ""
    document: str = ""
    is_first: bool | None = None
    tags: frozenset[str] | None = None
    is_final: bool = False

    @property
    def is_known(self) -> bool:
        return bool(self.phone or self.document)

    def phone_indexes(self) -> list[str]:
        """Hashes under every key, of both forms of a Brazilian mobile number."""
        if not self.phone:
            return []
        return [one for form in equivalents(self.phone) for one in blind_indexes(form, PHONE)]

    def document_indexes(self) -> list[str]:
        return blind_indexes(self.document, DOCUMENT) if self.document else []

    def marks(self) -> dict[str, str]:
        """The columns of a use that find this person again."""
        return {
            "phone": self.phone,
            "phone_index": blind_index(self.phone, PHONE) if self.phone else "",
            "document": self.document,
            "document_index": blind_index(self.document, DOCUMENT) if self.document else "",
        }


NOBODY = Who()
