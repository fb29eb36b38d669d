"""The webhook: verified, kept before the 200, and believed in nothing."""

import json

import pytest
from django.db import IntegrityError, InternalError, transaction

from flowt.tenancy import tenant_context
from payments.models import InboundNotice
from payments.operations import configure_gateway
from payments.psp.webhook import LARGEST_BODY, address
from tests.payments.conftest import SETTINGS, ask, entries, psp_settings, wait_for, work

E2EID = "E1234567820261122120012345678901"
BODY = {"pix": [{"endToEndId": E2EID, "txid": "a" * 32, "valor": "50.00", "horario": "x"}]}


@pytest.fixture
def post(psp, client):
    """Post a body to the webhook; by default the right one, to the right address."""

    def send(body=None, *, token=None, hmac=None, raw=None, **extra):
        settings = psp_settings()
        path = f"/webhooks/pix/{token or settings['webhook_token']}/pix"
        content = raw if raw is not None else json.dumps(body or BODY)
        query = settings["webhook_hmac"] if hmac is None else hmac
        client.headers = {}
        return client.post(
            f"{path}?hmac={query}", content, content_type="application/json", **extra
        )

    return send


def test_keeps_it_before_the_200(post):
    assert post().status_code == 200

    notice = InboundNotice.objects.get()
    assert notice.event_key == f"{E2EID}:pix"
    assert json.loads(notice.body) == BODY["pix"][0]


def test_the_same_twice_is_kept_once(post):
    post()

    assert post().status_code == 200
    assert InboundNotice.objects.count() == 1


@pytest.mark.parametrize("token", ["errado", "x", "a" * 400])
def test_an_unknown_path_is_not_found(post, token):
    assert post(token=token).status_code == 404
    assert not InboundNotice.objects.exists()


@pytest.mark.parametrize("hmac", ["", "errado", "é", "%00"])
def test_without_the_second_secret_it_is_refused(post, hmac):
    assert post(hmac=hmac).status_code == 401
    assert not InboundNotice.objects.exists()


def test_another_tenants_secrets_open_nothing(post, other_tenant, psp):
    with tenant_context(other_tenant):
        configure_gateway("pix_psp", is_enabled=True, settings=SETTINGS, actor=None)
        theirs = psp_settings()

    assert post(token=theirs["webhook_token"]).status_code == 404
    assert post(hmac=theirs["webhook_hmac"]).status_code == 401
    assert not InboundNotice.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"pix"',
        b'{"pix": {}}',
        b'{"pix": [1]}',
        b'{"pix": [{}]}',
        b'{"pix": [{"endToEndId": "x"}]}',
        b'{"pix": [{"endToEndId": null}]}',
        b'{"pix": [{"endToEndId": "../../../../../../etc/p"}]}',
        b"\xff\xfe\x00",
        b"[" * 5000,
        "💸".encode(),
    ],
)
def test_junk_is_refused_and_leaves_nothing(post, raw):
    assert post(raw=raw).status_code == 400
    assert not InboundNotice.objects.exists()


def test_a_heap_is_refused_unread(post):
    assert post(raw=b" " * (LARGEST_BODY + 1)).status_code == 413
    assert not InboundNotice.objects.exists()


def test_one_bad_entry_keeps_none_of_them(post):
    body = {"pix": [BODY["pix"][0], {"endToEndId": "x"}]}

    assert post(body).status_code == 400
    assert not InboundNotice.objects.exists()


def test_where_the_proxy_checks_the_banks_certificate_its_word_is_needed(post, settings):
    settings.FLOWT_MTLS_HEADER = "X-Client-Verify"

    assert post().status_code == 401
    assert post(headers={"X-Client-Verify": "FAILED"}).status_code == 401
    assert not InboundNotice.objects.exists()
    assert post(headers={"X-Client-Verify": "SUCCESS"}).status_code == 200


def test_only_posts_are_answered(post, client):
    post()

    assert client.get(f"/webhooks/pix/{psp_settings()['webhook_token']}/pix").status_code == 405


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_rewrite_a_notice(post, change):
    post()
    rows = InboundNotice.objects.all()

    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        rows.update(event_key="x") if change == "update" else rows._raw_delete("default")


def test_the_bank_is_told_where_to_call(psp):
    known = psp.server.bank.store.get("webhook", "primeira", SETTINGS["key"])

    assert known["webhookUrl"] == address(psp_settings())
    assert psp_settings()["webhook_at"]


def test_what_the_bank_posts_is_what_we_take(psp, post):
    payment = ask()
    paid = psp.pay(payment, deliver="once")
    sent = psp.server.bank.notices.sent
    wait_for(lambda: any(paid in str(one["body"]) for one in list(sent)))
    told = next(one["body"] for one in list(sent) if paid in str(one["body"]))

    assert post(told).status_code == 200
    work()
    assert entries(payment)[-1] == ("approved", "50.00")
