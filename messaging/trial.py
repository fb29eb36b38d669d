"""A test letter, sent while somebody waits: what the provider says, in plain words."""

from dataclasses import dataclass
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from flowt import http
from flowt.tenancy import current_tenant
from messaging import reasons
from messaging.channels import channel_for
from messaging.effects import outgoing_of
from messaging.kinds import TEST
from messaging.markup import Block, Span
from messaging.models import Message
from messaging.rendering import Rendered, as_html, as_text
from messaging.standing import Status, advance
from messaging.suppressing import index_of

EMAIL = "email"


@dataclass(frozen=True)
class Result:
    """How it went. `advice` says what to look at where it did not go well."""

    is_fine: bool
    sentence: str
    advice: str = ""


def send_test(*, to: str, name: str) -> Result:
    """Send one letter through what is saved. Called outside any transaction; never repeated."""
    channel = channel_for(EMAIL)
    if obstacle := channel.obstacle():
        return Result(False, reasons.words(obstacle), _("Save the provider's settings first."))
    reference = uuid4()
    message = _written(to, name, f"test-{reference}", channel.account.provider)
    try:
        provider_id = channel.send(outgoing_of(message, str(reference)))
    except http.HttpFailure as failure:
        code = reasons.code_in(str(failure))
        is_known = not isinstance(failure, http.Ambiguous)
        state = Status.FAILED if is_known else Status.UNKNOWN
        advance(message, state, reason=code, detail=str(failure))
        return Result(False, reasons.words(code), _advice(code))
    advance(message, Status.ACCEPTED, provider_id=provider_id)
    return Result(True, _("The server took it. Look for it in the mailbox of %(to)s.") % {"to": to})


def _written(to: str, name: str, key: str, provider: str) -> Message:
    tenant = current_tenant()
    subject = _("Test of %(name)s") % {"name": tenant.name}
    words = _("If you can read this, your customers will get your e-mails too.")
    blocks = [
        Block("heading", text=_("It works")),
        Block("text", lines=((Span(words),),)),
    ]
    foot = {"why": _("You asked for this test."), "legal": "", "address": ""}
    made = Rendered(subject, as_text(blocks, tenant, foot), as_html(subject, blocks, tenant, foot))
    return Message.objects.create(
        channel=EMAIL,
        kind=TEST,
        key=key,
        to_email=to,
        to_email_index=index_of(to),
        provider=provider,
        sent_at=timezone.now(),
        content={"to_name": name, "subject": made.subject, "text": made.text, "html": made.html},
    )


def _advice(code: str) -> str:
    return {
        "sign_in_refused": _("Compare user and password, or the API key, with your provider's."),
        "sender_refused": _("Have your provider confirm the sender's address first."),
        "not_public": _("Use the server's public name, as your provider gives it."),
        "no_encryption": _("Try the other kind of encryption, and its port."),
        "unreachable": _("Compare server and port with those your provider gives."),
        "content_refused": _("Ask your provider whether the sender's domain is verified."),
    }.get(code, _("Try again in a few minutes."))
