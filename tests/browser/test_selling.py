"""A campaign page is built and brings a contact; its coupon counts at a table whose three phones
share one tab, and split the bill by PIX.
"""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.conftest import DESK, PHONE, Demo, sign_in

pytestmark = pytest.mark.browser
NAMES = ("Bia", "Bruno", "Carla")
TABLE = "19"
PHONE_NUMBER = "(31) 98765-4321"
COUPON = "NONNA10"  # 10 % from R$ 60.00 on


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


def build(console: Page, demo: Demo) -> str:
    """Begin with an empty page; drag a form and an offer behind its opening; publish it."""
    console.goto(demo.url("cantina", "/painel/paginas/nova/"))
    console.fill("input[name=name]", "Rodízio de quinta")
    console.check("input[name=template][value=vazia]")
    console.get_by_role("button", name="Criar e editar").click()
    add_blocks(console)
    preview = console.frame_locator("[data-page-preview]")
    open_block(console, "hero", "Abertura")
    console.fill("input[name=s-title]", "Rodízio toda quinta")
    expect(preview.locator("[data-block=hero] h1")).to_have_text("Rodízio toda quinta")
    console.get_by_role("button", name="Publicar").click()
    expect(console.locator("#page-state")).to_contain_text("Publicada")
    return console.get_by_role("link", name="Ver", exact=True).get_attribute("href") or ""


def open_block(console: Page, kind: str, title: str) -> None:
    """Touch a block in the preview: once more where that was just being drawn anew."""
    panel = console.locator("#panel-title").filter(has_text=title)
    for _touch in range(5):
        console.frame_locator("[data-page-preview]").locator(f"[data-block={kind}]").click()
        with suppress(PlaywrightTimeout):
            panel.wait_for(timeout=4_000)
            return
    expect(panel).to_be_visible()


def add_blocks(console: Page) -> None:
    """A form, and an offer with its coupon."""
    preview = console.frame_locator("[data-page-preview]")
    for at, (kind, title) in enumerate((("form", "Formulário"), ("offer", "Oferta"))):
        drag(console, f"[data-palette] [data-kind={kind}]", "#page-blocks > li:last-child")
        expect(console.locator("#page-blocks > li")).to_have_count(2 + at)
        expect(console.locator("#panel-title")).to_contain_text(title)
    console.fill("input[name=s-code]", COUPON)
    expect(preview.locator(".pg-coupon b")).to_have_text(COUPON)


def leave_contact(phone: Page) -> None:
    """Fill the form in: first without agreeing, which it points out."""
    phone.get_by_role("button", name="Só o necessário").click()
    phone.fill("input[name=name]", "Bia Rocha")
    phone.fill("input[name=phone]", PHONE_NUMBER)
    phone.get_by_role("button", name="Enviar").click()
    expect(phone.locator(".field-error")).to_be_visible()
    phone.locator("input[name=consent]").check()
    phone.get_by_role("button", name="Enviar").click()
    expect(phone.locator(".pg-thanks")).to_contain_text(re.compile("Obrigado"))


def take_coupon(phone: Page) -> None:
    """The offer's button puts it in the cart, and shows the menu."""
    phone.locator(".pg-offer-go a").click()
    phone.wait_for_url(re.compile("/cardapio/"))


def address_of_table(console: Page, demo: Demo) -> str:
    """Return where the code on the table leads, as the owner's page of codes shows it."""
    console.goto(demo.url("cantina", "/painel/qr/?tipo=table"))
    card = console.locator(".qr-card", has_text=re.compile(rf"Mesa {TABLE}\b"))
    address = card.locator(".qr-link").inner_text()
    return demo.url("cantina", address[address.index("/q/") :])


def sit_down(phone: Page, demo: Demo, address: str, name: str) -> None:
    phone.goto(address)
    phone.goto(demo.url("cantina", "/mesa/"))
    phone.fill("input[name=name]", name)
    phone.locator("main form button[type=submit]").click()
    expect(phone.locator(".tab-names")).to_contain_text(name)


def order(phone: Page, demo: Demo, at: int) -> None:
    """Put a dish on the tab, two of it for the first phone, without saying how it is paid."""
    phone.goto(demo.url("cantina", "/cardapio/"))
    for _unit in range(1 if at else 2):
        with phone.expect_response(re.compile("/carrinho/")):
            phone.locator(".quick-add button").nth(at).click()
    phone.goto(demo.url("cantina", "/finalizar/"))
    if not at:
        say_who(phone)
    phone.fill("input[name=name]", NAMES[at])
    phone.get_by_role("button", name="Fazer pedido").click()
    phone.wait_for_url(re.compile("/mesa/"))


def say_who(phone: Page) -> None:
    """A coupon that is good once a person asks for the phone, and the total follows."""
    with phone.expect_response(re.compile("/finalizar/")):
        phone.fill("input[name=phone]", PHONE_NUMBER)
        phone.press("input[name=phone]", "Tab")


def pay_a_part(phone: Page, bank: Page) -> None:
    """Take the first part that nobody pays yet, and pay its code in the demo's bank."""
    phone.locator(".share-rows a.btn-primary").first.click()
    phone.locator(".pay-ways button[value=pix_psp]").click()
    link = phone.get_by_role("link", name="banco da demonstração")
    bank.goto(link.get_attribute("href", timeout=20_000))
    bank.get_by_role("button", name="Pagar", exact=True).click()
    expect(bank.get_by_role("status")).to_have_text("Pix enviado.")


def split_and_pay(phones: list[Page], bank: Page) -> None:
    phones[1].get_by_role("button", name="Pedir a conta").click()
    phones[2].locator("input[name=parts]").fill("3")
    phones[2].get_by_role("button", name="Dividir", exact=True).click()
    for phone in phones:
        expect(phone.locator(".share-rows > li")).to_have_count(3)
        pay_a_part(phone, bank)
    for phone in phones:
        expect(phone.locator("#share h1")).to_have_text("Pago", timeout=20_000)  # by itself


def test_a_campaign_page_fills_a_table_that_splits_its_bill(demo, open_page):
    console, bank = open_page(DESK), open_page(PHONE)
    phones = [open_page(PHONE, strict=at > 0) for at in range(3)]  # a form refused is a 422
    sign_in(console, demo, "cantina", "demo")
    phones[0].goto(demo.url("cantina", f"{build(console, demo)}?utm_campaign=quinta"))
    leave_contact(phones[0])
    take_coupon(phones[0])
    table = address_of_table(console, demo)
    for at, phone in enumerate(phones):
        sit_down(phone, demo, table, NAMES[at])
        order(phone, demo, at)
    expect(phones[1].locator(".tab-order .discount")).to_have_count(1)  # by itself
    split_and_pay(phones, bank)
    console.goto(demo.url("cantina", "/painel/pedidos/mesas/"))
    ended = console.locator(".done-list li", has_text="Bia, Bruno, Carla")
    expect(ended).to_contain_text("Fechada", timeout=15_000)
    console.goto(demo.url("cantina", "/painel/leads/"))
    row = console.locator("tr", has_text="Bia Rocha")
    expect(row).to_contain_text("Rodízio de quinta")
    expect(row).to_contain_text("quinta")
