"""Remembering people, and what they chose about their data."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from flowt import rows
from flowt.audit.trail import record
from flowt.crypto import blind_index
from flowt.phones import equivalents
from flowt.rows import Script
from people.models import Consent, Person

POLICY_VERSION = "2026-11"  # of the notice a choice was made about
DOCUMENT_PURPOSE = "people.person.document"
_REMEMBER = """
WITH known AS (
  SELECT id, name, email, phone FROM people_person WHERE phone = ANY(%s)
  ORDER BY id LIMIT 1 FOR UPDATE
), made AS (
  {} ON CONFLICT (phone) WHERE NOT phone = '' DO NOTHING RETURNING id
)
SELECT false, id, name, email, phone FROM known
UNION ALL SELECT true, id, '', '', '' FROM made
"""
_READ = ("id", "name", "email", "phone")  # the rest of somebody known is read where it is needed


class Remembering:
    """Within a script: finds or makes the person with a telephone, who is held from there on."""

    def __init__(self, person: Person) -> None:
        """`person` is new, and has a telephone."""
        self.new = person
        self.at = 0  # where in the script its statement is

    def add_to(self, script: Script, *, unless: str = "", values: Sequence[Any] = ()) -> None:
        """Add the statement; `person` then gets what the script returned.

        Where `unless` holds (SQL of ours, with its values) nobody is made.
        """
        either = "EXISTS (SELECT FROM known)" + (f" OR {unless}" if unless else "")
        statement, columns = rows.insertion(self.new, unless=either)
        self.at = script.add(
            _REMEMBER.format(statement), [list(equivalents(self.new.phone)), *columns, *values]
        )

    def person(self, found: Sequence[Sequence[tuple[Any, ...]]]) -> Person:
        """Return who it is, with blanks filled by what the new one knows."""
        if not found[self.at]:  # somebody else was first, and has committed since
            person = _with_phone(self.new.phone)
        else:
            ((is_new, *columns),) = found[self.at]
            if is_new:
                self.new.pk = columns[0]
                self.new._state.adding, self.new._state.db = False, connection.alias
                return self.new
            person = Person.from_db(connection.alias, _READ, columns)
        self._fill(person)
        return person

    def _fill(self, person: Person) -> None:
        changed = []
        if self.new.email and not person.email:
            person.email = self.new.email
            changed.append("email")
        if self.new.document and not person.document:
            person.document = self.new.document
            person.document_index = self.new.document_index
            changed += ["document", "document_index"]
        if changed:
            person.save(update_fields=[*changed, "updated_at"])


def new_person(*, name: str, phone: str, email: str = "", document: str = "") -> Person:
    """Return somebody who is not written yet."""
    index = blind_index(document, DOCUMENT_PURPOSE) if document else ""
    return Person(name=name, phone=phone, email=email, document=document, document_index=index)


@transaction.atomic(savepoint=False)
def remember_person(*, name: str, phone: str, email: str = "", document: str = "") -> Person:
    """Return the person with this telephone (E.164), made if there is none.

    What is known stays as it is; only blanks are filled, so nobody is renamed by whoever types
    their number. Both forms of a Brazilian mobile number are the same telephone. A repeat, also
    at the same moment, finds the same row.
    """
    script = Script()
    one = Remembering(new_person(name=name, phone=phone, email=email, document=document))
    one.add_to(script)
    return one.person(script.run())


def _with_phone(phone: str) -> Person:
    """Return, and hold, the person who has this telephone."""
    return (
        Person.objects.select_for_update()
        .filter(phone__in=equivalents(phone))
        .order_by("pk")[:1]
        .get()
    )


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
