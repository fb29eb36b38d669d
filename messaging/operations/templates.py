"""What a tenant makes of the words that come with Flowt."""

from typing import Any

from django.db import transaction

from flowt.audit.trail import record
from messaging.kinds import KINDS
from messaging.models import MessageTemplate
from messaging.variables import Problem, check

EMAIL = "email"
_KEPT = ("is_on", "subject", "body")


def problems_of(subject: str, body: str) -> dict[str, list[Problem]]:
    """What is wrong with a text, by field; both empty where nothing is."""
    return {
        "subject": check(subject, has_blocks=False),
        "body": check(body, has_blocks=True),
    }


@transaction.atomic
def save_template(
    kind: str, *, is_on: bool, subject: str, body: str, actor: Any
) -> MessageTemplate:
    """Keep the tenant's words. Those equal to Flowt's own are not kept, and change with them.

    The audit trail keeps each version. A repeat changes nothing.
    """
    row, before = _row(kind)
    own = KINDS[kind]
    body = body.replace("\r\n", "\n").strip()
    if (subject, body) == (str(own.subject), str(own.body).strip()):
        subject = body = ""
    return _keep(row, before, {"is_on": is_on, "subject": subject, "body": body}, actor)


@transaction.atomic
def reset_template(kind: str, *, actor: Any) -> MessageTemplate:
    """Go back to Flowt's own words. Whether it is sent stays. A repeat changes nothing."""
    row, before = _row(kind)
    return _keep(row, before, {"subject": "", "body": ""}, actor)


@transaction.atomic
def switch_template(kind: str, *, is_on: bool, actor: Any) -> MessageTemplate:
    """Send this kind of message, or not."""
    row, before = _row(kind)
    return _keep(row, before, {"is_on": is_on}, actor)


def _row(kind: str) -> tuple[MessageTemplate, dict[str, Any]]:
    """The tenant's row, locked, and what it says now."""
    defaults = {"is_on": KINDS[kind].is_on}
    MessageTemplate.objects.get_or_create(channel=EMAIL, kind=kind, defaults=defaults)
    row = MessageTemplate.objects.select_for_update().get(channel=EMAIL, kind=kind)
    return row, {name: getattr(row, name) for name in _KEPT}


def _keep(
    row: MessageTemplate, before: dict[str, Any], values: dict[str, Any], actor: Any
) -> MessageTemplate:
    for name, value in values.items():
        setattr(row, name, value)
    after = {name: getattr(row, name) for name in _KEPT}
    if after != before:
        row.save()
        record("message.template", row, actor=actor, before=before, after=after)
    return row
