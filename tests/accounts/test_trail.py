"""The audit trail's page."""

import ast
import re
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.roles import MATRIX
from accounts.trail import read_line
from accounts.trail_fields import FIELDS
from accounts.trail_words import ACTIONS, ICONS
from flowt.audit.models import AuditEntry
from flowt.audit.selectors import PAGE, trail_page
from flowt.due.handlers import _handlers
from payments.gateways import gateways
from tenants.models import Tenant

URL = "/painel/auditoria/"
ROOT = Path(__file__).resolve().parents[2]
WRITERS = {"record", "_record", "change_tenant"}
FIELD_LISTS = {"AUDITED", "AREA_FIELDS"}


def modules_that_record():
    for app in sorted(path.parent for path in ROOT.glob("*/apps.py")):
        for path in sorted(app.rglob("*.py")):
            tree = ast.parse(path.read_text())
            calls = [
                node
                for node in ast.walk(tree)
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WRITERS
            ]
            if calls and app.name != "flowt":
                yield tree, calls


def texts_in(node):
    found = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
    return {text for text in found if isinstance(text, str)}


def texts_named(assignment):
    return {getattr(target, "id", "") for target in assignment.targets}


def recorded_actions():
    """What is passed as an action; one made with a variable stands as its beginning."""
    others = set(MATRIX) | set(_handlers)  # permissions and due work are named alike
    for tree, calls in modules_that_record():
        passed = {text for call in calls for text in texts_in(call)}
        chosen = {text for text in texts_in(tree) if text.partition(".")[0] in ICONS}
        named = passed | (chosen - others)
        yield from (t for t in named if re.fullmatch(r"[a-z_]+\.[a-z_]*", t))


def recorded_fields():
    for tree, calls in modules_that_record():
        for call in calls:
            for made in (node for node in ast.walk(call) if isinstance(node, ast.Dict)):
                yield from (key.value for key in made.keys if isinstance(key, ast.Constant))
        for node in tree.body:
            if isinstance(node, ast.Assign) and texts_named(node) & FIELD_LISTS:
                yield from texts_in(node.value)
    for gateway in gateways:
        yield from gateway.Settings.base_fields


def test_every_action_has_words():
    actions = set(recorded_actions())

    assert {"qr.create", "team.join", "settings.hours", "legal_text."} <= actions
    assert {
        action
        for action in actions
        if action not in ACTIONS
        and not (action.endswith(".") and any(known.startswith(action) for known in ACTIONS))
    } == set()
    assert {action for action in ACTIONS if action.partition(".")[0] not in ICONS} == set()


def test_every_field_has_words():
    fields, columns = set(recorded_fields()), {field.name for field in Tenant._meta.fields}

    assert {"label", "qr_src", "category_id", "cep_from", "receiver"} <= fields
    assert fields - set(FIELDS) - columns == set()


def test_values_of_other_apps_are_in_words(client_as, tenant):
    make_entry(
        tenant, action="item.change", before={"status": "active"}, after={"status": "hidden"}
    )
    make_entry(tenant, action="qr.create", after={"kind": "table", "label": "Mesa 7"})

    text = client_as("owner").get(URL).text

    assert "<ins>Oculto</ins>" in text
    assert "<ins>Mesa</ins>" in text


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


def test_what_was_left_empty_is_no_change(tenant):
    line = read_line(make_entry(tenant, action="offer.create", after={"badge": "", "name": "Um"}))

    assert [change.after for change in line.changes] == ["Um"]
