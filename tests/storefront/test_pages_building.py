"""The page builder in the console: blocks, drafts that two people edit, publishing, versions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from flowt.audit.models import AuditEntry
from flowt.due.models import DueJob
from flowt.events.models import Event
from flowt.tenancy import tenant_context
from storefront.blocks import blocks
from storefront.builder import templates
from storefront.builder.errors import EditedMeanwhile
from storefront.builder.models import PageVersion
from storefront.builder.operations import drafts, versions
from tests.storefront.conftest import HTMX


@pytest.fixture
def page(tenant):
    content = {"blocks": [{"kind": "hero", "settings": {"title": "Noite italiana"}}]}
    return drafts.create_page(
        name="Noite", slug="noite", kind="landing", goal="lead", content=content, actor=None
    )


def post(browser, page, path, data=None, *, revision=None, **headers):
    page.refresh_from_db()
    headers = {"If-Match": f'"{revision or page.revision}"', **HTMX, **headers}
    return browser.post(f"/painel/paginas/{page.pk}/{path}", data or {}, headers=headers)


def test_every_block_is_drawn_and_saved_again_as_it_is(client_as, page, shop):
    for one in blocks:
        page, key = drafts.add_block(
            page, kind=one.kind, at=None, revision=page.revision, actor=None
        )
        settings = page.blocks[-1]["settings"]
        form = one.Settings(_flat(settings, one))
        assert form.is_valid(), (one.kind, form.errors)
        assert form.cleaned_data == settings, one.kind

    preview = client_as("owner").get(f"/painel/paginas/{page.pk}/previa/")

    assert all(f'id="b-{row["key"]}"' in preview.text for row in page.blocks)
    assert "frame-ancestors 'self'" in preview.headers["Content-Security-Policy"]


@pytest.mark.parametrize("ready", [one.key for one in templates.every()])
def test_every_ready_page_fits_its_forms_and_is_shown(client, shop, ready):
    one = templates.get(ready)
    page = drafts.create_page(
        name="N", slug="n", kind=one.kind, goal=one.goal, content=templates.content(one), actor=None
    )
    for row in page.blocks:
        form = blocks.get(row["kind"]).Settings(_flat(row["settings"], blocks.get(row["kind"])))
        assert form.is_valid(), (row["kind"], form.errors)

    versions.publish_page(page, actor=None)

    assert client.get(page.get_absolute_url()).status_code == 200


def _flat(settings, block):
    """Settings as a browser would post them."""
    from storefront.builder.fields import MomentField, RowsField

    sent = {}
    for name, field in block.Settings().fields.items():
        value = settings.get(name)
        if isinstance(field, RowsField):
            for place, row in enumerate(value):
                sent |= {f"{name}-{place}-{key}": text for key, text in row.items()}
        elif isinstance(field, MomentField) and value:
            sent[name] = field.prepare_value(value).strftime("%Y-%m-%dT%H:%M")
        elif value not in (None, False, []):
            sent[name] = value
    return sent


def test_two_editors_lose_nothing(client_as, page):
    key = page.blocks[0]["key"]
    ana, bia = client_as("owner"), client_as("supervisor")
    known = page.revision
    typed = {"s-title": "Da Ana", "s-tone": "brand", "s-layout": "split", "s-source": "art"}
    typed |= {"s-art": "waves", "s-second_target": "menu"}
    assert post(ana, page, f"blocos/{key}/", typed).status_code == 200

    refused = post(bia, page, f"blocos/{key}/", typed | {"s-title": "Da Bia"}, revision=known)
    page.refresh_from_db()
    assert (refused.status_code, refused.headers["HX-Retarget"]) == (409, "#page-state")
    assert page.blocks[0]["settings"]["title"] == "Da Ana"

    again = {**typed, "s-title": "Da Bia", "over": "1"}
    assert post(bia, page, f"blocos/{key}/", again, revision=known).status_code == 200
    page.refresh_from_db()
    assert page.blocks[0]["settings"]["title"] == "Da Bia"
    assert page.versions.get().blocks[0]["settings"]["title"] == "Da Ana"


def test_what_is_typed_wrong_is_said_and_not_swapped(client_as, page):
    key = page.blocks[0]["key"]

    answer = post(client_as("owner"), page, f"blocos/{key}/", {"s-title": "", "autosave": "1"})

    assert (answer.status_code, answer.headers["HX-Reswap"]) == (422, "none")
    assert 'id="page-panel"' not in answer.text
    page.refresh_from_db()
    assert page.blocks[0]["settings"]["title"] == "Noite italiana"


def test_blocks_are_ordered_by_drag_by_key_and_without_scripts(client_as, page):
    owner = client_as("owner")
    for kind in ("text", "faq"):
        post(owner, page, "blocos/adicionar/", {"kind": kind, "at": "0"})
    page.refresh_from_db()
    assert [row["kind"] for row in page.blocks] == ["faq", "text", "hero"]

    keys = [row["key"] for row in reversed(page.blocks)]
    post(owner, page, "blocos/ordem/", {"ids": keys})
    page.refresh_from_db()
    plain = owner.post(
        f"/painel/paginas/{page.pk}/blocos/{keys[2]}/mover/",
        {"by": "-1", "revision": page.revision},
    )

    page.refresh_from_db()
    assert [row["kind"] for row in page.blocks] == ["hero", "faq", "text"]
    assert plain["Location"].endswith(f"?bloco={keys[2]}")


def test_publishing_shows_the_version_and_not_the_draft(client, client_as, page, shop):
    assert client.get("/p/noite/").status_code == 404
    client_as("owner").post(f"/painel/paginas/{page.pk}/publicar/")
    drafts.describe_page(page, revision=page.revision, actor=None, title="Outra")

    shown = client.get("/p/noite/")

    assert "Noite italiana" in shown.text
    assert "Outra" not in shown.text
    assert Event.objects.filter(type="page.published").count() == 1
    assert AuditEntry.objects.filter(action="page.publish").count() == 1
    versions.unpublish_page(page, actor=None)
    assert client.get("/p/noite/").status_code == 410


def test_visitors_see_no_empty_block(client, client_as, page, shop):
    page, key = drafts.add_block(page, kind="text", at=None, revision=page.revision, actor=None)
    versions.publish_page(page, actor=None)

    assert f'id="b-{key}"' in client_as("owner").get(f"/painel/paginas/{page.pk}/previa/").text
    assert f'id="b-{key}"' not in client.get("/p/noite/").text


def test_going_back_is_a_new_version_and_keeps_the_draft(client, client_as, page, shop):
    versions.publish_page(page, actor=None)
    page, _key = drafts.add_block(page, kind="faq", at=None, revision=page.revision, actor=None)

    client_as("owner").post(f"/painel/paginas/{page.pk}/versoes/1/voltar/")

    page.refresh_from_db()
    told = list(page.versions.order_by("number").values_list("number", "reason", "restored_from"))
    assert told == [(1, "published", None), (2, "kept", None), (3, "restored", 1)]
    assert (page.published_number, len(page.blocks)) == (3, 1)


def test_the_clock_publishes_and_takes_down_once(client, page, shop, monkeypatch):
    now = timezone.now()
    begin, end = now + timedelta(hours=1), now + timedelta(hours=2)
    versions.schedule_page(page, publish_at=begin, unpublish_at=end, actor=None)
    drafts.describe_page(page, revision=page.revision, actor=None, title="Depois")
    assert client.get("/p/noite/").status_code == 404
    assert DueJob.objects.get(kind=versions.KIND, ref=str(page.pk)).run_at == begin

    monkeypatch.setattr(timezone, "now", lambda: begin + timedelta(minutes=1))
    late_worker = client.get("/p/noite/")
    versions.keep_time(page.pk)
    versions.keep_time(page.pk)

    assert (late_worker.status_code, "Depois" in late_worker.text) == (200, False)
    assert Event.objects.filter(type="page.published").count() == 1
    monkeypatch.setattr(timezone, "now", lambda: end + timedelta(minutes=1))
    assert client.get("/p/noite/").status_code == 410
    versions.keep_time(page.pk)
    page.refresh_from_db()
    assert (page.status, page.unpublish_at) == ("ended", None)


def test_a_page_that_is_seen_is_not_deleted(client_as, page, shop):
    owner = client_as("owner")
    versions.publish_page(page, actor=None)

    assert owner.post(f"/painel/paginas/{page.pk}/apagar/").status_code == 422
    versions.unpublish_page(page, actor=None)
    assert owner.post(f"/painel/paginas/{page.pk}/apagar/").status_code == 302

    assert not PageVersion.objects.exists()


def test_a_renamed_page_leads_on(client, page, shop):
    versions.publish_page(page, actor=None)
    page.refresh_from_db()
    page = drafts.describe_page(page, revision=page.revision, actor=None, slug="jantar")

    moved = client.get("/p/noite/")

    assert (moved.status_code, moved["Location"]) == (301, "/p/jantar/")
    drafts.describe_page(page, revision=page.revision, actor=None, slug="noite")
    assert client.get("/p/noite/").status_code == 200
    assert client.get("/p/jantar/")["Location"] == "/p/noite/"


def test_an_older_revision_is_refused_before_anything_is_written(page):
    drafts.add_block(page, kind="faq", at=None, revision=page.revision, actor=None)

    with pytest.raises(EditedMeanwhile):
        drafts.remove_block(page, key=page.blocks[0]["key"], revision=1, actor=None)

    page.refresh_from_db()
    assert len(page.blocks) == 2


def test_another_tenants_page_is_not_found(client, client_as, page, shop, other_tenant):
    versions.publish_page(page, actor=None)

    neighbour = client_as("owner", at=other_tenant)

    with tenant_context(other_tenant):
        assert neighbour.get(f"/painel/paginas/{page.pk}/").status_code == 404
        assert neighbour.get("/p/noite/").status_code == 404
