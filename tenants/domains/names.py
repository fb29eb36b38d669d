"""The one form of a host name that somebody typed, or why it cannot be theirs."""

import re

import idna
from django.conf import settings

from tenants.domains.models import RECORD
from tenants.domains.suffixes import PUBLIC, SPECIAL
from tenants.errors import DomainOfThePlatform, NotADomain, NotYourDomain

_LAST_LABEL = re.compile(r"(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})\Z")
_MOST = 253 - len(RECORD) - 1  # the record's name has to fit as well


def clean_domain(text: str) -> str:
    """Return the host in lower case and punycode, without the dot at its end.

    An address pasted whole gives its host. Raises NotADomain (no name at all, an IP address, a
    port, a wildcard), DomainOfThePlatform and NotYourDomain (a public suffix).
    """
    text = text.strip().lower()
    for scheme in ("https://", "http://"):
        text = text.removeprefix(scheme)
    text = text.partition("/")[0]
    try:
        name = idna.encode(text, uts46=True, std3_rules=True).decode()
    except (idna.IDNAError, UnicodeError):
        raise NotADomain from None
    name = name.lower().rstrip(".")
    labels = name.split(".")
    if len(labels) < 2 or len(name) > _MOST or not _LAST_LABEL.match(labels[-1]):
        raise NotADomain
    if is_platforms(name):
        raise DomainOfThePlatform
    if labels[-1] in SPECIAL:
        raise NotADomain
    if name in PUBLIC:
        raise NotYourDomain(domain=name)
    return name


def is_platforms(name: str) -> bool:
    """Does `name` belong to this installation itself?"""
    own = {*settings.FLOWT_MAIN_HOSTS, settings.FLOWT_BASE_DOMAIN}
    return any(name == host or name.endswith(f".{host}") for host in own)


def readable(name: str) -> str:
    """Return `name` in the letters that people write, "" where these are the same."""
    try:
        shown = idna.decode(name)
    except (idna.IDNAError, UnicodeError):
        return ""
    return shown if shown != name else ""
