"""A bank that asks for a client certificate: real handshakes, over every version it may speak."""

import ssl
import threading
from decimal import Decimal

import pytest

from flowt import http
from payments.psp.api import PixApi
from payments.psp.trial import try_access
from simulator.psp.server import Server
from tests.certificates import Authority
from tests.payments.conftest import SETTINGS

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority("Banco do Teste")


@pytest.fixture(params=VERSIONS, ids=lambda version: version.name)
def strict_bank(request, authority, tmp_path, monkeypatch, settings):
    """The demo's bank behind TLS, for those whom `authority` signed. Yields its settings."""
    settings.FLOWT_EGRESS_ALLOW = ["127.0.0.1/32"]
    trusted = tmp_path / "trusted.pem"
    trusted.write_text(authority.certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))  # what the system trusts
    http._client_of.cache_clear()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(trusted))
    context.verify_mode = ssl.CERT_REQUIRED
    context.minimum_version = context.maximum_version = request.param
    context.load_cert_chain(authority.sign("banco").saved(tmp_path, "bank"))
    server = Server(0)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True, args=(0.05,)).start()
    origin = f"https://127.0.0.1:{server.server_address[1]}"
    yield SETTINGS | {
        "provider": "other",
        "base_url": f"{origin}/v2",
        "token_url": f"{origin}/oauth/token",
    }
    server.shutdown()
    server.server_close()
    http._client_of.cache_clear()


def test_whom_the_bank_knows_signs_in_and_makes_a_charge(strict_bank, authority):
    api = PixApi(strict_bank | {"certificate": authority.sign("loja").pem})

    api.sign_in()
    made = api.create_charge("a" * 26, amount=Decimal("12.50"), seconds=600, words="Pedido 1")

    assert made["valor"]["original"] == "12.50"
    assert api.charge("a" * 26)["status"] == "ATIVA"


@pytest.mark.parametrize("whose", ["nobody's", "a stranger's"])
def test_whom_it_does_not_know_is_refused_before_anything_was_said(strict_bank, whose):
    """Never "it may have counted": TLS 1.3 tells only after the request was written."""
    pem = "" if whose == "nobody's" else Authority("Outro banco").sign("loja").pem

    with pytest.raises(http.CertificateRefused):
        PixApi(strict_bank | {"certificate": pem}).sign_in()


def test_the_owner_reads_that_it_is_the_certificate(strict_bank):
    (step,) = try_access(strict_bank | {"certificate": ""})

    assert not step.is_fine
    assert step.detail == "Ele não aceita conexões sem um certificado que conheça."
    assert "o .pem com certificado e chave" in str(step.advice)


def test_a_bank_that_nobody_vouches_for_is_told_nothing(strict_bank, monkeypatch, tmp_path):
    trusted = tmp_path / "others.pem"
    trusted.write_text(Authority("Quem se confia").certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    http._client_of.cache_clear()

    with pytest.raises(http.Unavailable, match="cannot be trusted"):
        PixApi(strict_bank).sign_in()
