"""One table: three phones order on one tab, split the bill and pay their parts by PIX."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Demo, sign_in

pytestmark = pytest.mark.browser
NAMES = ("Ana", "Bruno", "Carla")
TABLE = "19"


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
    """Put one dish on the tab, without saying how it is paid."""
    phone.goto(demo.url("cantina", "/cardapio/"))
    with phone.expect_response(re.compile("/carrinho/")):
        phone.locator(".quick-add button").nth(at).click()
    phone.goto(demo.url("cantina", "/finalizar/"))
    phone.fill("input[name=name]", NAMES[at])
    phone.get_by_role("button", name="Fazer pedido").click()
    phone.wait_for_url(re.compile("/mesa/"))


def pay_a_part(phone: Page, bank: Page) -> None:
    """Take the first part that nobody pays yet, and pay its code in the demo's bank."""
    phone.locator(".share-rows a.btn-primary").first.click()
    phone.locator(".pay-ways button[value=pix_psp]").click()
    link = phone.get_by_role("link", name="banco da demonstração")
    bank.goto(link.get_attribute("href", timeout=20_000))
    bank.get_by_role("button", name="Pagar", exact=True).click()
    expect(bank.get_by_role("status")).to_have_text("Pix enviado.")


def test_three_phones_share_a_tab_and_split_it_by_pix(demo, open_page):
    console, bank = open_page(DESK), open_page(PHONE)
    sign_in(console, demo, "cantina", "demo")
    address = address_of_table(console, demo)
    phones = [open_page(PHONE) for _ in NAMES]
    for at, phone in enumerate(phones):
        sit_down(phone, demo, address, NAMES[at])
        order(phone, demo, at)
    expect(phones[0].locator(".tab-part")).to_have_count(3)  # by itself

    phones[1].get_by_role("button", name="Pedir a conta").click()
    phones[2].locator("input[name=parts]").fill("3")
    phones[2].get_by_role("button", name="Dividir", exact=True).click()
    for phone in phones:
        expect(phone.locator(".share-rows > li")).to_have_count(3)
        pay_a_part(phone, bank)
    for phone in phones:
        expect(phone.locator("#share h1")).to_have_text("Pago", timeout=20_000)  # by itself

    console.goto(demo.url("cantina", "/painel/pedidos/mesas/"))
    ended = console.locator(".done-list li", has_text="Ana, Bruno, Carla")
    expect(ended).to_contain_text("Fechada", timeout=15_000)
