import pytest
from django.db import IntegrityError, connection, transaction

from flowt import rows
from people.models import Person

ONE_A_PHONE = "(phone) WHERE NOT phone = '' DO NOTHING"


def test_writes_what_save_would(tenant):
    person = Person(name="Ana", phone="+5531999998888", document="52998224725")

    assert rows.insert(person)

    kept = Person.objects.get(pk=person.pk)
    assert (kept.name, kept.kind, kept.document, kept.born_on) == (
        "Ana",
        "individual",
        "52998224725",
        None,
    )
    assert kept.created_at == person.created_at


def test_an_encrypted_column_holds_no_plain_text(tenant):
    rows.insert(Person(name="Ana", document="52998224725"))

    with connection.cursor() as cursor:
        cursor.execute("SELECT document FROM people_person")
        assert "52998224725" not in cursor.fetchone()[0]


def test_a_row_can_be_saved_afterwards(tenant):
    person = Person(name="Ana")
    rows.insert(person)

    person.name = "Bia"
    person.save()

    assert Person.objects.get().name == "Bia"


def test_a_conflict_that_is_named_leaves_the_row_unsaved(tenant):
    rows.insert(Person(name="Ana", phone="+5531999998888"))
    late = Person(name="Bia", phone="+5531999998888")

    assert not rows.insert(late, on_conflict=ONE_A_PHONE)

    assert late.pk is None
    assert Person.objects.get().name == "Ana"


def test_a_conflict_that_is_not_named_is_an_error(tenant):
    rows.insert(Person(name="Ana", phone="+5531999998888"))

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(Person(name="Bia", phone="+5531999998888"))


def test_many_go_in_one_statement(tenant, django_assert_num_queries):
    assert not Person.objects.exists()

    with django_assert_num_queries(1):
        rows.insert_many([Person(name="Ana"), Person(name="Bia")])

    assert set(Person.objects.values_list("name", flat=True)) == {"Ana", "Bia"}


def test_none_is_no_statement(tenant, django_assert_num_queries):
    with django_assert_num_queries(0):
        rows.insert_many([])
