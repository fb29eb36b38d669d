"""The seam to providers: each failure says what may be done next, and nothing leaks."""

import socket
import threading
import time

import pytest

from flowt import http
from simulator.psp.server import Server


@pytest.fixture(scope="module")
def bank():
    server = Server(0)
    threading.Thread(target=server.serve_forever, daemon=True, args=(0.05,)).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def fault(bank, action, **asked):
    http.post_json(f"{bank}/_sim/faults", {"match": "/v2/", "action": action, **asked})


def token(bank) -> str:
    form = {"grant_type": "client_credentials"}
    answer = http.Caller().send("POST", f"{bank}/oauth/token", form=form, basic=("loja", "s"))
    return answer["access_token"]


def raw_server(answer: bytes, *, drip: float = 0.0) -> str:
    """A server that says `answer` to whoever asks first."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        link, _peer = listener.accept()
        link.recv(65536)
        try:
            for at in range(0, len(answer), 65536 if not drip else 64):
                link.sendall(answer[at : at + (65536 if not drip else 64)])
                time.sleep(drip)
        except OSError:
            pass
        link.close()
        listener.close()

    threading.Thread(target=serve, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}/"


def ok(body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def test_a_no_is_final_and_told(bank):
    with pytest.raises(http.Refused) as refusal:
        http.get_json(f"{bank}/v2/cob/x")

    assert refusal.value.status == 401
    assert refusal.value.problem["title"] == "AcessoNegado"


@pytest.mark.parametrize("status", ["429", "500", "503"])
def test_not_now_says_when(bank, status):
    fault(bank, status, retry_after=7)

    with pytest.raises(http.Unavailable) as failure:
        http.get_json(f"{bank}/v2/cob/x")

    assert failure.value.retry_after == 7


@pytest.mark.parametrize("action", ["cut_before", "cut_after"])
def test_a_write_without_an_answer_may_have_counted(bank, action):
    signed_in = token(bank)
    fault(bank, action)

    with pytest.raises(http.Ambiguous):
        http.Caller().put_json(f"{bank}/v2/webhook/x", {"webhookUrl": "http://x"}, token=signed_in)


def test_a_read_without_an_answer_may_be_repeated(bank):
    fault(bank, "cut_before")

    with pytest.raises(http.Unavailable):
        http.get_json(f"{bank}/v2/cob/x")


def test_what_was_never_sent_may_be_repeated():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # and nobody listens
        port = free.getsockname()[1]

        with pytest.raises(http.Unavailable):
            http.post_json(f"http://127.0.0.1:{port}/", {})


def test_a_redirect_is_not_followed():
    answer = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"

    with pytest.raises(http.Refused) as refusal:
        http.get_json(raw_server(answer))

    assert refusal.value.status == 302


@pytest.mark.parametrize("body", [b"<html>", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_no_answer(body):
    with pytest.raises(http.Unavailable):
        http.get_json(raw_server(ok(body)))


def test_a_heap_is_not_read_to_its_end():
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + b" " * (http.MOST_BYTES + 500_000)

    with pytest.raises(http.Unavailable, match="bytes"):
        http.get_json(raw_server(endless))


def test_a_drip_is_not_waited_for():
    slow = http.Caller(whole_seconds=0.3)
    began = time.monotonic()

    with pytest.raises(http.Unavailable, match="slow"):
        slow.get_json(raw_server(ok(b" " * 76_800), drip=0.05))

    assert time.monotonic() - began < 30  # of sixty


def test_secrets_reach_no_error(bank):
    with pytest.raises(http.Refused) as refusal:
        http.get_json(f"{bank}/v2/cob/x?segredo=1", token="segredo", params={"a": "segredo"})

    assert "segredo" not in str(refusal.value)
    assert "segredo" not in repr(http.Caller(client_pem="segredo"))


@pytest.mark.parametrize(
    "pem", ["", "x", "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----"]
)
def test_a_certificate_without_its_key_is_refused(pem):
    from payments.psp.certificates import check_pem

    with pytest.raises(http.BadCertificate):
        check_pem(pem)
