"""Why a message was not sent, or came back: codes that are stored, and their words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    # of the gate
    "channel_off": _("E-mails of this business are turned off."),
    "not_configured": _("The e-mail provider is not set up completely."),
    "invalid_address": _("The address is not a valid one."),
    "suppressed": _("The address is blocked: an earlier message came back or was reported."),
    "outdated": _("The order had moved on before it could be sent."),
    "too_late": _("It could not be sent in time, and would have come too late."),
    "person_cap": _("This person got many messages within a day."),
    "tenant_cap": _("The day's limit of messages of this business was reached."),
    "emptied": _("Its content was erased."),
    # of a provider
    "recipient_refused": _("The mailbox refuses it: the address may not exist."),
    "sender_refused": _("The provider does not accept the sender's address."),
    "sign_in_refused": _("The provider does not accept the user or the password."),
    "content_refused": _("The provider refused the message."),
    "too_busy": _("The provider asked to come back later, for too long."),
    "unreachable": _("The provider's server cannot be reached."),
    "not_public": _("The server's address is not a public one."),
    "no_encryption": _("The server offers no encryption as it was set up."),
    "no_answer": _("No answer came: it may have been sent, or not."),
    "broken": _("Something went wrong on our side."),
    # told later, by a webhook
    "bounced": _("The mailbox sent it back."),
    "bounced_soft": _("The mailbox could not take it just now."),
    "rejected": _("The provider did not send it on."),
    "complained": _("The person marked it as spam."),
    # by hand
    "settled": _("A person of the team said so."),
    "discarded": _("It was discarded after a restore."),
}
GATE = frozenset(list(REASONS)[:9])


def words(code: str) -> str:
    return str(REASONS.get(code, code))


def code_in(told: str) -> str:
    """Find the code in what an effect keeps of an error: "Refused: sender_refused (550)"."""
    for word in told.replace(":", " ").split()[:3]:
        if word in REASONS:
            return word
    return "no_answer" if told.startswith("The worker ended") else "broken"
