"""What the settings name: keys, hosts, mail, media, DNS, and where metrics and errors go."""

import base64
import binascii
import socket
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection

from flowt.cli.findings import FAIL, OK, WARN, Finding, attempt

SECONDS = 3
WEAK_TOKEN = 20
OWN_NAMES = ("localhost", ".localhost")


def examine() -> Iterator[Finding]:
    """Look at each; what is not set is not asked for."""
    yield attempt("keys", keys)
    yield attempt("hosts", hosts)
    yield attempt("media", media)
    yield attempt("mail", mail, "check EMAIL_URL")
    yield attempt("DNS", names)
    yield attempt("metrics", metrics)
    yield attempt("traces", lambda: reach("traces", settings.FLOWT_OTEL_ENDPOINT))
    yield attempt("Sentry", lambda: reach("Sentry", settings.FLOWT_SENTRY_DSN))


def keys() -> Finding:
    """Is the secret key long and varied, and does each field key hold 32 bytes?"""
    secret = settings.SECRET_KEY
    if len(secret) < 32 or len(set(secret)) < 8 or secret.startswith("django-insecure"):
        return Finding(
            FAIL,
            "keys",
            "FLOWT_SECRET_KEY is weak",
            'python3 -c "import secrets; print(secrets.token_urlsafe(50))"',
        )
    for number, key in enumerate(settings.FLOWT_FIELD_KEYS, 1):
        if _length(key) != 32:
            advice = "32 random bytes in base64; .env.example says how"
            return Finding(FAIL, "keys", f"field key {number} is not one", advice)
    count = len(settings.FLOWT_FIELD_KEYS)
    return Finding(OK, "keys", f"a strong secret key, {count} field key{'s' * (count > 1)}")


def hosts() -> Finding:
    """A public name needs HTTPS, and neither demo nor debug."""
    domain = settings.FLOWT_BASE_DOMAIN
    scheme = "https" if settings.FLOWT_HTTPS else "http"
    text = f"{scheme}://*.{domain}, main: {', '.join(settings.FLOWT_MAIN_HOSTS)}"
    if domain.endswith(OWN_NAMES):
        return Finding(OK, "hosts", f"{text} (this machine alone)")
    for name in ("DEBUG", "FLOWT_DEMO"):
        if getattr(settings, name):
            switch = f"FLOWT_{name.removeprefix('FLOWT_')}"
            return Finding(FAIL, "hosts", f"{switch} is on at {domain}", f"unset {switch}")
    if not settings.FLOWT_HTTPS:
        return Finding(FAIL, "hosts", f"{text}: not encrypted", "set FLOWT_HTTPS=1")
    return Finding(OK, "hosts", text)


def media() -> Finding:
    folder = Path(settings.MEDIA_ROOT)
    try:
        with tempfile.NamedTemporaryFile(dir=folder):
            return Finding(OK, "media", f"{folder} can be written")
    except OSError as error:
        advice = "make the folder, or run as its owner"
        return Finding(FAIL, "media", f"{folder}: {error.strerror}", advice)


def mail() -> Finding:
    """Open a connection to the mail server, and send nothing."""
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        place = getattr(settings, "EMAIL_FILE_PATH", settings.EMAIL_BACKEND)
        is_own = settings.FLOWT_BASE_DOMAIN.endswith(OWN_NAMES)
        status, advice = (OK, "") if is_own else (WARN, "set EMAIL_URL to a mail server")
        return Finding(status, "mail", f"letters are kept in {place}, not sent", advice)
    server = get_connection(timeout=SECONDS)
    server.open()
    server.close()
    return Finding(OK, "mail", f"{settings.EMAIL_HOST} answers")


def names() -> Finding:
    """Businesses' own domains are proven by DNS; without any there is nothing to ask."""
    claims = import_module("tenants.domains.models").DomainClaim  # the command stands above apps
    count = claims.objects.count()
    if not count:
        return Finding(OK, "DNS", "no business has a domain of its own")
    import dns.exception

    resolver = import_module("tenants.domains.lookup")._resolver()
    try:
        resolver.resolve(".", "SOA", lifetime=SECONDS)
    except dns.exception.DNSException as error:
        advice = "let this machine reach a name server, or set FLOWT_DNS_SERVERS"
        text = f"no answer ({type(error).__name__}); {count} domains cannot be checked"
        return Finding(WARN, "DNS", text, advice)
    return Finding(OK, "DNS", f"answers; {count} domains of businesses")


def metrics() -> Finding:
    token = settings.FLOWT_METRICS_TOKEN
    if not token:
        return Finding(OK, "metrics", "off (FLOWT_METRICS_TOKEN turns /metrics on)")
    if len(token) < WEAK_TOKEN:
        advice = f"at least {WEAK_TOKEN} random characters"
        return Finding(WARN, "metrics", "FLOWT_METRICS_TOKEN is short", advice)
    return Finding(OK, "metrics", "/metrics answers to its token")


def reach(subject: str, url: str) -> Finding:
    """Can the address be connected to? Nothing is sent."""
    if not url:
        return Finding(OK, subject, "off")
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((parts.hostname or "", port), SECONDS).close()
    except OSError as error:
        text = f"{parts.hostname}:{port} cannot be reached ({error})"
        return Finding(WARN, subject, text, "Flowt works without it; what it would tell is lost")
    return Finding(OK, subject, f"{parts.hostname}:{port} answers")


def _length(key: str) -> int:
    try:
        return len(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
    except (binascii.Error, ValueError):
        return 0
