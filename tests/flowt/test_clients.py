"""The client's address: only what our own proxies wrote counts."""

import pytest
from django.test import RequestFactory

from flowt.clients import address, network_of

SPOOFED = "1.1.1.1, 2.2.2.2, 203.0.113.9"


@pytest.mark.parametrize(
    ("proxies", "direct", "forwarded", "expected"),
    [
        (0, "198.51.100.7", SPOOFED, "198.51.100.7"),
        (1, "10.0.0.2", SPOOFED, "203.0.113.9"),
        (2, "10.0.0.2", SPOOFED, "2.2.2.2"),
        (2, "10.0.0.2", "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.2", "", "10.0.0.2"),
        (1, "10.0.0.2", "1.1.1.1, nonsense", "10.0.0.2"),
        (1, "10.0.0.2", "203.0.113.9:4711", "203.0.113.9"),
        (1, "10.0.0.2", "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "10.0.0.2", "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.2", '"[2001:db8::1]"', "2001:db8::1"),
        (0, "fe80::1%eth0", "", "fe80::1"),
        (0, "", "", ""),
    ],
)
def test_the_last_entries_are_ours(proxies, direct, forwarded, expected):
    meta = {"REMOTE_ADDR": direct, "HTTP_X_FORWARDED_FOR": forwarded}

    assert address(meta, proxies) == expected


def test_one_subscriber_of_ipv6_is_one_client():
    def network(address: str) -> str:
        return network_of(RequestFactory().get("/", REMOTE_ADDR=address))

    assert network("2001:db8:1:2:aaaa::1") == network("2001:db8:1:2:bbbb::9")
    assert network("2001:db8:1:2::1") != network("2001:db8:1:3::1")
    assert network("203.0.113.9") == "203.0.113.9"
