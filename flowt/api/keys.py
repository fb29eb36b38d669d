"""What an API key looks like, and what is kept of it.

`flowt_` + 40 random letters and digits + 6 that check them: a scanner of leaked secrets can tell
one, and what was mistyped is refused without asking the database. The random part has 238 bits,
so one round of SHA-256 hides it as well as a slow hash would.
"""

import re
import zlib
from hashlib import sha256
from secrets import choice
from string import ascii_letters, digits

MARK = "flowt_"
ALPHABET = digits + ascii_letters
RANDOM, CHECK = 40, 6
SHOWN = len(MARK) + 6
_FORM = re.compile(rf"{MARK}[0-9A-Za-z]{{{RANDOM + CHECK}}}\Z", re.ASCII)


def new_key() -> str:
    """Return a key that nobody has."""
    body = "".join(choice(ALPHABET) for _ in range(RANDOM))
    return f"{MARK}{body}{_check(body)}"


def is_well_formed(key: str) -> bool:
    """Could this be a key? Says nothing about whether it is one."""
    return bool(_FORM.match(key)) and key[-CHECK:] == _check(key[len(MARK) : -CHECK])


def prefix_of(key: str) -> str:
    return key[:SHOWN]


def digest_of(key: str, schema: str) -> str:
    """Return what is stored: bound to the schema, so a copied row is no key elsewhere."""
    return sha256(f"flowt.api.key\n{schema}\n{key}".encode()).hexdigest()


def _check(body: str) -> str:
    number, found = zlib.crc32(body.encode()), ""
    for _ in range(CHECK):
        number, rest = divmod(number, len(ALPHABET))
        found = ALPHABET[rest] + found
    return found
