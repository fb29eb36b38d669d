"""An authority of the tests' own, and what it signs: for servers and for clients of TLS."""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

LOOPBACK = ipaddress.ip_address("127.0.0.1")


@dataclass(frozen=True)
class Signed:
    certificate: str
    key: str

    @property
    def pem(self) -> str:
        return self.certificate + self.key

    def saved(self, folder: Path, name: str) -> Path:
        path = folder / f"{name}.pem"
        path.write_text(self.pem)
        return path


class Authority:
    """Signs certificates, each good for a day."""

    def __init__(self, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named(name)
        builder = _builder(self._name, self._name, self._key.public_key())
        ca = x509.BasicConstraints(ca=True, path_length=0)
        self._made = builder.add_extension(ca, critical=True).sign(self._key, hashes.SHA256())

    @property
    def certificate(self) -> str:
        return _text(self._made)

    def sign(self, name: str) -> Signed:
        """Sign one for who is called so; as a server it answers at 127.0.0.1."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(_named(name), self._name, key.public_key())
        loopback = x509.SubjectAlternativeName([x509.IPAddress(LOOPBACK)])
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        for extension in (loopback, issuer):
            builder = builder.add_extension(extension, critical=False)
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return Signed(_text(builder.sign(self._key, hashes.SHA256())), private.decode())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    own = x509.SubjectKeyIdentifier.from_public_key(key)
    return (
        x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(own, critical=False)
    )


def _text(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
