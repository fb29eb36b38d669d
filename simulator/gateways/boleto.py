"""The numbers on a boleto: barcode of 44 digits, line of 47, with their check digits."""

import hashlib
from datetime import UTC, datetime

FIRST_DAY = datetime(2025, 2, 22, tzinfo=UTC)  # the day on which the factor began anew
FIRST_FACTOR, BANK = 1000, "999"


def barcode_of(cents: int, due: float, seed: str) -> str:
    """Return the barcode of an amount, due at a unix time."""
    day = datetime.fromtimestamp(due, UTC)
    factor = FIRST_FACTOR + (day - FIRST_DAY).days
    free = str(int(hashlib.sha256(seed.encode()).hexdigest(), 16))[:25]
    rest = f"{BANK}9{factor:04d}{cents:010d}{free}"
    return rest[:4] + _mod11(rest) + rest[4:]


def line_of(cents: int, due: float, seed: str) -> str:
    code = barcode_of(cents, due, seed)
    fields = [code[:4] + code[19:24], code[24:34], code[34:44]]
    return "".join(one + _mod10(one) for one in fields) + code[4] + code[5:19]


def _mod11(digits: str) -> str:
    total = sum(int(d) * (2 + at % 8) for at, d in enumerate(reversed(digits)))
    check = 11 - total % 11
    return "1" if check in (10, 11) else str(check)


def _mod10(digits: str) -> str:
    total = 0
    for at, digit in enumerate(reversed(digits)):
        product = int(digit) * (2 - at % 2)
        total += product // 10 + product % 10
    return str((10 - total % 10) % 10)
