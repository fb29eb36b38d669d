"""What the public pages change by themselves: interest shown, and a business's own texts."""

from typing import Any

from django.db import transaction

from flowt.audit.trail import record
from flowt.events import publish
from people.models import Person
from people.operations import remember_person
from storefront.events import InterestShown
from storefront.models import LegalText


@transaction.atomic
def show_interest(*, item_id: int, title: str, name: str, phone: str, message: str = "") -> Person:
    """Note who wants to know more of an item. Asked twice, the business hears of it twice."""
    person = remember_person(name=name, phone=phone)
    publish(InterestShown(person_id=person.pk, item_id=item_id, title=title, message=message))
    return person


@transaction.atomic
def write_legal_text(kind: str, *, body: str, actor: Any) -> LegalText | None:
    """Replace a business's terms or privacy notice; an empty body goes back to the usual wording.

    The version grows with every change of the text; the same text again changes nothing.
    """
    text = LegalText.objects.select_for_update().filter(kind=kind).first()
    body = body.strip()
    before = text.body if text else ""
    if body == before:
        return text
    if text is None:
        text = LegalText(kind=kind, version=0)
    text.body = body
    text.version += 1
    text.save()
    record(f"legal_text.{kind}", text, actor=actor, before={"body": before}, after={"body": body})
    return text
