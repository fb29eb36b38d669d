from uuid import UUID

import pytest

from people.models import Consent, Person
from people.operations import record_consent, remember_person, revoke_consent

VISITOR = UUID("6f1f7a52-64f7-4d05-9d0c-3a3f4f3c1a11")


def test_makes_a_person_once(tenant):
    first = remember_person(name="Ana Souza", phone="+5531999998888")

    again = remember_person(name="Outra", phone="+5531999998888", email="ana@exemplo.com.br")

    assert again.pk == first.pk
    assert Person.objects.get().name == "Ana Souza"
    assert Person.objects.get().email == "ana@exemplo.com.br"


def test_both_forms_of_a_mobile_number_are_one_person(tenant):
    old = remember_person(name="Ana", phone="+553199998888")

    assert remember_person(name="Ana", phone="+5531999998888").pk == old.pk


def test_a_document_is_kept_encrypted_and_found_by_its_index(tenant):
    person = remember_person(name="Ana", phone="+5531999998888", document="52998224725")

    person.refresh_from_db()
    assert person.document == "52998224725"
    assert len(person.document_index) == 64


def test_a_new_choice_ends_the_earlier_one(tenant):
    first = record_consent(visitor_id=VISITOR, purposes=["analytics"], source="banner")

    second = record_consent(visitor_id=VISITOR, purposes=[], source="page")

    first.refresh_from_db()
    assert first.revoked_at is not None
    assert (second.purposes, second.revoked_at) == (["necessary"], None)


def test_the_same_choice_again_changes_nothing(tenant):
    first = record_consent(visitor_id=VISITOR, purposes=["marketing"], source="banner")

    assert record_consent(visitor_id=VISITOR, purposes=["marketing"], source="page") == first
    assert Consent.objects.count() == 1


def test_revoking_leaves_the_row_and_its_time(tenant):
    record_consent(visitor_id=VISITOR, purposes=["analytics"], source="banner")

    assert revoke_consent(visitor_id=VISITOR) == 1
    assert revoke_consent(visitor_id=VISITOR) == 0
    assert Consent.objects.get().revoked_at is not None


def test_refuses_an_unknown_purpose(tenant):
    with pytest.raises(ValueError):
        record_consent(visitor_id=VISITOR, purposes=["everything"], source="banner")

    assert not Consent.objects.exists()
