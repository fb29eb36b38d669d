"""The settings of orders for later."""

import pytest

from flowt.audit.models import AuditEntry
from tenants.models import OrderProfile

PAGE = "/painel/configuracoes/agendamento/"
TERMS = {
    "takes_scheduled": "on",
    "slot_minutes": "20",
    "lead_minutes": "45",
    "days_ahead": "3",
    "slot_capacity": "8",
}


def posted(**changed):
    pickup = {f"pickup-{name}": value for name, value in {**TERMS, **changed}.items()}
    delivery = {"slot_minutes": "30", "lead_minutes": "60", "days_ahead": "7"}
    return pickup | {f"delivery-{name}": value for name, value in delivery.items()}


def row(tenant, kind="pickup"):
    return OrderProfile.objects.get(tenant=tenant, kind=kind)


def test_are_stored_for_each_way_and_recorded(client_as, tenant):
    found = client_as("administrator").post(PAGE, posted())

    assert found.status_code == 302
    pickup = row(tenant)
    assert (pickup.takes_scheduled, pickup.slot_minutes, pickup.lead_minutes) == (True, 20, 45)
    assert (pickup.days_ahead, pickup.slot_capacity) == (3, 8)
    assert row(tenant, "delivery").takes_scheduled is False
    assert AuditEntry.objects.filter(tenant_id=tenant.pk, action="settings.scheduling").count() == 1


def test_no_capacity_is_no_limit(client_as, tenant):
    client_as("owner").post(PAGE, posted(slot_capacity=""))

    assert row(tenant).slot_capacity is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"lead_minutes": "10"}, "O preparo leva 30 minutos"),
        ({"days_ahead": "15"}, "14"),
        ({"slot_minutes": "7"}, "7"),
        ({"slot_capacity": "0"}, "1"),
    ],
)
def test_what_cannot_be_is_refused_in_words(client_as, tenant, wrong, words):
    found = client_as("owner").post(PAGE, posted(**wrong))

    assert found.status_code == 422
    assert words in found.text
    assert row(tenant).takes_scheduled is False


def test_who_may_not_change_settings_sees_none(client_as, tenant):
    assert client_as("supervisor").get(PAGE).status_code == 403
    assert client_as("supervisor").post(PAGE, posted()).status_code == 403
    assert row(tenant).takes_scheduled is False
