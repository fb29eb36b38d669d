"""The main job, on the real thing: code on paper, menu, cart, PIX, bank, kitchen, order page."""

import re
from base64 import b64decode

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Locator, Page, expect

from payments import brcode
from tests.browser.conftest import DESK, PHONE, Demo, sign_in

pytestmark = pytest.mark.browser
NEW = "[data-column=new] .ticket-card"
SCANNER_PIXELS_PER_POINT = 2
DOWNLOAD = """async path => {
  const bytes = new Uint8Array(await (await fetch(path)).arrayBuffer());
  return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''));
}"""


def decode_table_card(console: Page, demo: Demo) -> str:
    """Print the cards, and read a table's code (the last on the sheet) off the picture."""
    console.goto(demo.url("cantina", "/painel/qr/"))
    pdf = b64decode(console.evaluate(DOWNLOAD, "/painel/qr/folha.pdf"))
    paper = pypdfium2.PdfDocument(pdf)[0].render(scale=SCANNER_PIXELS_PER_POINT)
    codes = zxingcpp.read_barcodes(paper.to_pil())
    assert codes, "no code could be read off the printed sheet"
    return max(codes, key=place_on_paper).text


def place_on_paper(code: zxingcpp.Barcode) -> tuple[int, int]:
    return code.position.top_left.y // 50, code.position.top_left.x


def fill_cart(phone: Page) -> str:
    """Choose a half-and-half pizza, as many halves as it asks for; return its name."""
    name = "Pizza meio a meio"
    phone.get_by_role("link", name=name).first.click()
    sheet = phone.locator("#sheet")
    expect(sheet.get_by_role("heading", name=name)).to_be_visible()
    for group in sheet.locator("#item > * [data-group], #item [data-group]").all():
        choose_least(group)
    sheet.get_by_role("button", name=re.compile("Adicionar")).click()
    return name


def choose_least(group: Locator) -> None:
    """Choose as many of a group's options as it asks for, one of each."""
    wanted = int(group.get_attribute("data-min") or 0)
    boxes = group.locator("input[type=radio]:not([data-none]), input[type=checkbox]").all()
    for box in boxes[:wanted]:
        box.check()
    if not boxes:
        for more in group.locator("[data-step='1'], [data-step-up]").all()[:wanted]:
            more.click()


def order(phone: Page) -> None:
    """Go from the menu through the cart to the placed order, to be paid by PIX."""
    phone.locator("#cart-bar a").click()
    phone.get_by_role("link", name="Continuar").click()
    phone.fill("input[name=name]", "Ana Lima")
    phone.fill("input[name=phone]", "(11) 98765-4321")
    phone.locator("input[name=payment][value=pix_psp]").check()
    phone.get_by_role("button", name="Fazer pedido").click()
    phone.wait_for_url(re.compile(r"/pedido/"))


def pay(phone: Page, bank: Page) -> str:
    """Pay the code in the demo's bank, as with an app; return the amount as the order showed it."""
    code = brcode.parse(phone.locator("[data-brcode]").inner_text())
    assert code.is_single_use
    amount = phone.locator(".pix-amount").inner_text()
    bank.goto(phone.get_by_role("link", name="banco da demonstração").get_attribute("href"))
    expect(bank.locator(".v")).to_have_text(amount)
    bank.get_by_role("button", name="Pagar", exact=True).click()
    expect(bank.get_by_role("status")).to_have_text("Pix enviado.")
    return amount


def test_from_the_printed_code_to_the_customers_page(demo, open_page):
    console, phone = open_page(DESK), open_page(PHONE, has_touch=True)
    sign_in(console, demo, "cantina", "demo")
    address = decode_table_card(console, demo)
    console.goto(demo.url("cantina", "/painel/pedidos/"))
    before = console.locator(NEW).count()

    phone.goto(address)
    expect(phone).to_have_url(re.compile(r"/cardapio/\?.*via=qr"))
    phone.get_by_role("button", name="Só o necessário").click()
    dish = fill_cart(phone)
    order(phone)
    amount = pay(phone, open_page(PHONE))

    expect(phone.locator(".order-hero")).to_contain_text("Pago", timeout=15_000)  # by itself
    expect(console.locator(NEW)).to_have_count(before + 1)  # without a reload
    ticket = console.locator(NEW, has_text="Ana Lima")
    expect(ticket).to_contain_text(dish)
    expect(ticket).to_contain_text("Mesa")
    expect(console.locator("[data-ring]").first).to_be_attached()
    expect(phone.locator(".order-hero")).to_have_attribute("data-status", "under_review")
    expect(ticket).to_contain_text(amount)
    expect(ticket).to_contain_text("Pago · PIX")
    ticket.get_by_role("button", name="Aceitar").click()
    expect(phone.locator(".order-hero")).to_have_attribute("data-status", "approved")
