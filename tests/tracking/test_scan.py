from uuid import UUID

import pytest

from flowt.events.models import Event
from flowt.tenancy import tenant_context
from tests.factories import make_item
from tracking.models import QrCode, Scan
from tracking.operations import archive_code, create_code, create_tables


@pytest.fixture
def table(tenant) -> QrCode:
    return create_tables(["7"], actor=None)[0]


def journey_in(client, tenant) -> dict:
    return client.session[f"journey:{tenant.schema_name}"]


def test_leads_to_the_menu_with_its_origin(client, tenant, table):
    response = client.get(f"/q/{table.code}")

    assert response.status_code == 302
    assert response["Location"] == ("/cardapio/?via=qr&qr_src=mesa&utm_source=qr&utm_medium=mesa")
    assert response["Cache-Control"] == "no-store"


def test_begins_a_journey_and_counts_it(client, tenant, table):
    client.get(f"/q/{table.code}")

    kept, scan = journey_in(client, tenant), Scan.objects.get()
    assert UUID(kept["correlation_id"]) == scan.correlation_id
    assert (kept["via"], kept["qr_src"], kept["qr_code"]) == ("qr", "mesa", table.code)
    assert Event.objects.get(type="qr.scanned").payload["table_label"] == "7"


def test_seats_the_visitor_in_the_cookie(client, tenant, table):
    response = client.get(f"/q/{table.code}")

    assert "t=7" in response.cookies["flowt_ui"].value
    assert f"s={tenant.schema_name}" in response.cookies["flowt_ui"].value


def test_following_the_redirect_changes_nothing(client, tenant, table):
    response = client.get(f"/q/{table.code}")
    before = journey_in(client, tenant)

    client.get(response["Location"])

    assert journey_in(client, tenant) == before


def test_a_menus_code_seats_nobody(client, tenant):
    code = create_code(kind="menu", label="Balcão", qr_src="balcao", actor=None)

    response = client.get(f"/q/{code.code}")

    assert "flowt_ui" not in response.cookies
    assert "qr_src=balcao" in response["Location"]


def test_an_items_code_leads_to_it_and_to_the_menu_once_it_is_gone(client, tenant):
    item = make_item(slug="lasanha")
    code = create_code(kind="item", label="Lasanha", qr_src="vitrine", item=item, actor=None)
    assert client.get(f"/q/{code.code}")["Location"].startswith("/cardapio/lasanha/?via=qr")

    item.status = "archived"
    item.save()

    assert client.get(f"/q/{code.code}")["Location"].startswith("/cardapio/?via=qr")


def test_upper_case_is_the_same_code(client, tenant, table):
    assert client.get(f"/q/{table.code.upper()}").status_code == 302


def test_an_unknown_code_is_not_found(client, tenant):
    assert client.get("/q/aaaaaaaaaa").status_code == 404
    assert not Scan.objects.exists()


def test_an_archived_code_is_gone(client, tenant, table):
    archive_code(table, actor=None)

    assert client.get(f"/q/{table.code}").status_code == 410
    assert not Scan.objects.exists()


def test_another_tenants_code_is_not_found(client, tenant, other_tenant):
    with tenant_context(other_tenant):
        theirs = create_tables(["9"], actor=None)[0]

    assert client.get(f"/q/{theirs.code}").status_code == 404
    with tenant_context(other_tenant):
        assert not Scan.objects.exists()


def test_a_link_previews_head_is_no_scan(client, tenant, table):
    assert client.head(f"/q/{table.code}").status_code == 302
    assert not Scan.objects.exists()


def test_a_later_link_changes_the_origin_and_keeps_the_journey(client, tenant, table):
    client.get(f"/q/{table.code}")
    before = journey_in(client, tenant)["correlation_id"]

    client.get("/cardapio/?utm_source=instagram&utm_campaign=natal&utm_evil=x")

    kept = journey_in(client, tenant)
    assert kept["correlation_id"] == before
    assert kept["utm"] == {"utm_source": "instagram", "utm_campaign": "natal"}
    assert kept["via"] == "link"


def test_what_is_typed_into_the_query_is_cut_and_cleaned(client, tenant):
    client.get("/cardapio/", {"via": "x" * 99, "utm_source": "<script>a b" + "é" * 300})

    kept = journey_in(client, tenant)
    assert kept["via"] == "x" * 20
    assert kept["utm"]["utm_source"].startswith("scripta b")
    assert len(kept["utm"]["utm_source"]) <= 100


def test_a_plain_visit_asks_for_no_session(client, tenant):
    response = client.get("/cardapio/")

    assert "flowt_session" not in response.cookies
