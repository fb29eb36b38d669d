"""The audit trail's page."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.trail import read_line
from flowt.audit.models import AuditEntry
from flowt.audit.selectors import PAGE, trail_page

URL = "/painel/auditoria/"


def make_entry(tenant, **fields):
    fields = {"action": "settings.brand", "target": "tenant 1", **fields}
    return AuditEntry.objects.create(tenant_id=tenant.pk, **fields)


def test_shows_before_and_after_in_words(client_as, tenant):
    make_entry(tenant, before={"holiday_rule": "closed"}, after={"holiday_rule": "as_sunday"})

    text = client_as("owner").get(URL).text

    assert "<del>Fechado</del>" in text
    assert "<ins>Abre como no domingo</ins>" in text


def test_searches_by_area_person_target_and_period(client_as, tenant):
    make_entry(tenant, actor_label="ana@exemplo.com.br", target_label="Marca nova")
    make_entry(tenant, action="team.invite", actor_label="bia@exemplo.com.br", target_label="Caio")
    browser = client_as("owner")

    for query in ("area=team", "who=bia", "q=Caio", "since=2020-01-01&area=team"):
        text = browser.get(f"{URL}?{query}").text
        assert ("Caio" in text, "Marca nova" in text) == (True, False)
    assert "Caio" not in browser.get(f"{URL}?until=2020-01-01").text


@pytest.mark.parametrize("query", ["since=ontem", "area=nada", "after=x", "after=99999999999999"])
def test_nonsense_is_left_out(client_as, query):
    assert client_as("owner").get(f"{URL}?{query}").status_code == 200


def test_goes_on_page_by_page_without_counting(tenant):
    for number in range(PAGE + 5):
        make_entry(tenant, target_label=str(number))
    entries = AuditEntry.objects.filter(action="settings.brand")

    with CaptureQueriesContext(connection) as queries:
        first = trail_page(entries)
        second = trail_page(entries, after=first.older)

    assert (len(first.entries), len(second.entries), second.older) == (PAGE, 5, None)
    assert {e.pk for e in first.entries} & {e.pk for e in second.entries} == set()
    assert not any("COUNT" in query["sql"] for query in queries)


def test_another_tenants_entries_are_not_shown(client_as, other_tenant):
    make_entry(other_tenant, target_label="Segredo alheio")

    assert "Segredo alheio" not in client_as("owner").get(URL).text


def test_entries_cannot_be_changed(tenant):
    entry = make_entry(tenant)

    for change in (entry.delete, lambda: AuditEntry.objects.update(action="x.y")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_unknown_actions_and_fields_are_shown_as_they_are(tenant):
    line = read_line(make_entry(tenant, action="future.act", after={"new_thing": [1, True]}))

    assert line.did == "future.act"
    assert line.changes[0].label == "New thing"
    assert line.changes[0].after == "1, sim"
