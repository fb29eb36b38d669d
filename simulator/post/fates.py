"""What becomes of a mail, by the local part of its address."""

_WORDS = {
    "refuse": ("refuse", "recusa"),
    "bounce": ("bounce", "volta"),
    "soft": ("soft", "adiada"),
    "spam": ("spam",),
    "cut": ("cut", "corta"),
    "slow": ("slow", "lento"),
    "full": ("full", "cheia"),
}
SLOW_SECONDS = 3.0


def fate_of(address: str) -> str:
    """refuse, bounce, soft, spam, cut, slow or full; "" where all goes well."""
    local = address.partition("@")[0].partition("+")[0].strip("<").lower()
    return next((fate for fate, words in _WORDS.items() if local in words), "")
