"""What payments are for. Payments know only a reference; an app above says what stands behind it.

An app registers a `Purpose` for the references that begin with its `kind` ("order" of "order-12").
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, Self

from flowt.registry import Registry


@dataclass(frozen=True, slots=True)
class Repeated:
    """A new thing to be paid, made because somebody paid twice."""

    reference: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Who pays. `address` as an order keeps it ({cep, street, number, …}); {} where unknown."""

    name: str = ""
    email: str = ""
    document: str = ""
    phone: str = ""
    address: dict[str, str] = field(default_factory=dict)


class Purpose:
    """Base of the family: one reference's side. Each method joins the caller's transaction."""

    kind: ClassVar[str]

    def __init__(self, reference: str) -> None:
        self.reference = reference

    @classmethod
    def all_of(cls, references: Collection[str]) -> list[Self]:
        """Several of the kind at once; an app reads them together where lists show them."""
        return [cls(reference) for reference in references]

    def label(self) -> str:
        """What a person calls it."""
        return self.reference

    def url(self) -> str:
        """Its page in the console; "" without one."""
        return ""

    def payer(self) -> Payer:
        """Who pays, as far as known."""
        return Payer()

    def page_url(self) -> str:
        """The payer's own page of it, as an absolute address; "" without one."""
        return ""

    def look_again(self) -> None:
        """Have open pages of it look again after the commit."""

    def hold(self) -> None:
        """Lock it, before its payments are locked."""

    def reopen(self, *, actor: Any) -> None:
        """Take up again what was called off. Nothing to do is fine. Raises a Refusal."""

    def repeat(self, *, actor: Any) -> Repeated | None:
        """Make the same once more, to be paid by other money. Raises a Refusal."""
        return None


purposes: Registry[Purpose] = Registry(Purpose)


def purpose_of(reference: str) -> Purpose:
    """Return what stands behind a reference; a mere reference where no app says."""
    kind = reference.partition("-")[0]
    return (purposes.get(kind) if kind in purposes else Purpose)(reference)


def purposes_of(references: Iterable[str]) -> dict[str, Purpose]:
    """Return what stands behind each of these references, by reference."""
    by_kind: dict[str, set[str]] = {}
    for reference in references:
        by_kind.setdefault(reference.partition("-")[0], set()).add(reference)
    found: dict[str, Purpose] = {}
    for kind, those in by_kind.items():
        member = purposes.get(kind) if kind in purposes else Purpose
        found |= {one.reference: one for one in member.all_of(sorted(those))}
    return found
