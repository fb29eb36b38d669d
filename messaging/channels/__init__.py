"""Ways of reaching a person: one module a member, found by its `kind`.

Only `messaging.effects` sends through one, after `messaging.gate` let the message pass.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.functional import Promise

from flowt.registry import Registry
from messaging.models import ChannelAccount


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    content: bytes = field(repr=False)
    media_type: str


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """One message as it is handed to a channel. `reference` is the same at every attempt."""

    reference: str
    kind: str
    to: str = field(repr=False)
    to_name: str = field(repr=False, default="")
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    thread: str = ""  # the reference of the message that this one goes on from
    attachments: tuple[Attachment, ...] = ()


class Channel:
    """Base of the family. `account` is the tenant's, or what stands for it until it is set up."""

    kind: ClassVar[str]
    label: ClassVar[str | Promise]
    icon: ClassVar[str]

    def __init__(self, account: ChannelAccount) -> None:
        self.account = account

    def obstacle(self) -> str:
        """Why nothing can be sent now: a code of `messaging.reasons`, "" where nothing is wrong."""
        raise NotImplementedError

    def is_address(self, address: str) -> bool:
        raise NotImplementedError

    def send(self, outgoing: Outgoing) -> str:
        """Hand it to the provider, once; return the provider's id. Raises HttpFailure's kin."""
        raise NotImplementedError


channels: Registry[Channel] = Registry(Channel)


def channel_for(kind: str) -> Any:
    """Return the bound tenant's channel."""
    member: Any = channels.get(kind)
    account = ChannelAccount.objects.filter(kind=kind).first()
    return member(account or member.unset())
