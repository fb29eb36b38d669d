"""A campaign page built by dragging, published, filled in on a phone; the lead is there."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, sign_in

pytestmark = pytest.mark.browser


def drag(page: Page, source: str, target: str) -> None:
    """Drag with the mouse, in steps, as a hand does."""
    start, end = (page.locator(one).first for one in (source, target))
    start.scroll_into_view_if_needed()
    start.hover()
    page.mouse.down()
    box = end.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] - 4, steps=12)
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] + 4, steps=4)
    page.mouse.up()


def build(console: Page) -> str:
    """Begin with an empty page, drag a form behind its opening, write a title, publish."""
    console.fill("input[name=name]", "Rodízio de quinta")
    console.check("input[name=template][value=vazia]")
    console.get_by_role("button", name="Criar e editar").click()
    drag(console, "[data-palette] [data-kind=form]", "#page-blocks > li")
    expect(console.locator("#page-blocks > li")).to_have_count(2)
    expect(console.locator("#panel-title")).to_contain_text("Formulário")
    preview = console.frame_locator("[data-page-preview]")
    preview.locator("[data-block=hero]").click()
    expect(console.locator("#panel-title")).to_contain_text("Abertura")
    console.fill("input[name=s-title]", "Rodízio toda quinta")
    expect(preview.locator("h1")).to_have_text("Rodízio toda quinta")
    console.get_by_role("button", name="Publicar").click()
    expect(console.locator("#page-state")).to_contain_text("Publicada")
    return console.get_by_role("link", name="Ver", exact=True).get_attribute("href") or ""


def test_a_page_is_built_published_and_brings_a_lead(demo, open_page):
    console, phone = open_page(DESK), open_page(PHONE, has_touch=True, strict=False)
    sign_in(console, demo, "cantina", "demo")
    console.goto(demo.url("cantina", "/painel/paginas/nova/"))
    address = build(console)

    phone.goto(demo.url("cantina", f"{address}?utm_campaign=quinta"))
    phone.get_by_role("button", name="Só o necessário").click()
    phone.fill("input[name=name]", "Bia Rocha")
    phone.fill("input[name=phone]", "(31) 98765-4321")
    phone.get_by_role("button", name="Enviar").click()
    expect(phone.locator(".field-error")).to_be_visible()
    phone.locator("input[name=consent]").check()
    phone.get_by_role("button", name="Enviar").click()
    expect(phone.locator(".pg-thanks")).to_contain_text(re.compile("Obrigado"))

    console.goto(demo.url("cantina", "/painel/leads/"))
    row = console.locator("tr", has_text="Bia Rocha")
    expect(row).to_contain_text("Rodízio de quinta")
    expect(row).to_contain_text("quinta")
