"""A sibling host tosses cookies in a real Chromium, over HTTPS: the shop beside takes none."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection
from django.utils import timezone
from playwright.sync_api import BrowserContext, Playwright

from bench.world import free_port
from tenants.models import Domain
from tenants.operations import touch_tenant
from tests.conftest import make_tenant
from tests.isolation.conftest import drop
from tests.isolation.serving import granian
from tests.isolation.world import Shop, furnish
from tests.plugins.machine import chromium_path

pytestmark = pytest.mark.browser
BASE = "menu.localhost"
SESSION = "__Host-flowt_session"
TOSSED = {
    "without the prefix": "flowt_session=EVIL; Domain=menu.localhost; Path=/; Secure",
    "with the prefix": f"{SESSION}=EVIL; Domain=menu.localhost; Path=/; Secure",
    "in small letters": f"{SESSION.lower()}=EVIL; Domain=menu.localhost; Path=/; Secure",
    "behind a wide space": f"\u2000{SESSION}=EVIL; Domain=menu.localhost; Path=/; Secure",
    "behind a hard space": f"\u00a0{SESSION}=EVIL; Domain=menu.localhost; Path=/; Secure",
    "without a name": f"={SESSION}=EVIL; Domain=menu.localhost; Path=/; Secure",
    "for the panel alone": f"\u2000{SESSION}=EVIL; Domain=menu.localhost; Path=/painel/; Secure",
}


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make one that nobody signed, for every host below BASE."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.NameAttribute(NameOID.COMMON_NAME, BASE),
    )
    subject, now = x509.Name([name]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(f"*.{BASE}")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return paths


@pytest.fixture(scope="module")
def siblings(
    django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[int, Shop, Shop]]:
    """A port, and two shops at hosts of one base domain, over TLS."""
    folder, port = tmp_path_factory.mktemp("tls"), free_port()
    tls = certificate(folder)
    settings = {"FLOWT_HTTPS": "1", "FLOWT_BASE_DOMAIN": BASE, "FLOWT_PUBLIC_PORT": str(port)}
    with django_db_blocker.unblock():
        made = [make_tenant(f"{word}-{uuid4().hex[:8]}", word) for word in ("peroba", "sabia")]
        try:
            shops = [beside(furnish(one, one.slug.partition("-")[0])) for one in made]
            connection.close()
            with granian(folder, threads=2, port=port, tls=tls, **settings):
                yield port, *shops
        finally:
            connection.close()
            for tenant in made:
                drop(tenant)
            connection.close()


def beside(shop: Shop) -> Shop:
    host = f"{shop.word}.{BASE}"
    Domain.objects.create(
        tenant=shop.tenant, domain=host, is_primary=False, verified_at=timezone.now()
    )
    touch_tenant(shop.tenant)
    return replace(shop, host=host)


@pytest.fixture
def browser(playwright: Playwright) -> Iterator[BrowserContext]:
    chromium = playwright.chromium.launch(
        executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"]
    )
    yield chromium.new_context(ignore_https_errors=True)
    chromium.close()


@pytest.mark.parametrize("how", TOSSED)
def test_a_cookie_of_a_sibling_signs_nobody_in(siblings, browser, how):
    """EVIL is a session that is signed in at the shop: adopted, it would open the panel."""
    port, shop, sibling = siblings
    page = browser.new_page()
    page.goto(f"https://{sibling.host}:{port}/cardapio/")
    page.evaluate(
        "text => { document.cookie = text }", TOSSED[how].replace("EVIL", shop.owner_cookie)
    )

    page.goto(f"https://{shop.host}:{port}/painel/")

    assert "/conta/login/" in page.url
    ours = [one for one in browser.cookies() if one["name"] == SESSION]
    assert all(one["domain"] == shop.host for one in ours)


def test_the_session_would_open_the_panel_where_it_belongs(siblings, browser):
    port, shop, _sibling = siblings
    cookie = {"name": SESSION, "value": shop.owner_cookie, "url": f"https://{shop.host}:{port}/"}
    browser.add_cookies([{**cookie, "secure": True}])
    page = browser.new_page()

    page.goto(f"https://{shop.host}:{port}/painel/")

    assert page.url.endswith("/painel/")
