"""Every page in a real browser: no axe violation in either theme or size, no console error,
nothing that sticks out sideways, and a menu that does not jump or weigh too much."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, Demo, sign_in

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
PUBLIC = [
    "/cardapio/",
    "/catalogo/",
    "/boas-vindas/",
    "/carrinho/",
    "/consentimento/",
    "/termos/",
    "/privacidade/",
    "/nada/",
]
PANEL = [
    "/painel/",
    "/painel/pedidos/",
    "/painel/pedidos/lista/",
    "/painel/pedidos/1/",
    "/painel/pedidos/1/cupom/",
    "/painel/catalogo/",
    "/painel/catalogo/novo/",
    "/painel/catalogo/1/",
    "/painel/catalogo/grupos/",
    "/painel/catalogo/importar/",
    "/painel/qr/",
    "/painel/paginas/",
    "/painel/paginas/nova/",
    "/painel/paginas/1/",
    "/painel/paginas/1/versoes/?versao=1",
    "/painel/leads/",
    "/painel/pagamentos/",
    "/painel/configuracoes/",
    "/painel/configuracoes/marca/",
    "/painel/configuracoes/horarios/",
    "/painel/configuracoes/pedidos/",
    "/painel/configuracoes/entrega/",
    "/painel/configuracoes/textos/",
    "/painel/equipe/",
    "/painel/auditoria/",
    "/conta/perfil/",
    "/conta/sessoes/",
    "/conta/2fa/",
    "/conta/2fa/webauthn/",
]
MAIN = ["/", "/conta/login/", "/conta/password/reset/"]
CONSOLE = [
    "/console/",
    "/console/negocios/",
    "/console/negocios/novo/",
    "/console/negocios/cantina/",
    "/console/auditoria/",
    "/conta/sessoes/",
    "/console/operacao/fila/",
    "/console/operacao/fila/desistidas/",
    "/console/operacao/erros/",
    "/console/operacao/volumes/",
    "/console/operacao/capacidade/",
]
# Colours do not depend on the width, nor names and order on the theme: one visit for each size.
WINDOWS = ("size, theme", [(PHONE, "dark"), (DESK, "light")])
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SHIFT = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(
    entry => { if (!entry.hadRecentInput) sum += entry.value; }
  )).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 1500);
})"""
WEIGHT = """() => performance.getEntriesByType('navigation')
  .concat(performance.getEntriesByType('resource'))
  .filter(entry => !entry.name.includes('/media/'))
  .reduce((sum, entry) => sum + entry.transferSize, 0)"""


def complaints_about(page: Page, url: str) -> list[str]:
    """Visit one page; return what axe and the ruler found."""
    page.goto(url)
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    lines = [
        f"{url}: {rule['id']}: {node['html'][:140]}" for rule in found for node in rule["nodes"][:3]
    ]
    if (wide := page.evaluate(SIDEWAYS)) > 0:
        lines.append(f"{url}: {wide} px wider than the window")
    return lines


def visit(page: Page, demo: Demo, tenant: str, paths: list[str]) -> list[str]:
    return [line for path in paths for line in complaints_about(page, demo.url(tenant, path))]


@pytest.mark.parametrize(*WINDOWS, ids=["dark phone", "light desk"])
@pytest.mark.parametrize("tenant", ["cantina", "aurora", "studio", "luz"])
def test_public_pages(demo, open_page, tenant, size, theme):
    # A 404 is an error in the console by nature.
    page = open_page(size, strict=False, color_scheme=theme)

    assert visit(page, demo, tenant, PUBLIC) == []


@pytest.mark.parametrize(*WINDOWS, ids=["dark phone", "light desk"])
def test_console_pages(demo, open_page, size, theme):
    page = open_page(size, color_scheme=theme)
    sign_in(page, demo, "cantina", "demo")

    assert visit(page, demo, "cantina", PANEL) == []


@pytest.mark.parametrize(*WINDOWS, ids=["dark phone", "light desk"])
def test_main_pages(demo, open_page, size, theme):
    page = open_page(size, color_scheme=theme)
    found = visit(page, demo, "", MAIN)
    sign_in(page, demo, "", "omni8")

    assert found + visit(page, demo, "", CONSOLE) == []


@pytest.mark.parametrize("path", ["/cardapio/", "/catalogo/", "/p/noite-especial/"])
def test_no_page_jumps_or_weighs_too_much(demo, open_page, path):
    page = open_page(PHONE)

    page.goto(demo.url("cantina", path))

    assert page.evaluate(SHIFT) < 0.01
    assert page.evaluate(WEIGHT) <= 100_000


def test_item_pages_and_sheets(demo, open_page):
    page = open_page(PHONE)
    page.goto(demo.url("cantina", "/cardapio/"))
    links = page.locator("[data-menu-item] a").evaluate_all("all => all.map(a => a.pathname)")

    assert len(links) >= 60
    assert visit(page, demo, "cantina", links[:3] + links[-3:]) == []
