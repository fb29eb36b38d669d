"""What DNS says of a claim. The only code here that talks to the network; it writes nothing."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import dns.exception
import dns.nameserver
import dns.resolver
from django.conf import settings

SECONDS = 4.0  # for one name, all name servers and tries together
AT_ONCE = 16
MOST_TEXTS = 50


@dataclass(frozen=True)
class Answer:
    """The TXT values of a name. None: nobody could say, which proves nothing either way."""

    texts: frozenset[str] | None

    @property
    def is_unknown(self) -> bool:
        return self.texts is None


def ask(name: str) -> Answer:
    """Look up the TXT records of `name`. Never raises; ends within `SECONDS`."""
    try:
        found = _resolver().resolve(name, "TXT", search=False, lifetime=SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return Answer(frozenset())
    except (dns.exception.DNSException, OSError, ValueError):
        return Answer(None)
    rows = list(found)[:MOST_TEXTS]
    return Answer(frozenset(b"".join(row.strings).decode("latin-1").strip() for row in rows))


def ask_many(names: Iterable[str]) -> list[Answer]:
    """Look several names up at once: one that does not answer keeps none waiting."""
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="dns") as pool:
        return list(pool.map(ask, names))


def _resolver() -> dns.resolver.Resolver:
    """Ask `FLOWT_DNS_SERVERS` (`address` or `address:port`), else those of the machine."""
    if not settings.FLOWT_DNS_SERVERS:
        return dns.resolver.Resolver()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.timeout = SECONDS / 3
    resolver.nameservers = [_server(text) for text in settings.FLOWT_DNS_SERVERS]
    return resolver


def _server(text: str) -> dns.nameserver.Nameserver:
    """Read `9.9.9.9`, `127.0.0.1:5353`, `2620:fe::fe` or `[::1]:5353`."""
    if text.startswith("["):
        address, _, port = text[1:].partition("]")
        return dns.nameserver.Do53Nameserver(address, int(port.lstrip(":") or 53))
    if text.count(":") == 1:
        address, _, port = text.partition(":")
        return dns.nameserver.Do53Nameserver(address, int(port))
    return dns.nameserver.Do53Nameserver(text, 53)
