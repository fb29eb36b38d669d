"""API keys: shown once, scoped, of one tenant, dead at once when they are revoked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from flowt.api import keys
from flowt.api.models import ApiKey
from flowt.api.operations import TooManyKeys, create_key, note_use, revoke_key
from flowt.api.scopes import Scope
from flowt.audit.models import AuditEntry
from flowt.celery import app
from flowt.tenancy import tenant_context
from tests.api.conftest import Program
from tests.conftest import host_of, run_commit_hooks
from tests.factories import make_order
from tests.storefront.conftest import open_shop

ROUTES = [  # method, path, body, scopes of which any will do
    ("get", "/orders", None, {Scope.ORDERS_READ}),
    ("get", "/catalog/items", None, {Scope.CATALOG_READ}),
    ("get", "/catalog/items/1", None, {Scope.CATALOG_READ}),
    ("post", "/catalog/items", {}, {Scope.CATALOG_WRITE}),
    ("patch", "/catalog/items/1", {}, {Scope.CATALOG_WRITE}),
    ("delete", "/catalog/items/1", None, {Scope.CATALOG_WRITE}),
    ("put", "/catalog/items/1/stock", {}, {Scope.CATALOG_STOCK, Scope.CATALOG_WRITE}),
    ("put", "/catalog/items/1/sold-out", {}, {Scope.CATALOG_STOCK, Scope.CATALOG_WRITE}),
    ("delete", "/catalog/items/1/sold-out", None, {Scope.CATALOG_STOCK, Scope.CATALOG_WRITE}),
    ("put", "/catalog/items/1/option-groups", {}, {Scope.CATALOG_WRITE}),
    ("post", "/catalog/items/1/restore", None, {Scope.CATALOG_WRITE}),
    ("get", "/catalog/categories", None, {Scope.CATALOG_READ}),
    ("post", "/catalog/categories", {}, {Scope.CATALOG_WRITE}),
    ("patch", "/catalog/categories/1", {}, {Scope.CATALOG_WRITE}),
    ("delete", "/catalog/categories/1", None, {Scope.CATALOG_WRITE}),
    ("post", "/catalog/categories/1/restore", None, {Scope.CATALOG_WRITE}),
    ("get", "/catalog/option-groups", None, {Scope.CATALOG_READ}),
    ("post", "/catalog/option-groups", {}, {Scope.CATALOG_WRITE}),
    ("put", "/catalog/option-groups/1", {}, {Scope.CATALOG_WRITE}),
    ("delete", "/catalog/option-groups/1", None, {Scope.CATALOG_WRITE}),
    ("put", "/catalog/options/1/availability", {}, {Scope.CATALOG_STOCK, Scope.CATALOG_WRITE}),
]
NAMES = [f"{method} {path}" for method, path, _body, _scopes in ROUTES]


@pytest.mark.parametrize(("method", "path", "body", "scopes"), ROUTES, ids=NAMES)
def test_a_scope_opens_what_it_names_and_nothing_else(program, method, path, body, scopes):
    for scope in Scope.values:
        status = program(scope).send(method, path, body).status_code
        assert (status == 403) == (scope not in scopes), (scope, status)
        assert status < 500


@pytest.mark.parametrize(("method", "path", "body", "scopes"), ROUTES, ids=NAMES)
def test_without_a_key_there_is_a_challenge(visitor, method, path, body, scopes):
    answer = visitor.send(method, path, body)

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_moving_and_cancelling_are_two_scopes(program, shop):
    order = make_order()
    there = f"/orders/{order.token}/moves"
    cancel = {"verb": "cancel", "reason": "stock"}

    assert program(Scope.ORDERS_MOVE).send("post", there, cancel).status_code == 403
    assert program(Scope.ORDERS_CANCEL).send("post", there, {"verb": "accept"}).status_code == 403
    assert program(Scope.ORDERS_CANCEL).send("post", there, cancel).status_code == 200


def test_what_is_missing_is_named(program):
    answer = program(Scope.CATALOG_READ).send("get", "/orders")

    assert answer.json()["required_scopes"] == ["orders:read"]
    assert 'scope="orders:read"' in answer["WWW-Authenticate"]


@pytest.mark.parametrize(
    "given",
    [
        "Bearer",
        "Bearer ",
        "Bearer flowt_" + "a" * 46,
        "Bearer " + keys.new_key(),
        "Basic Zm9vOmJhcg==",
        "flowt_" + "a" * 46,
        "Bearer \xe9",
        "Bearer " + "x" * 5000,
    ],
    ids=range(8),  # one is drawn by lot, and may not name the test
)
def test_what_is_no_key_is_refused_also_where_none_is_needed(visitor, given):
    answer = visitor.get("/api/v1/menu", headers={"Authorization": given})

    assert answer.status_code == 401


def test_a_key_is_dead_on_another_tenant(program, other_tenant):
    open_shop(other_tenant)
    mine = program()
    stranger = Program(host_of(other_tenant), mine.key)

    assert stranger.send("get", "/catalog/items").status_code == 401
    assert stranger.send("get", "/menu").status_code == 401


def test_a_copied_row_is_no_key_elsewhere(program, other_tenant):
    mine = program()
    open_shop(other_tenant)
    with tenant_context(other_tenant):
        copied = ApiKey(name="x", prefix="x", digest=mine.row.digest, scopes=mine.row.scopes)
        copied.save()

    assert Program(host_of(other_tenant), mine.key).send("get", "/orders").status_code == 401


def test_a_revoked_key_is_dead_with_the_next_request(program):
    mine = program()
    assert mine.send("get", "/orders").status_code == 200

    revoke_key(mine.row, actor=None)

    assert mine.send("get", "/orders").status_code == 401


def test_an_expired_key_is_dead(program):
    mine = program()
    ApiKey.objects.update(expires_at=timezone.now())

    assert mine.send("get", "/orders").status_code == 401


def test_a_session_is_nobody_here(client_as, shop):
    owner = client_as("owner")
    assert owner.get("/painel/pedidos/").status_code == 200

    assert owner.get("/api/v1/orders").status_code == 401


def test_no_cookie_goes_out(client_as, shop):
    answer = client_as("owner").get("/api/v1/menu")

    assert not answer.cookies
    assert "Cookie" not in answer["Vary"]


def test_the_key_itself_is_kept_nowhere(tenant):
    made = create_key(name="Caixa", scopes=[Scope.ORDERS_READ], actor=None)

    row = ApiKey.objects.get()
    entry = AuditEntry.objects.get(action="api_key.create")
    assert made.secret not in str(vars(row)) + str(vars(entry))
    assert made.secret.startswith(row.prefix)
    assert len(row.prefix) == 12


def test_keys_are_told_from_other_text():
    key = keys.new_key()

    assert keys.is_well_formed(key)
    assert not keys.is_well_formed(key[:-1] + ("a" if key[-1] != "a" else "b"))
    assert not keys.is_well_formed(key + "\n")


def test_a_use_is_noted_once_a_minute_and_away_from_the_request(program):
    app.conf.update(task_always_eager=True)
    mine = program()
    try:
        for _ in range(3):
            mine.send("get", "/orders")
            run_commit_hooks()
    finally:
        app.conf.update(task_always_eager=False)

    first = ApiKey.objects.get().last_used_at
    assert (timezone.now() - first).total_seconds() < 60
    assert ApiKey.objects.get().last_used_ip == "127.0.0.1"
    note_use(mine.row.pk, at=first + timedelta(seconds=59), ip="10.0.0.1")
    assert ApiKey.objects.get().last_used_at == first


def test_the_trail_says_which_key_it_was(program, shop):
    mine = program()
    order = make_order()

    mine.send("post", f"/orders/{order.token}/moves", {"verb": "accept"})

    assert order.moves.last().actor_label == f"API: Caixa ({mine.row.prefix}…)"


def test_there_are_not_more_keys_than_a_person_can_look_after(tenant):
    for at in range(50):
        create_key(name=f"Chave {at}", scopes=[], actor=None)

    with pytest.raises(TooManyKeys):
        create_key(name="Mais uma", scopes=[], actor=None)
    revoke_key(ApiKey.objects.first(), actor=None)
    create_key(name="Mais uma", scopes=[], actor=None)


def test_guessing_is_slowed_down(visitor):
    headers = {"Authorization": f"Bearer {keys.new_key()}"}
    answers = [visitor.get("/api/v1/menu", headers=headers).status_code for _ in range(31)]

    assert answers == [401] * 30 + [429]
