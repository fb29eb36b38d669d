"""The settings of PIX by a PSP: kept secret, tried for real, and one PIX at a time."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from flowt.audit.models import AuditEntry
from payments.models import GatewayAccount
from payments.operations import configure_gateway
from tests.factories import PIX_SETTINGS
from tests.payments.conftest import PROFILES, psp_settings, work

URL = "/painel/pagamentos/formas/pix_psp/"
FORM = {
    "provider": "other",
    "key": "caixa@primeira.example",
    "client_id": "loja",
    "client_secret": "segredo-guardado",
    "base_url": "https://pix.banco.example/v2/",
    "token_url": "https://pix.banco.example/oauth/token",
    "expiry_minutes": "30",
    "profiles": PROFILES,
    "is_enabled": "on",
}


@pytest.fixture(scope="module")
def pem() -> str:
    """A certificate that signs itself, with its key, as a bank gives them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loja")])
    began = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(began)
        .not_valid_after(began + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, form, plain)
    return (made.public_bytes(serialization.Encoding.PEM) + private).decode()


def test_keeps_what_the_bank_gave(client_as, tenant):
    response = client_as("owner").post(URL, FORM)

    kept = psp_settings()
    assert response.status_code == 303
    assert kept["base_url"] == "https://pix.banco.example/v2"
    assert len(kept["webhook_token"]) >= 32
    assert kept["webhook_token"] != kept["webhook_hmac"]


def test_secrets_are_never_shown_again_nor_lost(client_as, tenant, pem):
    browser = client_as("owner")
    browser.post(URL, {**FORM, "certificate": pem})
    before = psp_settings()

    page = browser.get(URL).text
    browser.post(URL, {**FORM, "client_secret": "", "certificate": "", "client_id": "outra"})

    after = psp_settings()
    assert "segredo-guardado" not in page
    assert "PRIVATE KEY" not in page
    assert before["webhook_token"] not in page
    assert {**before, "client_id": "outra"} == after


def test_secrets_stand_encrypted_and_out_of_the_audit(client_as, tenant, pem):
    client_as("owner").post(URL, {**FORM, "certificate": pem})

    with connection.cursor() as cursor:
        cursor.execute("SELECT settings FROM payments_gatewayaccount WHERE kind = 'pix_psp'")
        stored = cursor.fetchone()[0]
    told = str(list(AuditEntry.objects.values_list("before", "after")))
    for secret in ("segredo-guardado", "PRIVATE KEY", psp_settings()["webhook_hmac"]):
        assert secret not in stored
        assert secret not in told


def test_a_certificate_may_come_as_a_file(client_as, tenant, pem):
    upload = SimpleUploadedFile("banco.pem", pem.encode())

    client_as("owner").post(URL, {**FORM, "certificate_file": upload})

    assert psp_settings()["certificate"] == pem


@pytest.mark.parametrize("content", [b"", b"nada", b"\xff" * 9000, b"-----BEGIN CERTIFICATE-----"])
def test_a_bad_certificate_is_said_and_nothing_is_kept(client_as, tenant, content):
    upload = SimpleUploadedFile("banco.pem", content or b" ")

    response = client_as("owner").post(URL, {**FORM, "certificate_file": upload})

    assert response.status_code == 422
    assert not GatewayAccount.objects.filter(kind="pix_psp").exists()


@pytest.mark.parametrize("field", ["base_url", "token_url"])
@pytest.mark.parametrize("address", ["", "http://banco.example/v2", "ftp://x", "https://"])
def test_only_an_address_by_https_will_do(client_as, tenant, field, address):
    response = client_as("owner").post(URL, {**FORM, field: address})

    assert response.status_code == 422
    assert not GatewayAccount.objects.filter(kind="pix_psp").exists()


def test_one_pix_at_a_time(client_as, tenant):
    static = {**PIX_SETTINGS, "profiles": PROFILES}
    configure_gateway("pix", is_enabled=True, settings=static, actor=None)

    client_as("owner").post(URL, FORM)
    first = dict(GatewayAccount.objects.values_list("kind", "is_enabled"))
    configure_gateway("pix", is_enabled=True, settings=static, actor=None)

    assert first == {"pix": False, "pix_psp": True}
    assert not GatewayAccount.objects.get(kind="pix_psp").is_enabled


def test_trying_says_how_each_step_went(psp, client_as):
    page = client_as("owner").post(f"{URL}testar/")

    assert page.status_code == 200
    assert page.text.count('data-state="ok"') == 3


def test_trying_with_a_wrong_secret_says_so(psp, client_as):
    configure_gateway(
        "pix_psp",
        is_enabled=True,
        settings={**psp_settings(), "client_secret": "errado"},
        actor=None,
    )

    page = client_as("owner").post(f"{URL}testar/").text

    assert 'data-state="bad"' in page
    assert "Credenciais inválidas." in page
    assert "errado" not in page


def test_a_refused_webhook_stands_on_the_page(psp, client_as):
    psp.break_next("PUT /v2/webhook", "422")
    configure_gateway("pix_psp", is_enabled=True, settings=psp_settings(), actor=None)
    work()

    assert psp_settings()["webhook_trouble"].startswith("422")
    assert psp_settings()["webhook_trouble"] in client_as("owner").get(URL).text


@pytest.mark.parametrize("role", ["supervisor", "agent", "viewer"])
def test_only_those_who_configure_try(psp, client_as, role):
    assert client_as(role).post(f"{URL}testar/").status_code == 403
