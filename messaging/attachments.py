"""Files that go with messages, made when a message leaves. Apps above register what they make."""

from typing import TYPE_CHECKING, ClassVar

from flowt.registry import Registry
from messaging.channels import Attachment

if TYPE_CHECKING:
    from messaging.models import Message


class Maker:
    """Makes one kind of file for a message; None where there is nothing to attach."""

    kind: ClassVar[str]

    def make(self, message: "Message") -> Attachment | None:
        raise NotImplementedError


makers: Registry[Maker] = Registry(Maker)


def attachments_of(message: "Message", kinds: list[str]) -> tuple[Attachment, ...]:
    """Make what a message asks for. A kind that nobody makes here is left out."""
    made = [makers.get(kind)().make(message) for kind in kinds if kind in makers]
    return tuple(file for file in made if file is not None)
