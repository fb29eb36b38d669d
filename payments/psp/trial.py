"""Trying the tenant's access to its PSP, for the owner to see: real calls, and a plain answer."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from flowt import http
from payments.psp import webhook, words
from payments.psp.api import Json, PixApi


@dataclass(frozen=True)
class Step:
    """One thing that was tried. `detail` is what the bank said, where it was not fine."""

    label: str | Promise
    is_fine: bool
    detail: str = ""
    advice: str | Promise = ""


def try_access(settings: Json) -> list[Step]:
    """Sign in, read the key's webhook, and compare it with ours. Stops at what fails."""
    api, steps = PixApi(settings), []
    try:
        api.sign_in()
        steps.append(Step(_("Your bank accepts the credentials"), True))
    except (http.HttpFailure, http.BadCertificate) as failure:
        label = _("Your bank does not accept the credentials")
        return [Step(label, False, words.told(failure), _advice(failure))]
    try:
        known = api.webhook().get("webhookUrl", "")
        steps.append(Step(_("It lets Flowt work with your PIX key"), True))
    except http.Refused as refused:
        if refused.status != 404:
            told = words.told(refused)
            return [*steps, Step(_("It refuses your PIX key"), False, told, _advice(refused))]
        known = ""
    except http.HttpFailure as failure:
        label = _("It stopped answering")
        return [*steps, Step(label, False, words.told(failure), _advice(failure))]
    return [*steps, _webhook_step(str(known), settings)]


def _webhook_step(known: str, settings: Json) -> Step:
    if known == webhook.address(settings):
        return Step(_("It tells Flowt of each payment"), True)
    return Step(
        _("It does not tell Flowt of payments yet"),
        False,
        "",
        _("Save with “Offer it to customers” on: Flowt then registers itself at your bank."),
    )


def _advice(failure: Exception) -> str | Promise:
    if isinstance(failure, http.CertificateRefused):
        return _("Send the .pem with certificate and key that your bank issued for this access.")
    if isinstance(failure, http.Refused) and failure.status in (400, 401, 403):
        return _("Compare client ID, secret and certificate with those your bank gave you.")
    if isinstance(failure, http.Refused):
        return _("Compare the addresses and the PIX key with those your bank gave you.")
    return _("The bank did not answer. Check the addresses, or try again in a few minutes.")
