"""What can be sent, and how: one class a kind of effect."""

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.functional import Promise

from flowt import http
from flowt.registry import Registry

if TYPE_CHECKING:
    from flowt.effects.models import Effect

NOT_NOW = frozenset({0, 429, 503})  # it did not get there, or was turned away at the door


class Verdict(Enum):
    """What a failure of a provider means."""

    RETRY = "retry"  # it surely did nothing; ask again later
    FINAL = "final"  # it surely did nothing, and never will
    AMBIGUOUS = "ambiguous"  # it may have done it


class Withheld(Exception):
    """Raised by `prepare`: this may not leave. `str(error)` is the reason's code."""


@dataclass(frozen=True)
class Accepted:
    """The provider took it. `provider_id` is its own name for it, if it gave one."""

    provider_id: str = ""


@dataclass(frozen=True)
class Sending:
    """One attempt. `reference` is the same at every attempt: idempotency key or callback data."""

    effect_id: int
    kind: str
    reference: str
    payload: Any = field(repr=False)
    attempt: int
    is_repeat: bool  # an earlier attempt may have counted
    message: Any = field(repr=False)  # what `prepare` returned


class EffectKind:
    """One kind of effect. A member declares `kind`, `label` and `takes_key`, and sends."""

    kind: ClassVar[str]
    label: ClassVar[str | Promise]
    takes_key: ClassVar[bool]  # the provider does nothing twice for one idempotency key
    is_transactional: ClassVar[bool] = False  # without a key: worth the risk of a second one
    max_attempts: ClassVar[int] = 8
    reconcile_seconds: ClassVar[int] = 300  # how long a status webhook may take

    def prepare(self, effect: "Effect") -> Any:
        """Decide at the last moment, in the transaction that commits `sending`.

        Returns what `send` needs. Raises `Withheld` (it never leaves) or `due.Later` (not yet).
        """
        return effect.payload

    def send(self, sending: Sending) -> Accepted:
        """Call the provider once, outside any transaction. Raises what `verdict` judges."""
        raise NotImplementedError

    def verdict(self, error: Exception) -> Verdict:
        """Say what an error of `send` means. What we do not know may have counted."""
        if isinstance(error, http.Refused):
            return Verdict.FINAL
        if isinstance(error, http.Unavailable) and error.status in NOT_NOW:
            return Verdict.RETRY
        return Verdict.AMBIGUOUS

    def settled(self, effect: "Effect") -> None:
        """Hear what became of it, in the transaction that says so. A success may follow later."""


kinds: Registry[EffectKind] = Registry(EffectKind)
