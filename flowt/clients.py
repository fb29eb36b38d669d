"""Who is calling, as far as the network tells: the client's address behind our own proxies."""

from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from typing import Any

from django.http import HttpRequest

IPV6_CUSTOMER_BITS = 64  # what one subscriber of IPv6 is given; its addresses are all theirs


def address(meta: Mapping[str, Any], trusted_proxies: int) -> str:
    """Return the client's address: what the outermost of our proxies saw.

    Each proxy appends the address it was called from to X-Forwarded-For, so only the last
    `trusted_proxies` entries are ours; whatever a client wrote stands before them.
    """
    direct = _plain(str(meta.get("REMOTE_ADDR", "")))
    if trusted_proxies < 1:
        return direct
    hops = [hop.strip() for hop in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
    return _plain(hops[-min(trusted_proxies, len(hops))]) or direct


def network_of(request: HttpRequest) -> str:
    """Return what stands for one client in limits: an IPv4 address, or a /64 of IPv6."""
    found = str(request.META.get("REMOTE_ADDR", ""))
    if ":" not in found:
        return found
    return str(ip_network(f"{found}/{IPV6_CUSTOMER_BITS}", strict=False))


def _plain(text: str) -> str:
    """Return an address without port, brackets and zone, IPv4 inside IPv6 as IPv4; else ""."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)
