"""PIX by a static BR Code of the tenant's own key. Whoever runs the shop confirms it by hand."""

from hashlib import blake2b
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from flowt.errors import Refusal
from payments.brcode import LONGEST_CITY, LONGEST_NAME, build_static, to_ascii
from payments.gateways import Ask, Beginning, Gateway, GatewaySettings, gateways
from payments.pix_keys import KeyKind, parse_key

LONGEST_TXID = 25


class PixSettings(GatewaySettings):
    """The key is kept in its registered form; its kind is told from what was typed."""

    key = forms.CharField(
        label=_("PIX key"),
        max_length=80,
        help_text=_("CPF, CNPJ, phone with +55, e-mail or random key, as registered in your bank."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    key_kind = forms.ChoiceField(
        label=_("Kind of key"),
        required=False,
        choices=[("", _("Find out by itself")), *KeyKind.choices],
    )
    receiver = forms.CharField(
        label=_("Receiver's name"),
        max_length=LONGEST_NAME,
        help_text=_("As the payer's bank shows it, without accents."),
    )
    city = forms.CharField(label=_("Receiver's city"), max_length=LONGEST_CITY)

    field_order = ["key", "key_kind", "receiver", "city", "profiles"]

    def clean_receiver(self) -> str:
        return self._plain("receiver")

    def clean_city(self) -> str:
        return self._plain("city")

    def _plain(self, name: str) -> str:
        typed = self.cleaned_data[name]
        if typed and not to_ascii(typed):
            raise forms.ValidationError(_("Use letters and digits."))
        return to_ascii(typed)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("key"):
            try:
                key = parse_key(data["key"], data.get("key_kind") or None)
            except Refusal as refusal:
                self.add_error("key", str(refusal))
            else:
                data["key"], data["key_kind"] = key.value, key.kind.value
        return data


@gateways.register
class PixStatic(Gateway):
    """The code carries the amount and a `txid` by which the transfer is found in the bank."""

    kind = "pix"
    label = _("PIX")
    about = _("A code with the exact amount, by your own key and without fees. You confirm it.")
    icon = "zap"
    position = 10
    pays_ahead = True
    slot = "pix"
    Settings = PixSettings

    @classmethod
    def initial(cls, tenant: Any) -> dict[str, Any]:
        receiver = tenant.legal_name or tenant.name
        return {
            "receiver": to_ascii(receiver)[:LONGEST_NAME].strip(),
            "city": to_ascii(tenant.city)[:LONGEST_CITY].strip(),
        }

    def hint_for(self, profile: str) -> str:
        return str(_("Pay now with a code, from any bank"))

    def begin(self, ask: Ask) -> Beginning:
        txid = txid_of(ask)
        code = build_static(
            key=self.settings["key"],
            name=self.settings["receiver"],
            city=self.settings["city"],
            amount=ask.amount,
            txid=txid,
        )
        return Beginning(txid, {"brcode": code, "receiver": self.settings["receiver"]})


def txid_of(ask: Ask) -> str:
    """What it is for, readable in a bank statement, then a digest of the key: letters, digits."""
    words = "".join(c for c in to_ascii(ask.description or ask.reference) if c.isalnum())
    digest = blake2b(ask.key.encode(), digest_size=4).hexdigest()
    return (words[: LONGEST_TXID - len(digest)] + digest).upper()
