"""Passkeys in a real browser with a virtual device: alone, as second step, for support."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, Demo, sign_in

pytestmark = pytest.mark.browser
PLATFORM = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
BUTTON = "form[data-passkey] button[type=submit]"


@pytest.fixture
def device(open_page: Callable[..., Page]) -> Page:
    """A page whose browser can make passkeys."""
    page = open_page(DESK)
    with_keys(page, PLATFORM)
    return page


def with_keys(page: Page, options: dict[str, object]) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def confirm(page: Page, then: str) -> None:
    """Say that it is oneself, where that is asked."""
    page.wait_for_url(lambda url: "/reauthenticate/" in url or then in url)
    if "/reauthenticate/" in page.url:
        page.fill("input[name=password]", "demo123")
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "/reauthenticate/" not in url and then in url)


def add_passkey(page: Page, demo: Demo, tenant: str, name: str, *, alone: bool = True) -> None:
    page.goto(demo.url(tenant, "/conta/2fa/webauthn/add/"))
    confirm(page, "/webauthn/add/")
    page.fill("input[name=name]", name)
    page.set_checked("input[name=passwordless]", alone)
    page.click(BUTTON)
    page.wait_for_url(re.compile("/conta/2fa/(recovery-codes/)?$"))


def remove_passkeys(page: Page, demo: Demo, tenant: str) -> None:
    page.goto(demo.url(tenant, "/conta/2fa/webauthn/"))
    while page.locator("a[href$='/remove/']").count():
        page.locator("a[href$='/remove/']").first.click()
        confirm(page, "/remove/")
        page.click(".card-foot button[type=submit]")
        page.wait_for_url(re.compile("/2fa/webauthn/$"))


def test_comes_in_with_a_passkey_alone(demo, device):
    sign_in(device, demo, "aurora", "demo")
    add_passkey(device, demo, "aurora", "Notebook")
    device.context.clear_cookies()

    device.goto(demo.url("aurora", "/conta/login/"))
    device.click(BUTTON)
    device.wait_for_url(re.compile("/painel/"))

    device.goto(demo.url("aurora", "/conta/2fa/webauthn/"))
    assert "Notebook" in device.inner_text(".key-rows")
    remove_passkeys(device, demo, "aurora")


def test_asks_for_it_as_the_second_step(demo, device):
    sign_in(device, demo, "studio", "demo")
    add_passkey(device, demo, "studio", "Chave", alone=False)
    device.context.clear_cookies()

    device.goto(demo.url("studio", "/conta/login/"))
    device.fill("input[name=login]", "demo@plataforma.com")
    device.fill("input[name=password]", "demo123")
    device.press("input[name=password]", "Enter")
    device.wait_for_url(re.compile("/2fa/authenticate/"))
    device.click(BUTTON)
    device.wait_for_url(re.compile("/painel/"))
    remove_passkeys(device, demo, "studio")


def test_support_goes_in_and_comes_back(demo, open_page):
    page = open_page(DESK, strict=False)  # a closed page is an error in the console by nature
    with_keys(page, PLATFORM)
    sign_in(page, demo, "", "omni8")
    add_passkey(page, demo, "", "Omni8")
    page.goto(demo.url("", "/console/negocios/cantina/suporte/"))
    page.click(BUTTON)
    page.wait_for_url(re.compile("/suporte/$"))
    page.locator("input[name=member]").nth(1).check()
    page.fill("textarea[name=reason]", "Pediram ajuda com o cardápio")
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile("/painel/"))

    assert page.goto(demo.url("", "/conta/perfil/")).status == 403
    page.goto(demo.url("", "/painel/"))
    page.click(".support-bar button")
    page.wait_for_url(re.compile("/console/"))
    remove_passkeys(page, demo, "")


def test_a_refused_passkey_is_said_on_the_page(demo, device):
    device.goto(demo.url("luz", "/conta/login/"))
    device.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')); }")
    device.click(BUTTON)

    device.wait_for_selector("[data-passkey-failed]:not([hidden])")
