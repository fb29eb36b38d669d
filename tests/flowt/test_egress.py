"""Addresses that a tenant typed lead nowhere inside, and what answers is kept within bounds."""

import resource
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest

from flowt import egress, http

INSIDE = [
    "http://127.0.0.1:{port}/",
    "http://2130706433:{port}/",  # decimal
    "http://0177.0.0.1:{port}/",  # octal
    "http://0x7f.1:{port}/",
    "http://0x7f000001:{port}/",
    "http://127.1:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://[::1]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST.:{port}/",
    "http://tenant.localhost:{port}/",
    "http://user:pass@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@example.com/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fe80::1%25lo]:{port}/",
    "http://10.0.0.1/",
    "http://100.64.0.1/",
    "http://224.0.0.1/",
    "file:///etc/passwd",
    "unix:///tmp/socket",
    "gopher://127.0.0.1:{port}/",
]


class Canary(ThreadingHTTPServer):
    """Counts who comes, and answers as it was told."""

    daemon_threads = True

    def __init__(self, answer):
        self.hits, self.answer = [], answer
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/"

    def handle_error(self, request, client_address):
        pass  # whoever hung up


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.hits.append(self.path)
        self.server.answer(self)

    do_POST = do_GET

    def log_message(self, *args):
        pass


@pytest.fixture
def canary():
    servers = []

    def start(answer):
        server = Canary(answer)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def loopback_opened(settings):
    settings.FLOWT_EGRESS_ALLOW = ["127.0.0.0/8"]


def fine(handler):
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(b"{}")


def call(url, **options):
    return http.Caller(is_typed=True).get_json(url, **options)


@pytest.mark.parametrize("address", INSIDE)
def test_no_notation_leads_inside(canary, address):
    server = canary(fine)

    with pytest.raises(http.HttpFailure):
        call(address.format(port=server.server_port))

    assert server.hits == []


def test_a_private_address_is_refused_for_good(canary):
    with pytest.raises(http.Refused, match="not a public address"):
        call(canary(fine).url)


def test_a_redirect_inside_is_not_followed(canary, loopback_opened):
    inside = canary(fine)

    def elsewhere(handler):
        handler.send_response(302)
        handler.send_header("Location", inside.url)
        handler.end_headers()

    with pytest.raises(http.Refused, match="302"):
        call(canary(elsewhere).url)

    assert inside.hits == []


def test_a_name_is_looked_up_once_and_pinned(canary, monkeypatch):
    server, asked, real = canary(fine), [], socket.getaddrinfo

    def changes_its_mind(host, port, *args, **kwargs):
        if host != "rebind.example":
            return real(host, port, *args, **kwargs)
        asked.append(host)
        first = "127.0.0.1" if len(asked) > 1 else "192.0.0.9"  # public, and nobody is there
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (first, port))]

    monkeypatch.setattr(egress.socket, "getaddrinfo", changes_its_mind)
    monkeypatch.setattr(egress, "CONNECT_SECONDS", 0.3)
    monkeypatch.setattr(egress, "PORTS", {server.server_port})

    with pytest.raises(http.Unavailable):
        call(f"http://rebind.example:{server.server_port}/")

    assert (asked, server.hits) == (["rebind.example"], [])


def test_a_name_that_leads_to_both_sides_is_refused(canary, monkeypatch):
    server = canary(fine)
    both = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in ("1.1.1.1", "127.0.0.1")
    ]
    monkeypatch.setattr(egress.socket, "getaddrinfo", lambda *args, **kwargs: both)

    with pytest.raises(http.Refused):
        call(f"http://both.example:{server.server_port}/")

    assert server.hits == []


def test_other_ports_of_the_internet_are_refused():
    with pytest.raises(http.Refused):
        call("http://1.1.1.1:25/")


@pytest.mark.parametrize("part", ["headers", "body"])
def test_a_drip_ends(canary, loopback_opened, monkeypatch, part):
    monkeypatch.setattr(egress, "WHOLE_SECONDS", 1.0)

    def drip(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if part == "body" else b""))
        for _ in range(1200):
            handler.wfile.write(b"X-A: b\r\n" if part == "headers" else b" ")
            handler.wfile.flush()
            time.sleep(0.05)

    began = time.monotonic()
    with pytest.raises(http.Unavailable):
        call(canary(drip).url)

    assert time.monotonic() - began < 30  # of sixty


def test_a_gigabyte_is_not_read(canary, loopback_opened):
    sent = []

    def flood(handler):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(1024):
            handler.wfile.write(b"x" * 1_048_576)
            sent.append(1)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(http.Unavailable, match="more than"):
        call(canary(flood).url)

    assert len(sent) < 64
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000  # KiB


def test_a_header_without_end_is_cut(canary, loopback_opened):
    def endless(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-A: ")
        for _ in range(1024):
            handler.wfile.write(b"a" * 1_048_576)

    with pytest.raises(http.HttpFailure):
        call(canary(endless).url)


def test_what_was_opened_on_purpose_is_reached(canary, loopback_opened):
    assert call(canary(fine).url) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1.1.1.1", True), ("2606:4700::1111", True), ("::ffff:1.1.1.1", True),
     ("64:ff9b::101:101", True), ("2001:0:4136:e378:8000:63bf:f5ff:fffe", False),
     ("fd00:ec2::254", False), ("ff02::1", False), ("255.255.255.255", False)],
)  # fmt: skip
def test_what_is_public(text, expected):
    assert egress.is_public(ip_address(text)) is expected
