"""The client certificate for mutual TLS, as the owner pastes or uploads it."""

import ssl
from datetime import datetime

from cryptography import x509

from flowt.http import load_client_certificate


def check_pem(pem: str) -> None:
    """Raise BadCertificate unless the text holds a certificate and the key that fits it."""
    load_client_certificate(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), pem)


def expires_on(pem: str) -> datetime | None:
    """Return when the first certificate of the text runs out; None if it cannot be read."""
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    _before, found, rest = pem.partition(begin)
    if not found or end not in rest:
        return None
    try:
        block = f"{begin}{rest.partition(end)[0]}{end}\n"
        return x509.load_pem_x509_certificate(block.encode()).not_valid_after_utc
    except ValueError:
        return None
