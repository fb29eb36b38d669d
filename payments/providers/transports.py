"""The providers' libraries send through `flowt.http`: its timeouts, caps, failures and counts.

None of them retries: the due queue does. Tenants type keys, never addresses.
"""

HIDDEN = frozenset({"authorization", "accept", "accept-encoding", "content-length", "host"})


def kept(headers: dict[str, str]) -> dict[str, str]:
    """Without what `flowt.http` writes itself."""
    left_out = HIDDEN | {"content-type"}
    return {name: value for name, value in headers.items() if name.lower() not in left_out}
