import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from flowt import rows
from flowt.tenancy import tenant_context
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

    script = rows.Script()
    script.insert(Person(name="Ana"), Person(name="Bia"))
    with django_assert_num_queries(1):
        script.run()

    assert set(Person.objects.values_list("name", flat=True)) == {"Ana", "Bia"}


def test_none_is_no_statement(tenant, django_assert_num_queries):
    script = rows.Script()
    script.insert()
    with django_assert_num_queries(0):
        assert script.run() == []


def test_a_script_is_one_trip_and_tells_what_each_statement_returned(tenant):
    script = rows.Script()
    script.insert(Person(name="Ana 100%"), Person(name="Bia"))
    script.add("SELECT name FROM people_person WHERE name LIKE %s", ["Ana%"])
    script.add("SELECT 7")

    with CaptureQueriesContext(connection) as queries:
        found = script.run()

    assert found == [[], [("Ana 100%",)], [(7,)]]
    assert len([one for one in queries if "people_person" in one["sql"]]) == 1


def test_a_script_that_fails_leaves_nothing(tenant):
    script = rows.Script()
    script.insert(Person(name="Ana"))
    script.add("SELECT 1 / 0")

    with pytest.raises(DataError), transaction.atomic():
        script.run()

    assert not Person.objects.exists()


def test_a_known_key_is_kept(tenant):
    script = rows.Script()
    script.insert(Person(id=4242, name="Ana"))

    script.run()

    assert Person.objects.get(pk=4242).name == "Ana"


def commit_with(person):
    script = rows.Script()
    script.insert(person)
    script.run(and_commit=True)


def test_a_script_may_end_the_transaction_with_its_last_statement(trading_tenant):
    with tenant_context(trading_tenant):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            Person.objects.create(name="Ana")
            commit_with(Person(name="Bia"))
            raise ZeroDivisionError

        assert {person.name for person in Person.objects.all()} == {"Ana", "Bia"}


def test_a_script_does_not_end_a_transaction_around_its_own(trading_tenant):
    with tenant_context(trading_tenant):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            with transaction.atomic():
                commit_with(Person(name="Bia"))
            raise ZeroDivisionError

        assert not Person.objects.exists()


def test_a_script_that_fails_commits_nothing(trading_tenant):
    with tenant_context(trading_tenant):
        script = rows.Script()
        script.insert(Person(name="Bia"))
        script.add("SELECT 1 / 0")
        with pytest.raises(DataError), transaction.atomic():
            script.run(and_commit=True)

        assert not Person.objects.exists()
