"""Erasing a customer: nothing tells who it was any more; what was sold and paid stays."""

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from flowt.audit.models import AuditEntry
from flowt.models import Erasure
from orders.models import Order, OrderMove
from payments.models import InboundNotice, Payment, PixCharge, PixReceipt
from people.erasure import erase_person, replay_erasures
from people.errors import HasOpenOrders
from people.models import Consent, Person
from portable.tables import tenant_tables
from tests.factories import make_order

MARKS = ("Zulmira", "+5511987654321", "zulmira@", "52998224725", "Rua dos Alfeneiros")


@pytest.fixture
def customer(tenant):
    return Person.objects.create(
        name="Zulmira Prado",
        phone="+5511987654321",
        email="zulmira@exemplo.com.br",
        document="52998224725",
        document_index="a" * 64,
        born_on="1980-02-03",
    )


def order_of(person):
    order = make_order(
        person=person,
        status=Order.Status.DELIVERED,
        customer_name=person.name,
        customer_phone=person.phone,
        customer_email=person.email,
        customer_document="52998224725",
        address={"street": "Rua dos Alfeneiros"},
        notes="Zulmira pede sem cebola",
        close_note="Zulmira desistiu",
    )
    order.lines.update(notes="para Zulmira")
    order.moves.update(note="Zulmira ligou")
    return order


def test_no_row_of_the_tenant_names_them_any_more(tenant, customer):
    order_of(customer)

    erase_person(customer, actor=None)

    assert [found for mark in MARKS for found in rows_with(mark)] == []


def test_money_and_what_was_sold_stay(tenant, customer):
    order = order_of(customer)

    erase_person(customer, actor=None)

    order.refresh_from_db()
    assert (str(order.total), order.lines.get().name) == ("30.00", "Prato 1")
    assert (order.customer_name, order.person_id) == ("Cliente apagado", customer.pk)
    assert OrderMove.objects.get(order=order).to_status == "under_review"


def test_the_log_and_the_trail_hold_no_name(tenant, customer):
    erase_person(customer, actor=None)

    logged = Erasure.objects.get(tenant_id=tenant.pk)
    told = AuditEntry.objects.filter(action="person.erase").latest("pk")
    assert (logged.person_id, len(logged.marks)) == (customer.pk, 3)
    assert told.target_label == "Cliente apagado"
    assert not any(mark in json.dumps(logged.marks) for mark in MARKS)


def test_a_repeat_changes_nothing(tenant, customer):
    entries = AuditEntry.objects.filter(action="person.erase")
    before = entries.count()

    first = erase_person(customer, actor=None)

    assert erase_person(customer, actor=None).erased_at == first.erased_at
    assert entries.count() == before + 1


def test_consents_end_and_name_nobody(tenant, customer):
    consent = Consent.objects.create(
        visitor_id="00000000-0000-0000-0000-000000000001", person=customer, policy_version="1"
    )

    erase_person(customer, actor=None)

    consent.refresh_from_db()
    assert consent.person_id is None
    assert consent.revoked_at is not None


def test_a_copy_from_before_is_erased_again(tenant, customer):
    erase_person(customer, actor=None)
    Person.objects.filter(pk=customer.pk).update(name="Zulmira Prado", erased_at=None)

    assert replay_erasures([tenant.pk]) == 1
    assert Person.objects.get(pk=customer.pk).name == "Cliente apagado"


def test_who_came_back_afterwards_stays(tenant, customer):
    erase_person(customer, actor=None)
    back = Person.objects.create(name="Zulmira Prado", phone="+5511987654321")

    assert replay_erasures([tenant.pk]) == 0
    back.refresh_from_db()
    assert back.name == "Zulmira Prado"


def test_the_same_phone_in_an_older_row_is_erased_too(tenant, customer):
    erase_person(customer, actor=None)
    double = Person.objects.create(name="Zulmira", phone="+5511987654321")
    before = timezone.now() - timezone.timedelta(days=2)
    Person.objects.filter(pk=double.pk).update(created_at=before)

    assert replay_erasures([tenant.pk]) == 1


def test_another_tenants_log_erases_nobody_here(tenant, other_tenant, customer):
    Erasure.objects.create(
        tenant_id=other_tenant.pk, person_id=customer.pk, erased_at=timezone.now()
    )

    assert replay_erasures([tenant.pk]) == 0


def rows_with(mark):
    """Return the tables of the tenant, and the audit trail, in which a row holds `mark`."""
    found = []
    with connection.cursor() as cursor:
        for table in (*tenant_tables(), "public.audit_entry", "public.flowt_erasure"):
            cursor.execute(
                f"SELECT count(*) FROM {table} AS t WHERE t::text LIKE %s", [f"%{mark}%"]
            )
            found += [table] * bool(cursor.fetchone()[0])
    return found


def test_who_has_an_order_under_way_is_not_erased(tenant, customer):
    Order.objects.filter(pk=order_of(customer).pk).update(status=Order.Status.READY)

    with pytest.raises(HasOpenOrders):
        erase_person(customer, actor=None)
    assert not Erasure.objects.filter(tenant_id=tenant.pk).exists()


def test_orders_of_others_are_left_alone(tenant, customer):
    other = make_order(number=2, customer_name="Bruno")

    erase_person(customer, actor=None)

    assert Order.objects.get(pk=other.pk).customer_name == "Bruno"


def test_what_a_bank_told_of_who_paid_goes(tenant, customer):
    order = order_of(customer)
    payment = Payment.objects.create(
        key="k", reference=order.reference, gateway="pix_psp", amount=30, currency="BRL"
    )
    charge = PixCharge.objects.create(
        payment=payment, number=1, txid="t" * 26, chave="caixa@cantina.example", amount=30
    )
    PixReceipt.objects.create(e2eid="E1", charge=charge, amount=30, paid_at=timezone.now())
    body = '{"pagador": {"nome": "Zulmira"}}'
    InboundNotice.objects.create(provider="pix_psp", event_key="E1:pix", body=body)
    InboundNotice.objects.create(provider="pix_psp", event_key="E2:pix", body="{}")

    erase_person(customer, actor=None)

    told = dict(InboundNotice.objects.values_list("event_key", "body"))
    assert told == {"E1:pix": "", "E2:pix": "{}"}
    with pytest.raises(DatabaseError), transaction.atomic():
        InboundNotice.objects.update(body="{}")
