"""What the gateways with pages of their own have in common, as members of the family."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from flowt import due, http
from payments.gateways import Ask, Beginning, Gateway
from payments.providers import charges, codes, receipts, watching, webhook
from payments.providers.base import BOLETO, CARD, PIX, Provider, Step
from payments.psp import refunds, words
from tenants.models import OrderProfile

KINDS = OrderProfile.Kind
LABELS: Mapping[str, str | Promise] = {
    PIX: _("PIX"),
    CARD: _("Card, paid now"),
    BOLETO: _("Boleto"),
}
ICONS = {PIX: "zap", CARD: "credit-card", BOLETO: "scan-line"}


def _profiles(label: Any, initial: list[str]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=KINDS.choices,
        initial=initial,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class HostedSettings(forms.Form):
    """What is offered for which way of ordering, and for how long it can be paid."""

    pix_profiles = _profiles(_("Offer PIX for"), list(KINDS.values))
    card_profiles = _profiles(_("Offer cards for"), list(KINDS.values))
    boleto_profiles = _profiles(_("Offer boletos for"), [])
    expiry_minutes = forms.IntegerField(
        label=_("PIX and cards can be paid for (minutes)"),
        min_value=30,
        max_value=1440,
        initial=charges.DEFAULT_MINUTES,
    )
    boleto_days = forms.IntegerField(
        label=_("A boleto can be paid for (days)"), min_value=1, max_value=30, initial=3
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        names = ("pix_profiles", "card_profiles", "boleto_profiles")
        if self.data.get("is_enabled") and not any(data.get(name) for name in names):
            self.add_error("pix_profiles", _("Offer at least one way of paying for something."))
        return data


class SecretField(forms.CharField):
    """A key: never rendered back, without the spaces that come along when it is copied."""

    def __init__(self, **options: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"})
        super().__init__(max_length=300, widget=widget, **options)

    def to_python(self, value: Any) -> str:
        return "".join(str(super().to_python(value) or "").split())


class HostedGateway(Gateway):
    """One provider. `method` is one of those it offers: PIX, card, boleto."""

    provider: ClassVar[type[Provider]]
    methods: ClassVar[tuple[str, ...]] = (PIX, CARD, BOLETO)
    asks: ClassVar[Mapping[str, frozenset[str]]] = {}  # by method: what of the payer it needs
    delivered_only: ClassVar[frozenset[str]] = frozenset()  # methods that need an address
    code_on_page: ClassVar[bool] = False  # its PIX code stands on the provider's own page
    key_advice: ClassVar[str | Promise] = _("Copy the key again, whole, from the gateway's panel.")
    where: ClassVar[str | Promise] = ""  # where in the provider's panel the webhook is set up
    events: ClassVar[tuple[str | Promise, ...]] = ()  # what is ticked there, as it calls them
    icon = "wallet"
    pays_ahead = True
    can_be_tried = True
    secrets = frozenset({"secret_key", "webhook_secret"})
    kept = webhook.KEPT
    Settings = HostedSettings

    @classmethod
    def initial(cls, tenant: Any) -> dict[str, Any]:  # noqa: ARG003
        return {"expiry_minutes": charges.DEFAULT_MINUTES, "boleto_days": charges.DEFAULT_DAYS}

    @property
    def is_complete(self) -> bool:
        return bool(self.settings.get("secret_key"))

    @property
    def needs(self) -> frozenset[str]:  # type: ignore[override]
        return self.asks.get(self.method, frozenset())

    @property
    def registers_itself(self) -> bool:
        return self.provider.registers_itself

    @property
    def webhook_address(self) -> str:
        """What the provider calls, for the owner to copy."""
        return webhook.address(self.kind, self.settings)

    def __init__(self, settings: dict[str, Any], method: str = "") -> None:
        super().__init__(settings, method)
        self.icon = ICONS.get(method, type(self).icon)  # type: ignore[misc]
        self.slot = method  # type: ignore[misc]

    def choices(self) -> list[Gateway]:
        made = [type(self)(self.settings, method) for method in self.methods]
        return [one for one in made if any(one.serves(kind) for kind in KINDS.values)]

    def serves(self, profile: str) -> bool:
        if self.method in self.delivered_only and profile != KINDS.DELIVERY:
            return False
        wanted = self.settings.get(f"{self.method}_profiles")
        return profile in (wanted or ())

    def label_for(self, profile: str) -> str:
        return str(LABELS.get(self.method, self.label))

    def hint_for(self, profile: str) -> str:
        if self.method == CARD:
            return str(_("On the safe page of %(name)s") % {"name": self.label})
        if self.method == BOLETO:
            return str(_("It takes up to two working days to be confirmed"))
        if self.code_on_page:
            return str(_("Pay now on the page of %(name)s") % {"name": self.label})
        return str(_("Pay now with a code, confirmed at once"))

    def begin(self, ask: Ask) -> Beginning:
        return Beginning("", {"state": words.CREATING, "method": self.method})

    @classmethod
    def asked(cls, key: str) -> None:
        due.schedule(charges.START, key)

    @classmethod
    def called_off(cls, payment: Any) -> None:
        watching.take_back(payment)

    @classmethod
    def paid(cls, payment: Any, receipt: Any) -> None:
        watching.take_back(payment, paid=receipt.hosted)

    @classmethod
    def send_back(cls, payment: Any, *, key: str, amount: Decimal, actor: Any) -> None:
        refunds.send_back(payment, key=key, amount=amount, actor=actor)

    def renew(self, payment: Any) -> None:
        charges.renew(payment)

    @classmethod
    def complete(cls, settings: dict[str, Any]) -> dict[str, Any]:
        """The secret of the webhook's address is made once and stays."""
        return {webhook.TOKEN: webhook.new_token(cls.kind), **settings}

    def configured(self, *, is_enabled: bool) -> None:
        if is_enabled and self.is_complete:
            due.schedule(webhook.REGISTER, self.kind)

    def try_key(self) -> list[Step]:
        """Call the provider with these settings; say how each step went."""
        try:
            steps = self.provider(self.settings).check()
        except http.HttpFailure as failure:
            return [self._failed(failure)]
        return [*steps, self._webhook_step()]

    def _failed(self, failure: http.HttpFailure) -> Step:
        name, told = {"name": self.label}, codes.told(failure)
        if isinstance(failure, http.Refused) and failure.status in (401, 403):
            return Step(_("%(name)s does not accept the key") % name, False, told, self.key_advice)
        if isinstance(failure, http.Refused):
            return Step(_("%(name)s refuses what was asked") % name, False, told)
        advice = _("Nothing is wrong with your key as far as we know. Try again in a few minutes.")
        return Step(_("%(name)s did not answer in time") % name, False, told, advice)

    def _webhook_step(self) -> Step:
        if self.settings.get("webhook_at") or (
            self.settings.get("webhook_secret") and not self.provider.registers_itself
        ):
            return Step(_("It can tell Flowt of each payment"), True)
        advice = _("Save with “Offer it to customers” on: Flowt then registers itself.")
        if not self.provider.registers_itself:
            advice = _("Copy the address below to the gateway, and its secret to this form.")
        told = str(self.settings.get("webhook_trouble") or "")
        return Step(_("It does not tell Flowt of payments yet"), False, told, advice)

    @classmethod
    def ready(cls) -> None:
        """Have refunds of its receipts sent by it."""
        refunds.senders[cls.kind] = receipts.HostedSender()
