"""What providers tell: genuine, once, in any order, and only about our own messages."""

import hmac
import json
import time
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from standardwebhooks.webhooks import Webhook

from flowt.tenancy import tenant_context
from messaging.kinds import PAID
from messaging.models import Message, ProviderEvent, Suppression
from messaging.operations.queueing import queue_order_message
from messaging.operations.settings import BASIC, TOKEN, choose_provider
from simulator.post.notices import event
from tests.messaging.conftest import ANA, deliver, only
from tests.payments.conftest import work

KEY = "server-token-1"


@pytest.fixture
def account(post, tenant):
    """The tenant sends through the demo's post office, over HTTP."""
    return choose_provider("demo_post", {"api_key": KEY}, actor=None)


def address(account, token=None):
    return f"/webhooks/email/demo_post/{token or account.settings[TOKEN]}/"


def tell(client, account, body, *, basic=None):
    pair = b64encode((basic or account.settings[BASIC]).encode()).decode()
    return client.post(
        address(account),
        json.dumps(body),
        "application/json",
        headers={"Authorization": f"Basic {pair}"},
    )


def sent(order_of, email=ANA, key="order-1-paid"):
    queue_order_message(PAID, order_of(email), key=key)
    work()
    return Message.objects.select_related("effect").get(key=key)


def about(message, kind, **more):
    mail = {"To": message.to_email, "Metadata": {"reference": str(message.effect.reference)}}
    return {**event(kind, mail, message.provider_id), "ID": f"{kind}-{message.pk}", **more}


def test_the_api_takes_it_and_gives_its_number(post, account, order_of):
    message = sent(order_of)

    (mail,) = post.store.mails()
    assert (message.status, message.provider, mail.way) == ("accepted", "demo_post", "api")
    assert len(message.provider_id) == 36
    assert mail.message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("order", list(permutations(["delivered", "bounce", "spam"])))
def test_events_lead_to_the_same_end_in_any_order(post, client, account, order_of, order):
    message = sent(order_of)
    for kind in (*order, *order):
        assert tell(client, account, about(message, kind)).status_code == 200
        work()

    assert (only().status, only().reason) == ("complained", "complained")
    assert ProviderEvent.objects.filter(processed_at__isnull=False, is_matched=True).count() == 3
    assert Suppression.objects.count() == 1


def test_a_soft_bounce_blocks_the_third_time(post, client, account, order_of):
    order = order_of()
    for key in "abc":
        queue_order_message(PAID, order, key=key)
    work()
    for message in Message.objects.order_by("id"):
        assert not Suppression.objects.exists()
        tell(client, account, about(message, "soft"))
        work()

    assert Suppression.objects.get().reason == "soft"


def test_an_event_before_the_answer_confirms_what_was_cut_off(post, client, account, order_of):
    message = sent(order_of, "corta@exemplo.com.br")
    assert message.state == "unknown"

    tell(client, account, about(message, "delivered", MessageID="m-1"))
    work()

    assert (only().state, only().effect.status) == ("delivered", "accepted")
    assert only().provider_id == "m-1"


def test_a_refused_address_is_blocked(post, account, order_of):
    message = sent(order_of, "recusa@exemplo.com.br")

    assert (message.status, message.reason) == ("bounced", "recipient_refused")
    assert Suppression.objects.count() == 1


@pytest.mark.parametrize("basic", ["flowt:wrong", "x:y"])
def test_a_wrong_secret_is_refused(post, client, account, order_of, basic):
    message = sent(order_of)

    assert tell(client, account, about(message, "bounce"), basic=basic).status_code == 401
    assert client.post(address(account, "another")).status_code == 404
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", '"x"', "{", "[1]", "\x00", '{"RecordType": "Inbound"}'])
def test_junk_is_told_so(client, account, body):
    pair = b64encode(account.settings[BASIC].encode()).decode()
    headers = {"Authorization": f"Basic {pair}"}

    answer = client.post(address(account), body, "application/json", headers=headers)

    assert answer.status_code == 400
    assert not ProviderEvent.objects.exists()


def test_another_tenants_webhook_says_nothing_of_ours(
    post, client, account, order_of, other_tenant
):
    message = sent(order_of)
    with tenant_context(other_tenant):
        theirs = choose_provider("demo_post", {"api_key": KEY}, actor=None)
    client.defaults["SERVER_NAME"] = "segunda.localhost"

    assert tell(client, account, about(message, "bounce")).status_code == 404
    assert tell(client, theirs, about(message, "bounce")).status_code == 200
    work()
    with tenant_context(other_tenant):
        work()
    assert only().status == "accepted"


def signed_by_mailgun(at):
    digest = hmac.new(b"mg_key", f"{at}tok123".encode(), "sha256").hexdigest()
    return {
        "signature": {"timestamp": str(at), "token": "tok123", "signature": digest},
        "event-data": {"event": "delivered", "recipient": ANA, "timestamp": 1700000000.1},
    }


def test_a_mailgun_signature_is_of_the_raw_fields_and_fresh(client, tenant):
    values = {"api_key": "k", "domain": "mg.x.com", "region": "us", "webhook_key": "mg_key"}
    account = choose_provider("mailgun", values, actor=None)
    now = int(time.time())
    changed = signed_by_mailgun(now)
    changed["signature"]["timestamp"] = str(now - 1)

    for body in (changed, signed_by_mailgun(now - 360), signed_by_mailgun(now + 360)):
        assert post_mailgun(client, account, body).status_code == 401
    assert post_mailgun(client, account, signed_by_mailgun(now - 200)).status_code == 200
    assert ProviderEvent.objects.count() == 1


@pytest.mark.parametrize(("age", "status"), [(0, 200), (360, 401)])
def test_a_resend_signature_is_fresh(client, tenant, age, status):
    secret = "whsec_" + b64encode(b"twenty-four bytes of key").decode()
    account = choose_provider("resend", {"api_key": "k", "webhook_key": secret}, actor=None)
    body = json.dumps({"type": "email.delivered", "data": {"email_id": "1", "to": [ANA]}})
    at = datetime.now(UTC) - timedelta(seconds=age)
    signature = Webhook(secret).sign("msg_1", at, body)
    headers = {
        "Authorization": f"Basic {b64encode(account.settings[BASIC].encode()).decode()}",
        "svix-id": "msg_1",
        "svix-timestamp": str(int(at.timestamp())),
        "svix-signature": signature,
    }

    path = f"/webhooks/email/resend/{account.settings[TOKEN]}/"
    assert client.post(path, body, "application/json", headers=headers).status_code == status


def post_mailgun(client, account, body):
    pair = b64encode(account.settings[BASIC].encode()).decode()
    path = f"/webhooks/email/mailgun/{account.settings[TOKEN]}/"
    headers = {"Authorization": f"Basic {pair}"}
    return client.post(path, json.dumps(body), "application/json", headers=headers)


def test_what_it_says_of_the_address_is_not_kept_twice(post, client, account, order_of):
    message = sent(order_of)
    tell(client, account, about(message, "delivered"))
    assert ProviderEvent.objects.get().body["recipient"] == ANA
    deliver()

    assert ProviderEvent.objects.get().body == {}
