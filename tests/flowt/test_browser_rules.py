"""What every answer tells browsers to refuse, whatever answered."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from flowt.browser_rules import REPORTS
from tests.conftest import TenantClient, host_of
from tests.factories import make_item, make_order
from tests.test_routes import routes

EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Reporting-Endpoints": f'browser="{REPORTS}"',
}
NONCE = re.compile(r"'nonce-([\w-]{24})'")


def rules_of(response) -> dict[str, str]:
    """The content policy as {directive: its values}."""
    found = {}
    for rule in response["Content-Security-Policy"].split(";"):
        name, _, values = rule.strip().partition(" ")
        assert name not in found, "a browser would read the first alone"
        found[name] = values
    return found


def complaints(where, response) -> list[str]:
    """What one answer fails to say."""
    headers, found = response.headers, []
    found += [name for name, value in EXACT.items() if headers.get(name) != value]
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    if headers.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
        found.append("Referrer-Policy")
    if headers.get("Cross-Origin-Resource-Policy") not in ("same-origin", "cross-origin"):
        found.append("Cross-Origin-Resource-Policy")
    return [f"{where} {response.status_code}: {one}" for one in found + policy_complaints(response)]


def policy_complaints(response) -> list[str]:
    rules = rules_of(response)
    is_page = response.headers.get("Content-Type", "text/html").startswith("text/html")
    found = [
        name
        for name, expected in {
            "default-src": "'none'",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
            "form-action": "'self'" if is_page else "'none'",
        }.items()
        if rules.get(name) != expected
    ]
    if "unsafe" in rules.get("script-src", "") or (is_page and "script-src" not in rules):
        found.append("script-src")
    if is_page and (rules["style-src"] != "'self'" or rules["object-src"] != "'none'"):
        found.append("style-src or object-src")
    return found


def walk(browser: TenantClient) -> list[str]:
    browser.raise_request_exception = False
    return [
        line
        for path, _view in routes()
        for method in ("GET", "POST", "HEAD", "OPTIONS")
        for line in complaints(f"{method} {path}", browser.generic(method, path))
    ]


@pytest.mark.slow
@pytest.mark.parametrize("who", ["owner", "nobody", "administrator of all"])
def test_every_route_and_method(client_as, client, global_admin, who):
    browser = {"owner": lambda: client_as("owner"), "nobody": lambda: client}.get(who)

    assert walk(browser() if browser else global_admin) == []


@pytest.mark.parametrize(
    "path",
    [
        "/static/favicon.svg",
        "/static/errors.css",
        "/media/catalogo/teste.svg",
        "/media/nada.webp",
        "/cardapio",  # a slash is missing
        "/nada/",
        "/painel/catalogo/exportar/csv/",
        "/painel/catalogo/exportar/json/",
        "/painel/pedidos/exportar.csv",
    ],
)
def test_files_and_exports(client_as, path):
    default_storage.delete("catalogo/teste.svg")
    default_storage.save("catalogo/teste.svg", ContentFile(b"<svg/>"))

    assert complaints(path, client_as("owner").get(path)) == []


@pytest.mark.parametrize("host", ["ninguem.localhost", "a b", "[::1", "x" * 300])
def test_unknown_and_impossible_hosts(tenant, host):
    assert complaints(host, TenantClient(HTTP_HOST=host).get("/")) == []


def test_a_bug_and_a_database_that_is_gone(client, monkeypatch):
    from django.db import OperationalError

    client.raise_request_exception = False
    for error in (ValueError("bug"), OperationalError("gone")):

        def broken(*_a, _error=error, **_k):
            raise _error

        monkeypatch.setattr("storefront.views.menu.render_public", broken)
        response = client.get("/cardapio/")
        assert response.status_code in {500, 503}
        assert complaints(error, response) == []


def test_a_database_that_is_gone_before_anything(client, monkeypatch):
    from django.db import OperationalError

    def broken():
        raise OperationalError("gone")

    client.raise_request_exception = False
    monkeypatch.setattr("flowt.middleware.bind_public", broken)

    assert complaints("bind", client.get("/cardapio/")) == []


def test_an_order_of_ones_own(client, tenant):
    order = make_order()
    for tail in ("", "ao-vivo/", "recibo.pdf", "pix.svg"):
        response = client.get(f"/pedido/{order.token}/{tail}")
        assert complaints(tail, response) == []
        assert response["Referrer-Policy"] == "no-referrer"


def test_the_console_bears_a_new_nonce_each_time(client_as):
    owner = client_as("owner")
    first, second = owner.get("/painel/"), owner.get("/painel/")

    one, two = (NONCE.search(page["Content-Security-Policy"])[1] for page in (first, second))

    assert one != two
    assert f'<script type="module" crossorigin="" nonce="{one}"' in first.text
    assert rules_of(first)["script-src"] == f"'nonce-{one}' 'strict-dynamic'"
    scripts = re.findall(r"<script[^>]*>|<link[^>]*modulepreload[^>]*>", first.text)
    assert scripts
    assert [tag for tag in scripts if f'nonce="{one}"' not in tag and "json" not in tag] == []


@pytest.mark.parametrize("path", ["/", "/cardapio/", "/cardapio/lasanha/", "/carrinho/", "/nada/"])
def test_what_is_kept_for_all_bears_none(client, tenant, path):
    make_item("Lasanha", slug="lasanha")

    for _ in range(2):
        response = client.get(path)
        assert "nonce" not in response.text
        assert rules_of(response)["script-src"] == "'self'"


def test_a_page_with_a_nonce_is_not_kept(client, tenant, monkeypatch):
    from storefront import page_cache
    from storefront.views import menu

    real = menu.render_public

    def with_nonce(request, *args, **kwargs):
        str(request.csp_nonce)
        return real(request, *args, **kwargs)

    monkeypatch.setattr(menu, "render_public", with_nonce)
    client.get("/cardapio/")

    assert page_cache.store.size == 0


@pytest.mark.parametrize(
    ("live", "origin"),
    [
        ("", "http://{host}:{port}"),
        ("/", ""),
        ("https://live.example/", "https://live.example"),
    ],
)
def test_streams_may_be_opened_where_they_are_served(client_as, tenant, settings, live, origin):
    settings.FLOWT_LIVE_URL = live

    response = client_as("owner").get("/painel/pedidos/")

    expected = origin.format(host=host_of(tenant), port=django_settings.FLOWT_LIVE_PORT)
    assert rules_of(response)["connect-src"] == f"'self' {expected}".strip()


def test_https_is_promised_where_it_is_spoken(client, settings):
    assert "Strict-Transport-Security" not in client.get("/cardapio/")
    settings.SECURE_HSTS_SECONDS, settings.FLOWT_HTTPS = 31_536_000, True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    settings.FLOWT_PUBLIC_PORT = 443
    https = {"HTTP_HOST": "primeira.localhost", "HTTP_X_FORWARDED_PROTO": "https"}
    browser = TenantClient(SERVER_NAME="primeira.localhost", **https)
    for path in ("/cardapio/", "/nada/", "/static/errors.css"):
        response = browser.get(path)
        assert response["Strict-Transport-Security"] == "max-age=31536000"
    assert "upgrade-insecure-requests" in browser.get("/cardapio/")["Content-Security-Policy"]


OLD = {"csp-report": {"document-uri": "http://a/pedido/?x=segredo", "blocked-uri": "inline"}}
NEW = [{"type": "csp-violation", "body": {"effectiveDirective": "script-src", "blockedURL": "x"}}]


@pytest.mark.parametrize("report", [OLD, NEW])
def test_reports_are_logged_without_what_is_personal(main_client, caplog, report):
    kind = "application/reports+json"
    response = main_client.post(REPORTS, json.dumps(report), content_type=kind)

    assert response.status_code == 204
    assert "browser_refused" in caplog.text
    assert "segredo" not in caplog.text


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"[]", b"3", b"null", b"[" * 9000, b'{"csp-report": 7}', b'[{"body":[]}]'],
)
def test_nonsense_for_a_report_is_dropped(client, caplog, body):
    assert client.post(REPORTS, body, content_type="application/csp-report").status_code == 204
    assert "browser_refused" not in caplog.text


def test_reports_are_small_and_few(client, settings):
    settings.FLOWT_RATES = {"browser.report": "3/minute"}
    huge = "x" * 20_000

    answers = [
        client.post(REPORTS, body, content_type="application/json").status_code
        for body in (huge, json.dumps(NEW * 50), "{}", "{}")
    ]

    assert answers == [413, 204, 204, 429]


def test_no_front_end_source_calls_for_what_the_policy_refuses():
    sources = Path(django_settings.BASE_DIR, "frontend", "src").rglob("*.ts")
    forbidden = re.compile(
        r"\beval\(|new Function\(|document\.write\(|\.style\.cssText|javascript:"
    )

    assert [path.name for path in sources if forbidden.search(path.read_text())] == []
