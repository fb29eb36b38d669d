"""Host names as an attacker writes them, over raw sockets, to the real server in HTTPS mode."""

import re

import pytest
from django.db import connection

from tenants.domains import operations
from tenants.domains.lookup import Answer
from tests.isolation.raw import request, send


def ask(secure, *args, **fields):
    return send(secure.port, request(*args, **fields))


def test_the_tenants_own_host_serves_it(secure):
    reply = ask(secure, secure.first.host.encode())

    assert reply.status == 200
    assert secure.first.word in reply.body.lower()


@pytest.mark.parametrize(
    "change",
    [
        lambda host: host.upper(),
        lambda host: host + b".",
        lambda host: host + b":443",
        lambda host: host.title() + b".:443",
    ],
    ids=["upper case", "trailing dot", "public port", "all of it"],
)
def test_one_host_in_other_letters_is_the_same_page(secure, change):
    host = secure.first.host.encode()
    plain = ask(secure, host)

    reply = ask(secure, change(host))

    assert reply.status == 200
    assert canonical(reply) == canonical(plain) == f"https://{secure.first.host}/cardapio/"


def canonical(reply):
    return re.search(r'rel="canonical" href="([^"]+)"', reply.body)[1]


@pytest.mark.parametrize(
    "host",
    [
        *(b"", b" ", b"nobody.localhost", b"evil.example", b"localhost.evil.example"),
        *(
            b"HOST.evil.example",
            b"evil.HOST",
            b"HOST:8",
            b"HOST:99999999",
            b"HOST:",
            b"HOST:443:443",
        ),
        *(b"HOST..", b".HOST", b"HOST/", b"HOST?x", b"HOST#x", b"HOST\\x", b"HOST,evil.example"),
        *(b"user@HOST", b"user:pass@HOST", b"HOST@evil.example", b"HOST evil", b"evil HOST"),
        *(b"HOST%00", b"HOST%2eevil", b"127.0.0.2", b"[::1]", b"[::1", b"2130706433", b"0x7f.1"),
        *(b"a" * 300 + b".localhost", b"a" * 20_000, "çantina.localhost".encode(), b"\xff\xfe"),
        *("\uff28OST".encode(), b"HOST\xc2\xa0", b"xn--a.localhost", b"*.localhost", b"localhost_"),
    ],
)
def test_any_other_host_is_refused(secure, host):
    reply = ask(secure, host.replace(b"HOST", secure.first.host.encode()))

    assert reply.status in {400, 404}
    assert secure.first.word not in reply.body.lower()
    assert "evil" not in reply.body


@pytest.mark.parametrize("order", ["ours first", "ours last", "twice the same"])
def test_two_host_headers_are_refused(secure, order):
    ours, other = secure.first.host.encode(), secure.second.host.encode()
    first, last = {
        "ours first": (ours, other),
        "ours last": (other, ours),
        "twice the same": (ours, ours),
    }[order]

    reply = ask(secure, first, b"/cardapio/", b"Host: " + last)

    assert reply.status == 400


def test_no_host_is_refused(secure):
    assert ask(secure, None).status == 400
    assert send(secure.port, b"GET /cardapio/ HTTP/1.0\r\n\r\n").status == 400


def test_the_host_in_the_request_line_opens_nothing(secure):
    """The server takes the Host header where there is one; the proxy before it agrees, because it
    sends a Host of its own. Without a header the line's host counts, and has to be known."""
    ours, other = secure.first.host.encode(), secure.second.host.encode()

    assert ask(secure, None, b"http://evil.example/cardapio/").status == 404
    assert ask(secure, b"evil.example", b"http://" + ours + b"/cardapio/").status == 404
    assert ask(secure, ours, b"http://user:pass@/cardapio/").status in {400, 404}
    reply = ask(secure, ours, b"http://" + other + b"/cardapio/")
    assert secure.second.word not in reply.body.lower()
    assert canonical(reply) == f"https://{secure.first.host}/cardapio/"


@pytest.mark.parametrize(
    "header",
    [
        *(b"X-Forwarded-Host: OTHER", b"X-Forwarded-Host: evil.example", b"X-Host: OTHER"),
        *(b"Forwarded: host=OTHER;proto=http", b"X-Forwarded-Server: OTHER", b"X_Host: OTHER"),
        *(b"X-Original-Host: OTHER", b"X-HTTP-Host-Override: OTHER", b"X-Forwarded-Port: 8"),
        *(b"X-Original-URL: /painel/", b"X-Rewrite-URL: /painel/", b"X-Forwarded-Prefix: /evil"),
    ],
)
def test_headers_that_claim_another_host_are_not_read(secure, header):
    header = header.replace(b"OTHER", secure.second.host.encode())

    reply = ask(secure, secure.first.host.encode(), b"/cardapio/", header)

    assert reply.status == 200
    assert canonical(reply) == f"https://{secure.first.host}/cardapio/"
    assert secure.second.word not in reply.body.lower()
    assert "evil" not in reply.body


@pytest.mark.parametrize(
    "path", [b"//evil.example/", b"//evil.example//painel", b"/%2f%2fevil.example"]
)
def test_a_path_that_looks_like_a_host_redirects_nowhere(secure, path):
    reply = ask(secure, secure.first.host.encode(), path)

    assert reply.status in {301, 404}
    assert "location: //" not in reply.head.lower()
    assert "location: http" not in reply.head.lower()


TRICKS = [
    *(("HOST", []), ("HOST.", []), ("HOST:443", []), ("HOST", [b"X-Forwarded-Host: evil.example"])),
    *(("HOST:8000", []), ("HOST", [b"Forwarded: host=evil.example", b"X-Forwarded-Port: 666"])),
]


@pytest.mark.parametrize("site", ["tenant", "main"])
@pytest.mark.parametrize(("written", "headers"), TRICKS)
def test_a_reset_letter_holds_the_canonical_host_alone(secure, person, site, written, headers):
    known = secure.first.host if site == "tenant" else "localhost"
    host = written.replace("HOST", known).encode()
    page = ask(secure, host, b"/conta/password/reset/", *headers)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.body)[1]
    cookie = page.cookies()["__Host-flowt_csrf"].partition(";")[0].encode()
    body = f"csrfmiddlewaretoken={token}&email={person}".encode()
    sent = [b"Cookie: " + cookie, b"Referer: https://" + known.encode() + b"/conta/", *headers]

    reply = ask(secure, host, b"/conta/password/reset/", *sent, method=b"POST", body=body)

    assert reply.status == 302
    letter = secure.letter()
    hosts = set(re.findall(r"https?://([^/\s]+)/", letter))
    assert hosts == {secure.first.host if site == "tenant" else "flowt.example"}
    assert "evil" not in letter


def test_a_reset_at_an_unknown_host_writes_no_letter(secure, person):
    for host in (b"evil.example", secure.first.host.encode() + b":666"):
        body = f"email={person}".encode()
        reply = ask(secure, host, b"/conta/password/reset/", method=b"POST", body=body)
        assert reply.status in {400, 404}
    assert secure.letter() == ""


def test_a_host_that_was_given_back_is_answered_no_more(secure, django_db_blocker):
    """By a process that has it in memory, page and all."""
    host, tenant = f"pedidos-{secure.first.word}.com.br", secure.first.tenant
    with django_db_blocker.unblock():
        claim = operations.claim_domain(tenant, domain=host, actor=None)
        proof = Answer(frozenset({claim.record_value}))
        operations.settle(claim.pk, proof, actor=None)
        assert [ask(secure, host.encode()).status for _ in range(3)] == [200, 200, 200]

        operations.give_back(claim, actor=None)

        assert [ask(secure, host.encode()).status for _ in range(3)] == [404, 404, 404]
        connection.close()
