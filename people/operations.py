"""Remembering people, and what they chose about their data."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from flowt import rows
from flowt.audit.trail import record
from flowt.crypto import blind_index
from flowt.phones import equivalents
from people.models import Consent, Person

POLICY_VERSION = "2026-11"  # of the notice a choice was made about
DOCUMENT_PURPOSE = "people.person.document"
_FIND = "SELECT id FROM people_person WHERE phone = ANY(%s) ORDER BY id LIMIT 1 FOR UPDATE"


@transaction.atomic(savepoint=False)
def remember_person(*, name: str, phone: str, email: str = "", document: str = "") -> Person:
    """Return the person with this telephone (E.164), made if there is none.

    What is known stays as it is; only blanks are filled, so nobody is renamed by whoever types
    their number. Both forms of a Brazilian mobile number are the same telephone. A repeat, also
    at the same moment, finds the same row.
    """
    index = blind_index(document, DOCUMENT_PURPOSE) if document else ""
    new = Person(name=name, phone=phone, email=email, document=document, document_index=index)
    person = _with_phone(phone) or _inserted(new) or _with_phone(phone)
    assert person is not None  # just made, here or by whoever was first
    changed = []
    if email and not person.email:
        person.email = email
        changed.append("email")
    if document and not person.document:
        person.document, person.document_index = document, index
        changed += ["document", "document_index"]
    if changed:
        person.save(update_fields=[*changed, "updated_at"])
    return person


def _with_phone(phone: str) -> Person | None:
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [list(equivalents(phone))])
        found = cursor.fetchone()
    return Person.objects.get(pk=found[0]) if found else None


def _inserted(person: Person) -> Person | None:
    """Return the person, now a row; None if somebody else was first."""
    is_new = rows.insert(person, on_conflict="(phone) WHERE NOT phone = '' DO NOTHING")
    return person if is_new else None


@transaction.atomic
def tag_person(person: Person, tags: Iterable[str], *, actor: Any) -> Person:
    """Give a customer these tags instead of those they have. The same again changes nothing."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    before, person.tags = person.tags, list(tags)
    if person.tags != before and person.erased_at is None:
        person.save(update_fields=["tags", "updated_at"])
        record(
            "person.tag", person, actor=actor, before={"tags": before}, after={"tags": person.tags}
        )
    return person


@transaction.atomic
def record_consent(
    *, visitor_id: UUID, purposes: Iterable[str], source: str, person: Person | None = None
) -> Consent:
    """Keep a choice about one's own data. An earlier one of this visitor ends now.

    What is necessary needs no consent and is always among the purposes. Choosing the same again
    changes nothing.
    """
    chosen = sorted({Consent.Purpose.NECESSARY.value, *purposes})
    for purpose in chosen:
        Consent.Purpose(purpose)  # an unknown one is a bug of the caller
    standing = _standing(visitor_id).first()
    if standing and standing.purposes == chosen and standing.policy_version == POLICY_VERSION:
        return standing
    _standing(visitor_id).update(revoked_at=timezone.now())
    return Consent.objects.create(
        visitor_id=visitor_id,
        person=person,
        purposes=chosen,
        policy_version=POLICY_VERSION,
        source=source,
    )


@transaction.atomic
def revoke_consent(*, visitor_id: UUID) -> int:
    """Take back every choice of this visitor; return how many stood. A repeat finds none."""
    return _standing(visitor_id).update(revoked_at=timezone.now())


def _standing(visitor_id: UUID) -> models.QuerySet[Consent]:
    return Consent.objects.filter(visitor_id=visitor_id, revoked_at=None).order_by("-given_at")
