"""Ways of being paid: one module a member, found by its `kind`.

A member says what it asks of the tenant (`Settings`), whether it may be offered, and what the
payer needs to know (`begin`). One that works through a provider hears of each step (`asked`,
`called_off`, `send_back`) in the transaction of that step, and schedules what is to be done: none
of those here talks to a network.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from flowt.registry import Registry
from tenants.models import OrderProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is to be paid. `key` is unique in the tenant; `description` is read by the payer."""

    key: str
    reference: str
    amount: Decimal
    currency: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What came of asking: the provider's own id, and what the payer needs (plain values)."""

    txid: str = ""
    instructions: dict[str, Any] = field(default_factory=dict)


class GatewaySettings(forms.Form):
    """What every gateway asks of the tenant."""

    profiles = forms.MultipleChoiceField(
        label=_("Offer it for"),
        choices=OrderProfile.Kind.choices,
        initial=OrderProfile.Kind.values,
        widget=forms.CheckboxSelectMultiple,
    )


class Gateway:
    """Base of the family. `settings` is what the tenant's `Settings` form cleaned to."""

    kind: ClassVar[str]
    label: ClassVar[str | Promise]
    about: ClassVar[str | Promise]  # for the owner, on the settings page
    icon: ClassVar[str] = "wallet"
    position: ClassVar[int] = 0  # where it stands until the tenant orders its own
    is_ready_unset: ClassVar[bool] = False  # works, and is offered, before anybody set it up
    pays_ahead: ClassVar[bool] = False  # the payer pays right after ordering
    needs_change: ClassVar[bool] = False
    secrets: ClassVar[frozenset[str]] = frozenset()  # settings never rendered back
    kept: ClassVar[frozenset[str]] = frozenset()  # settings that are no field of the form
    slot: ClassVar[str] = ""  # of those that share it, one is offered
    can_be_tried: ClassVar[bool] = False  # `try_key` calls the provider
    needs: frozenset[str] = frozenset()  # what of the payer must be known: document, email

    class Settings(GatewaySettings):
        pass

    def __init__(self, settings: dict[str, Any], method: str = "") -> None:
        self.settings = settings
        self.method = method  # of those that a member offers several of

    @property
    def chosen(self) -> str:
        """What an order and its payment keep: the kind, and the method where there are several."""
        return f"{self.kind}:{self.method}" if self.method else self.kind

    def try_key(self) -> list[Any]:
        """Call the provider with these settings; say how each step went."""
        return []

    def choices(self) -> list["Gateway"]:
        """What a customer may choose of this member."""
        return [self]

    @classmethod
    def initial(cls, tenant: Any) -> dict[str, Any]:  # noqa: ARG003
        """What to suggest in an empty settings form."""
        return {}

    @property
    def is_complete(self) -> bool:
        """Are all required settings there?"""
        fields = self.Settings.base_fields.items()
        return all(self.settings.get(name) for name, field in fields if field.required)

    def serves(self, profile: str) -> bool:
        return profile in self.settings.get("profiles", OrderProfile.Kind.values)

    def label_for(self, profile: str) -> str:
        """What the payer reads when choosing it."""
        return str(self.label)

    def hint_for(self, profile: str) -> str:
        """One short line under the label."""
        return ""

    def begin(self, ask: Ask) -> Beginning:
        """Prepare what the payer needs. A repeat with the same key gives the same."""
        return Beginning()

    @classmethod
    def asked(cls, key: str) -> None:
        """A payment with this key was asked for."""

    @classmethod
    def called_off(cls, payment: Any) -> None:
        """A payment, which is locked, is not waited for any more."""

    @classmethod
    def send_back(cls, payment: Any, *, key: str, amount: Decimal, actor: Any) -> None:
        """What a payment, which is locked, received has to go back."""

    @classmethod
    def paid(cls, payment: Any, receipt: Any) -> None:
        """A receipt counted for a payment, which is locked."""

    def renew(self, payment: Any) -> None:
        """The payer asks for another code."""

    @classmethod
    def complete(cls, settings: dict[str, Any]) -> dict[str, Any]:
        """Add what no form asks for, before settings are kept."""
        return settings

    def configured(self, *, is_enabled: bool) -> None:
        """The settings were kept."""


gateways: Registry[Gateway] = Registry(Gateway)


def kind_of(choice: str) -> str:
    """The member of a choice: "stripe" of "stripe:card"."""
    return choice.partition(":")[0]


def gateway_class(choice: str) -> type[Gateway]:
    """Return the class of a payment's gateway; the base where that gateway is gone."""
    kind = kind_of(choice)
    return gateways.get(kind) if kind in gateways else Gateway
