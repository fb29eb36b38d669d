"""Addresses, queries, headers, cookies and bodies that no browser sends."""

import json
import os
import random
from urllib.parse import quote_from_bytes

import pytest
from django.urls import get_resolver

from orders.models import Order
from tests.input import corpus
from tests.input.conftest import FORM, undone
from tests.input.pages import complaints
from tests.test_routes import SAMPLES, routes

PUBLIC = ["/", "/cardapio/", "/cardapio/feijoada/", "/carrinho/", "/finalizar/", "/consentimento/"]
PANEL = ["/painel/", "/painel/pedidos/lista/", "/painel/catalogo/", "/painel/auditoria/"]
PANEL += ["/painel/pedidos/lista/exportar/", "/painel/pagamentos/", "/painel/qr/folha.pdf"]
QUERY = ["q", "page", "sort", "status", "tipo", "since", "until", "profile", "period", "payment"]
QUERY += ["category", "categoria", "tenant", "cod_tenant", "via", "qr_src", "utm_source", "ids"]
QUERY += ["next", "kind", "largura", "per_page", "v", "t", "pedido", "who", "action", "limit"]
HEADERS = ["Accept", "Accept-Language", "Accept-Encoding", "User-Agent", "Referer", "Origin"]
HEADERS += ["X-Request-ID", "HX-Request", "HX-Target", "HX-Current-URL", "HX-Trigger", "Range"]
HEADERS += ["If-None-Match", "If-Modified-Since", "X-Forwarded-For", "X-Forwarded-Host"]
HEADERS += ["Sec-Fetch-Site", "Idempotency-Key", "Authorization", "traceparent", "Content-Length"]
COOKIES = ["flowt_session", "flowt_csrf", "flowt_ui", "flowt_consent", "flowt_lang", "flowt_theme"]
POSTS = ["/carrinho/adicionar/", "/finalizar/", "/consentimento/", "/cardapio/feijoada/interesse/"]
CHANCE = random.Random(7)
LONG = os.environ.get("FLOWT_CHAOS") == "long"


@pytest.fixture(autouse=True)
def _chance_of_its_own() -> None:
    """What a test draws does not depend on which ran before it."""
    CHANCE.seed(7)


def escaped(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")


def some(count: int) -> list[str]:
    return CHANCE.sample(list(corpus.ALL.values()), count)


@pytest.fixture
def browsers(visitors):
    return {who: visitors[who][0] for who in visitors}


@pytest.mark.slow
def test_a_query(browsers):
    """All parameters at once: each value on one page of the shop and one of the console."""
    found = []
    for value in corpus.ALL.values():
        query = "&".join(f"{name}={escaped(value)}" for name in QUERY if name != "tenant")
        for who, paths in (("visitor", PUBLIC), ("owner", PANEL)):
            path = CHANCE.choice(paths)
            found += complaints(f"{path} {value[:30]!r}", browsers[who].get(f"{path}?{query}"))

    assert found == []


def test_one_parameter_at_a_time(browsers):
    found = []
    for name in QUERY:
        for value in some(LONG and 20 or 1):
            path = CHANCE.choice(PANEL)
            response = browsers["owner"].get(f"{path}?{name}={escaped(value)}")
            found += complaints(f"{path}?{name}={value[:30]!r}", response)
        response = browsers["stranger"].get(f"/?{name}={escaped(some(1)[0])}")
        found += complaints(f"/?{name}", response)

    assert found == []


@pytest.mark.slow
def test_a_header(browsers):
    found = []
    for name in HEADERS:
        for value in [*some(3), "x" * 20_000, "-1", "bytes=0-0,5-1", "é\u00ff"]:
            plain = value.replace("\r", "").replace("\n", "")
            plain = plain.encode("utf-8", "surrogatepass").decode("latin-1")
            who, path = CHANCE.choice((("visitor", "/cardapio/"), ("owner", "/painel/catalogo/")))
            response = browsers[who].get(path, headers={name: plain})
            found += complaints(f"{path} {name}: {value[:30]!r}", response)

    assert found == []


def test_a_cookie(browsers):
    found, visitor = [], browsers["visitor"]
    for name in COOKIES:
        for value in [*some(4), "e30=", "s=&c=-1&p=99999999999999999999&t=%00", "a" * 4000]:
            path = CHANCE.choice(("/cardapio/", "/carrinho/", "/conta/login/"))
            with undone(visitor):
                visitor.cookies[name] = escaped(value)
                found += complaints(f"{path} {name}={value[:30]!r}", visitor.get(path))

    assert found == []


def test_addresses(browsers):
    """Every parameter of every route, with what does not belong there."""
    found = []
    resolver_paths = {path for path, _view in routes(get_resolver())}
    strange = sorted(set(SAMPLES.values()))
    for path in sorted(resolver_paths):
        if not any(f"/{sample}" in path for sample in strange):
            continue
        for value in CHANCE.sample(
            [*some(2), "9" * 30, "%00", "..%2f..%2f", "%ff%fe"], 6 if LONG else 2
        ):
            filled = path
            for sample in strange:
                filled = filled.replace(
                    f"/{sample}", f"/{value if '%' in value else escaped(value)}"
                )
            browser = browsers["owner" if path.startswith("/painel") else "visitor"]
            found += complaints(f"GET {filled[:90]}", browser.get(filled))

    assert found == []


BODIES = {
    "nothing": (b"", "application/x-www-form-urlencoded"),
    "bad utf-8": (b"item=\xff\xfe\x80&quantity=\xc3(", "application/x-www-form-urlencoded"),
    "nul": (b"item=a%00b&quantity=%00&notes=%00&choice=%00", "application/x-www-form-urlencoded"),
    "half multipart": (
        b"--x\r\nContent-Disposition: form-data; name=",
        "multipart/form-data; boundary=x",
    ),
    "no boundary": (b"--x--", "multipart/form-data"),
    "bad boundary": (b"--x--", "multipart/form-data; boundary=" + "x" * 300),
    "many fields": (b"a=1&" * 5_000, "application/x-www-form-urlencoded"),
    "json": (json.dumps({"item": {"$gt": ""}}).encode(), "application/json"),
    "deep json": (b"[" * 50_000, "application/json"),
    "odd charset": (b"item=x", "application/x-www-form-urlencoded; charset=utf-7"),
    "no charset": (b"item=x", "application/x-www-form-urlencoded; charset=nothing"),
    "xml": (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', "text/xml"),
}


@pytest.mark.slow
def test_a_body(browsers):
    found = []
    for name, (body, kind) in BODIES.items():
        for who, paths in (("visitor", POSTS), ("owner", ["/painel/catalogo/novo/"])):
            for path in paths:
                with undone(browsers[who]):
                    response = browsers[who].generic("POST", path, body, content_type=kind)
                    found += complaints(f"{path} {name}", response)
                    assert response.status_code in {200, 302, 303, 400, 404, 413, 415, 422}

    assert found == []


def test_ten_megabytes_are_refused_in_words(browsers):
    body = b"notes=" + b"x" * 10_000_000
    for path in (*POSTS, "/conta/login/", "/painel/configuracoes/contato/"):
        response = browsers["owner"].generic("POST", path, body, content_type=FORM)

        assert (path, response.status_code) == (path, 413)
        assert "grande demais" in response.text
    assert Order.objects.count() == 1


NAMES_OF_MONEY = ("quantity", "price", "total", "unit_price", "seen_total", "change_for", "paid")


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES_OF_MONEY)
def test_the_server_alone_computes_money(browsers, name):
    """Whatever number a browser sends: no order but a right one, and no price of its own."""
    visitor = browsers["visitor"]
    for value in corpus.NUMBERS.values():
        with undone(visitor):
            added = {"item": "feijoada", "quantity": "1", name: value}
            assert visitor.post("/carrinho/adicionar/", added).status_code in {303, 422}
            order = {"name": "Ana", "phone": "11999998888", "profile": "pickup", "payment": "cash"}
            response = visitor.post("/finalizar/", {**order, name: value})
            assert response.status_code in {302, 422}
            prices = set(
                Order.objects.exclude(number=1).values_list("lines__unit_price", flat=True)
            )
            assert prices <= {42}
