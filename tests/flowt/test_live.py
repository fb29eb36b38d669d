"""The live process over real HTTP and a real Valkey."""

import http.client
import json
import os
import subprocess
import sys
import time
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core import signing
from django.test import RequestFactory

from bench.world import free_port
from flowt import live, live_app, origin
from flowt.redis import client
from flowt.tenancy import tenant_context
from tests.conftest import run_commit_hooks


@pytest.fixture(scope="module")
def live_port():
    """The live process as production runs it: granian, ASGI."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1"]
    process = subprocess.Popen(
        [
            *command,
            *("--port", str(port), "--no-ws", "--workers-kill-timeout", "1"),
            "flowt.live_app:application",
        ],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "flowt.settings"},
    )
    try:
        wait_for(lambda: get(port, "/healthz")[0] == 200)
        yield port
    finally:
        process.terminate()
        process.wait(60)


def wait_for(is_true, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if is_true():
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("it did not come up")


def get(port: int, path: str) -> tuple[int, http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Connection": "close"})
    response = connection.getresponse()
    return response.status, response


def read_event(response) -> tuple[str, dict]:
    name = ""
    while line := response.readline().decode().strip() or " ":
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        if line.startswith("data: ") and name != "hello":
            return name, json.loads(line.removeprefix("data: "))
    raise AssertionError


def open_stream(port: int, topics: list[str]):
    status, response = get(port, f"/live/?t={live.issue_token(topics)}")
    assert status == 200
    assert response.getheader("Content-Type").startswith("text/event-stream")
    return response


def test_a_listener_hears_its_topic_only(live_port, tenant):
    stream = open_stream(live_port, ["orders"])

    live.notify("menu")
    live.notify("orders", number=7)
    run_commit_hooks()

    assert read_event(stream) == ("orders", {"number": 7})


def test_another_tenant_hears_nothing(live_port, tenant, other_tenant):
    stream = open_stream(live_port, ["orders"])

    with tenant_context(other_tenant):
        live.notify("orders", number=1_000_001)
    live.notify("orders", number=1)
    run_commit_hooks()

    assert read_event(stream) == ("orders", {"number": 1})


def test_one_visitor_holds_so_many_streams_and_others_go_on(tenant, monkeypatch):
    monkeypatch.setattr(live_app, "MOST_OF_A_VISITOR", 2)
    hub = live_app.Hub()
    monkeypatch.setattr(hub, "start", lambda: None)
    claim = live.read_token(live.issue_token(["menu"], visitor="192.0.2.7"))
    other = live.read_token(live.issue_token(["menu"], visitor="192.0.2.8"))

    first, _second = hub.join(claim), hub.join(claim)

    assert (hub.is_full(claim), hub.is_full(other)) == (True, False)
    hub.leave(claim, first)
    assert not hub.is_full(claim)


def test_a_suspended_tenants_streams_end(live_port, tenant):
    stream = open_stream(live_port, ["orders"])

    live.hang_up(tenant.schema_name)

    assert stream.read().endswith(b"event: hello\ndata: {}\n\n")  # and then it ends


def test_a_token_from_before_the_end_opens_no_stream(live_port, tenant):
    token = live.issue_token(["orders"])

    live.hang_up(tenant.schema_name)

    assert get(live_port, f"/live/?t={token}")[0] == 403


def test_a_token_from_after_the_end_opens_one(live_port, tenant):
    client().set(live.ENDED + tenant.schema_name, int(time.time()) - 5)

    assert open_stream(live_port, ["orders"])


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_a_bad_token_is_refused(live_port, token):
    assert get(live_port, f"/live/?t={token}")[0] == 403


def test_a_token_signed_for_something_else_is_refused(live_port):
    token = signing.dumps({"s": "x"}, salt="other")  # dated: as a parameter it would name the test

    assert get(live_port, f"/live/?t={token}")[0] == 403


def test_an_old_token_is_refused(live_port, tenant, monkeypatch):
    monkeypatch.setattr(live, "TOKEN_SECONDS", -1)

    assert get(live_port, f"/live/?t={live.issue_token(['orders'])}")[0] == 403


def test_the_address_keeps_the_browsers_host(tenant, settings):
    request = RequestFactory().get("/", SERVER_NAME="cantina.localhost", SERVER_PORT="8000")

    url = urlsplit(live.stream_url(request, ["orders"]))

    assert (url.hostname, url.port) == ("cantina.localhost", settings.FLOWT_LIVE_PORT)


def token_of(user_id: int) -> str:
    with origin.bound(origin.Origin(uuid4(), user_id=user_id)):
        return live.issue_token(["orders"])


def test_a_persons_streams_end_and_their_token_opens_no_other(live_port, tenant):
    theirs = token_of(7)
    status, stream = get(live_port, f"/live/?t={theirs}")
    assert status == 200

    live.hang_up_user(7)
    run_commit_hooks()

    assert stream.read().endswith(b"event: hello\ndata: {}\n\n")
    assert get(live_port, f"/live/?t={theirs}")[0] == 403


def test_other_peoples_streams_go_on(live_port, tenant):
    _status, stream = get(live_port, f"/live/?t={token_of(8)}")

    live.hang_up_user(7)
    run_commit_hooks()
    live.notify("orders", number=3)
    run_commit_hooks()

    assert read_event(stream) == ("orders", {"number": 3})
