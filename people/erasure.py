"""Erasing a person, as the law gives them the right to (LGPD, art. 18).

Each app that keeps something of a person registers what it does, with `@erases`. Amounts of money
and what was sold stay; whatever tells who bought it goes. The log of erasures keeps hashes alone,
and is replayed when a copy from before is brought back.
"""

from collections.abc import Callable, Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from flowt import crypto
from flowt.audit.trail import record
from flowt.models import Erasure
from flowt.tenancy import current_tenant
from people.models import Consent, Person

Eraser = Callable[[int], None]
_erasers: list[Eraser] = []
_objectors: list[Eraser] = []


def erases(function: Eraser) -> Eraser:
    """Have `function` called with a person's id, in their tenant, within the transaction that
    erases them. It empties what its app holds of them; a repeat finds nothing left."""
    if function not in _erasers:
        _erasers.append(function)
    return function


def objects(function: Eraser) -> Eraser:
    """Have `function` asked first: it raises a Refusal while its app needs to know the person."""
    if function not in _objectors:
        _objectors.append(function)
    return function


@transaction.atomic
def erase_person(person: Person, *, actor: Any) -> Person:
    """Empty everything that tells who this person is, everywhere. There is no way back.

    Orders and money stay, nobody's. A repeat changes nothing. Raises the Refusal of an app that
    still needs them, as for an order on its way.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.erased_at is not None:
        return person
    for objector in _objectors:
        objector(person.pk)
    return _erase(person, actor)


def _erase(person: Person, actor: Any) -> Person:
    tenant = current_tenant()
    Erasure.objects.get_or_create(
        tenant_id=tenant.pk,
        person_id=person.pk,
        defaults={"marks": _marks(person, tenant.pk), "erased_at": timezone.now()},
    )
    with override(tenant.language):
        _empty(person)
    record("person.erase", person, actor=actor, tenant_id=tenant.pk)
    return person


def replay_erasures(tenant_ids: Collection[int]) -> int:
    """Erase in the bound tenant whom the log of `tenant_ids` names; return how many it was.

    Somebody is known by their id, or by a mark where the row is older than the erasure: who came
    back afterwards is a new customer.
    """
    log = list(Erasure.objects.filter(tenant_id__in=tenant_ids))
    if not log:
        return 0
    ids = {entry.person_id for entry in log}
    marks = {(entry.tenant_id, mark): entry.erased_at for entry in log for mark in entry.marks}
    found = []
    for person in Person.objects.filter(erased_at=None).iterator(chunk_size=2000):
        known = [
            erased_at
            for tenant_id in tenant_ids
            for mark in _marks(person, tenant_id, every_key=True)
            if (erased_at := marks.get((tenant_id, mark))) is not None
        ]
        if person.pk in ids or any(person.created_at < erased_at for erased_at in known):
            found.append(person)
    with transaction.atomic():
        for person in found:
            _erase(person, None)
    return len(found)


def _empty(person: Person) -> None:
    """In every app that registered, which may still ask for them, and here. The audit trail holds
    nothing of customers.
    """
    for eraser in _erasers:
        eraser(person.pk)
    person.name = gettext("Erased customer")
    person.email = person.phone = person.document = person.document_index = ""
    person.born_on, person.erased_at, person.tags = None, timezone.now(), []
    person.save()
    now = timezone.now()
    consents = Consent.objects.filter(person=person)
    consents.filter(revoked_at=None).update(revoked_at=now)
    consents.update(person=None)


def _marks(person: Person, tenant_id: int, *, every_key: bool = False) -> list[str]:
    """Keyed hashes of what tells a person from others; another tenant's are others."""
    values = [f"phone {person.phone}", f"email {person.email.lower()}"]
    values = [value for value in values if value.partition(" ")[2]]
    if person.document:
        values.append(f"document {person.document}")
    purpose = f"people.erasure {tenant_id}"
    if every_key:
        return [mark for value in values for mark in crypto.blind_indexes(value, purpose)]
    return [crypto.blind_index(value, purpose) for value in values]
