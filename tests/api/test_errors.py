"""Every error under /api/ is a problem: RFC 9457, in the caller's language, whatever went wrong."""

import json

import pytest
from django.db import OperationalError

from flowt import limits
from flowt.api.problems import KINDS
from flowt.tenancy import public_schema
from tenants import hosts
from tenants.models import Tenant
from tests.api.conftest import Program, new_key, order_body
from tests.conftest import host_of

POST = {"content_type": "application/json"}


def problem(answer, status, code):
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    found = answer.json()
    assert (found["status"], found["code"]) == (status, code), found
    assert found["request_id"] == answer["X-Request-ID"]
    assert found["type"] == f"/api/#problem-{code.replace('_', '-')}"
    assert found["title"]
    assert found["detail"]
    assert not answer.cookies
    return found


def post(program, body, **headers):
    given = {"Idempotency-Key": new_key(), **headers}
    return program.post("/api/v1/orders", body, headers=given, **POST)


@pytest.mark.parametrize("path", ["/api/v1/nada", "/api/v1", "/api/v1/", "/api/v2/menu", "/api/x"])
def test_unknown_paths(visitor, path):
    problem(visitor.get(path), 404, "not_found")


def test_a_slash_too_many_is_another_path(visitor):
    problem(visitor.get("/api/v1/menu/"), 404, "not_found")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_a_method_that_is_not_taken_names_those_that_are(visitor, method):
    answer = getattr(visitor, method)("/api/v1/orders")

    problem(answer, 405, "method_not_allowed")
    assert answer["Allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1, "a": 2}',
        b"[" * 20 + b"]" * 20,
        b"[" * 100_000,
        b'{"a":' * 5000,
        b"1" * 5000,
        b'{"\\u0000": 1}',
    ],
    ids=range(11),
)
def test_what_is_no_json_of_ours(visitor, body):
    problem(post(visitor, body), 400, "bad_request")


@pytest.mark.parametrize("body", [b"[]", b"null", b'"x"', b"7", b"true"])
def test_json_that_is_no_object(visitor, body):
    problem(post(visitor, body), 422, "invalid_fields")


def test_numbers_past_the_largest_are_named(visitor):
    found = problem(post(visitor, b'{"items": [%s]}' % (b"9" * 400)), 422, "invalid_fields")

    assert found["errors"][0]["field"] == "/items/0"


def test_bodies_that_are_too_large_are_not_read(visitor):
    problem(post(visitor, b'"' + b"x" * 300_000 + b'"'), 413, "payload_too_large")


def test_bodies_of_unknown_length(visitor):
    answer = visitor.generic(
        "POST", "/api/v1/orders", "", headers={"Transfer-Encoding": "chunked"}, CONTENT_LENGTH=""
    )

    problem(answer, 411, "length_required")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_bodies_of_another_kind(visitor, kind):
    answer = visitor.generic("POST", "/api/v1/orders", "{}", content_type=kind)

    problem(answer, 415, "unsupported_media_type")


def test_compressed_bodies_are_not_opened(visitor):
    problem(post(visitor, b"{}", **{"Content-Encoding": "gzip"}), 415, "unsupported_media_type")


@pytest.mark.parametrize("accept", ["text/html", "image/*", "application/xml"])
def test_answers_of_another_kind(visitor, accept):
    problem(visitor.get("/api/v1/menu", headers={"Accept": accept}), 406, "not_acceptable")


@pytest.mark.parametrize("accept", ["*/*", "application/*", "text/html, application/json;q=0.1"])
def test_answers_of_the_kind_there_is(visitor, accept):
    assert visitor.get("/api/v1/menu", headers={"Accept": accept}).status_code == 200


def test_a_filter_that_is_misspelt(program):
    found = problem(program().get("/api/v1/orders?stauts=open"), 422, "invalid_fields")

    assert (found["errors"][0]["in"], found["errors"][0]["field"]) == ("query", "/stauts")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "/limit"),
        ("limit=101", "/limit"),
        ("limit=x", "/limit"),
        ("cursor=x", "/cursor"),
        ("status=eaten", "/status"),
        ("number=99999999999999999999", "/number"),
        ("placed_from=2026-01-01", "/placed_from"),
        ("placed_from=2026-01-01T00:00:00", "/placed_from"),
        ("placed_from=0001-01-01T00:00:00-23:59", "/placed_from"),
        ("placed_to=9999-12-31T23:59:59Z", "/placed_to"),
        ("customer_phone=abc", "/customer_phone"),
    ],
)
def test_filters_that_are_not_valid(program, query, field):
    found = problem(program().get(f"/api/v1/orders?{query}"), 422, "invalid_fields")

    assert [(error["in"], error["field"]) for error in found["errors"]] == [("query", field)]


def test_nul_in_a_filter(program):
    problem(program().get("/api/v1/catalog/items?sku=%00"), 400, "bad_request")


def test_the_sentence_is_in_the_callers_language(visitor, dish):
    body = json.dumps(order_body(dish, profile="drone"))
    english = post(visitor, body).json()
    portuguese = post(visitor, body, **{"Accept-Language": "pt-BR,en;q=0.5"})

    assert english["title"] == "Fields not valid"
    assert portuguese.json()["title"] == "Campos inválidos"
    assert portuguese["Content-Language"] == "pt-br"
    assert "Escolha" in portuguese.json()["errors"][0]["message"]


def test_without_a_wish_it_is_in_the_tenants_language(visitor):
    answer = visitor.get("/api/v1/nada", headers={"Accept-Language": "xx"})

    assert answer["Content-Language"] == "pt-br"
    assert answer.json()["title"] == "Não encontrado"


def test_an_unknown_business(db):
    problem(Program("nobody.localhost").get("/api/v1/menu"), 404, "tenant_unknown")


@pytest.mark.parametrize("query", ["", "?tenant=primeira", "?cod_tenant=1"])
def test_the_main_host_is_no_business_whatever_it_is_asked(shop, query):
    problem(Program("localhost").get(f"/api/v1/menu{query}"), 404, "tenant_unknown")


def test_a_suspended_business(shop):
    with public_schema():
        Tenant.objects.filter(pk=shop.pk).update(status="suspended", suspended_at="2026-01-01T00Z")
    hosts._kept.clear()

    problem(Program(host_of(shop)).get("/api/v1/menu"), 403, "tenant_suspended")


def test_a_host_that_is_none(db):
    problem(Program("a_b..c/").get("/api/v1/menu"), 400, "bad_request")


def test_our_own_mistake_says_nothing_of_itself(visitor, monkeypatch):
    monkeypatch.setattr("storefront.api.store.opening", lambda tenant: 1 / 0)

    answer = visitor.get("/api/v1/store")

    problem(answer, 500, "server_error")
    assert "division" not in answer.text


def test_a_database_that_does_not_answer(visitor, monkeypatch):
    def gone(tenant):
        raise OperationalError("the database system is shutting down")

    monkeypatch.setattr("storefront.api.store.opening", gone)

    answer = visitor.get("/api/v1/store")

    problem(answer, 503, "unavailable")
    assert int(answer["Retry-After"]) > 0


def test_too_many_requests(visitor, settings):
    settings.FLOWT_RATES = {"api.public": "3/day"}
    limits.forget()
    answers = [visitor.get("/api/v1/store") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer["RateLimit"].partition(";t")[0] for answer in answers] == [
        f'"api.public";r={left}' for left in (2, 1, 0, 0)
    ]
    problem(answers[-1], 429, "too_many_requests")
    assert 1 <= int(answers[-1]["Retry-After"]) <= 86_400


def test_keys_and_addresses_are_counted_apart(visitor, program, settings):
    settings.FLOWT_RATES = {"api.public": "1/day"}
    limits.forget()
    mine = program()

    assert [visitor.get("/api/v1/store").status_code for _ in range(2)] == [200, 429]
    assert mine.get("/api/v1/store").status_code == 200
    assert '"api.key"' in mine.get("/api/v1/store")["RateLimit"]


def test_every_answer_says_what_is_left(visitor, dish):
    for answer in (
        visitor.get("/api/v1/menu"),
        visitor.get("/api/v1/orders"),
        visitor.get("/api/v1/orders/x"),
        post(visitor, b"{"),
        post(visitor, json.dumps(order_body(dish))),
    ):
        assert answer["RateLimit"]
        assert answer["RateLimit-Policy"]


def test_head_is_get_without_its_body(visitor):
    get, head = visitor.get("/api/v1/store"), visitor.head("/api/v1/store")

    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == get["ETag"]


def test_pages_elsewhere_may_read_the_menu_and_place_nothing(visitor):
    read, write = visitor.options("/api/v1/menu"), visitor.options("/api/v1/catalog/items")

    assert read["Access-Control-Allow-Origin"] == "*"
    assert visitor.get("/api/v1/menu")["Access-Control-Allow-Origin"] == "*"
    assert "POST" not in visitor.options("/api/v1/orders").get("Access-Control-Allow-Methods", "")
    assert not write.has_header("Access-Control-Allow-Origin")
    assert not post(visitor, b"{}").has_header("Access-Control-Allow-Origin")


def test_every_kind_is_a_promise_with_words():
    assert all(kind.title and kind.detail for kind in KINDS.values())
    assert len({kind.title for kind in KINDS.values()}) == len(KINDS)
