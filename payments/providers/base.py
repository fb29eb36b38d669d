"""What a provider is asked, and how it answers: plain values, the same for every provider."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings as django_settings
from django.utils.functional import Promise

from flowt.registry import Registry
from payments.models import HostedCharge
from payments.purposes import Payer

Json = dict[str, Any]
PIX, CARD, BOLETO = "pix", "card", "boleto"
Outcome = HostedCharge.Outcome
RECEIVED = frozenset(
    {Outcome.APPROVED, Outcome.PART_REFUNDED, Outcome.REFUNDED, Outcome.CHARGEBACK}
)


class Forged(Exception):
    """A webhook that is not the provider's, or is too old."""


class Junk(ValueError):
    """A webhook that is the provider's and says nothing that can be read."""


class Unfit(Exception):
    """The provider answered with something else than was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A charge to be made. `code` is our reference, and the idempotency key of every try."""

    code: str
    method: str
    amount: Decimal
    currency: str
    words: str
    since: datetime  # when it was asked for: the same on every try
    until: datetime
    payer: Payer
    return_url: str
    webhook_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A charge that stands at the provider, and what the payer needs for it."""

    remote_id: str
    url: str = ""
    brcode: str = ""
    line: str = ""  # linha digitável
    expires_at: datetime | None = None
    raw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A refund as the provider tells it. `code` is ours where it knows that; `state` is sent,
    done or failed.
    """

    remote_id: str
    amount: Decimal
    state: str
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A chargeback. One that was won gives the money back."""

    remote_id: str
    amount: Decimal
    is_won: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One payment as the provider tells it when asked. `remote_id` is the payment's own id.

    `code` is our reference on it: "" where it is somebody else's sale.
    """

    remote_id: str
    code: str
    amount: Decimal
    currency: str
    outcome: str
    raw: str
    at: datetime | None = None  # when it was paid
    is_ours: bool = True  # paid to this account
    refunds: tuple[Returned, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    line: str = ""  # of a boleto that was drawn on the provider's page
    url: str = ""

    @property
    def is_received(self) -> bool:
        return self.outcome in RECEIVED and self.amount > 0


@dataclass(frozen=True, slots=True)
class Notice:
    """What a webhook pointed at. `event` names the event once and for all."""

    event: str
    pointer: str  # what to ask for: an id of the provider's, "" if nothing concerns us
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried for the owner. `detail` is what the provider said."""

    label: str | Promise
    is_fine: bool
    detail: str = ""
    advice: str | Promise = ""
    is_warning: bool = False


class Provider:
    """One tenant's access to a provider. Every method but `notices` may talk to the network.

    Raises `flowt.http`'s failures. Nothing of it may be called inside a transaction.
    """

    kind: ClassVar[str]
    has_address: ClassVar[str]  # where its API stands
    grace: ClassVar[Mapping[str, timedelta]] = {BOLETO: timedelta(days=4)}  # money still comes
    registers_itself: ClassVar[bool] = False  # its webhook can be set up by API

    def __init__(self, settings: Json) -> None:
        self.settings = settings

    @property
    def base(self) -> str:
        """Where the API stands: the demo's simulator, where one runs."""
        simulator = django_settings.FLOWT_GATEWAY_SIMULATOR
        return f"{simulator}/{self.kind}" if simulator else self.has_address

    def create(self, wanted: Wanted) -> Made:
        """Make the charge; the one that an earlier try made with that code, if it did."""
        raise NotImplementedError

    def find(self, charge: HostedCharge) -> list[Told]:
        """Return every payment made for a charge."""
        raise NotImplementedError

    def fetch(self, pointer: str) -> Told | None:
        """Return what a webhook pointed at; None if it is no payment."""
        raise NotImplementedError

    def cancel(self, charge: HostedCharge) -> None:
        """Take a charge back, so that nobody pays it. Raises Refused where it is over."""
        raise NotImplementedError

    def give_back(self, remote_id: str, code: str, amount: Decimal) -> Returned:
        """Refund a part of a payment, once for each `code`."""
        raise NotImplementedError

    def returned(self, remote_id: str, code: str) -> Returned | None:
        """Return how a refund stands, by our code or by the provider's id."""
        told = self.fetch(remote_id)
        found = told.refunds if told else ()
        return next((one for one in found if code in (one.code, one.remote_id)), None)

    def notices(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> Notice:
        """Verify a webhook, and say what it points at. Raises Forged and Junk."""
        raise NotImplementedError

    def register(self, url: str) -> Json:
        """Have the provider call `url`. Returns settings to keep."""
        return {}

    def payments_between(self, since: datetime, until: datetime) -> Iterable[Told]:
        """Yield the payments made in that time, of whoever's sale."""
        raise NotImplementedError

    def check(self) -> list[Step]:
        """Try the key, and say how each step went."""
        raise NotImplementedError


def amount_of(value: Any) -> Decimal:
    """Read an amount that came as a JSON number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Decimal(0)
    return Decimal(str(value)).quantize(Decimal("0.01"))


def read_event(body: bytes) -> Json:
    """Read the JSON object that a webhook posted. Raises Junk."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Junk("not JSON") from None
    if not isinstance(told, dict):
        raise Junk("no object")
    return told


providers: Registry[Provider] = Registry(Provider)
