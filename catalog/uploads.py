"""The file of an import, kept between its check and its confirmation, in the tenant's folder."""

from datetime import timedelta
from secrets import token_hex

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from catalog.errors import ImportExpired
from catalog.transfer.document import ParsedCatalog
from catalog.transfer.flat import parse_csv
from catalog.transfer.nested import parse_json

FOLDER = "importacoes"
KEPT = timedelta(days=1)


def is_text(data: bytes) -> bool:
    """Tell a table of text from a spreadsheet's own file, an archive, a picture: those have zeros.

    UTF-16, which has zeros too, says so in its first two bytes.
    """
    return b"\0" not in data or data[:2] in (b"\xff\xfe", b"\xfe\xff")


def keep(data: bytes) -> str:
    """Keep a file for a day and return its token. Older ones go."""
    _sweep()
    token = token_hex(16)
    default_storage.save(f"{FOLDER}/{token}.data", ContentFile(data))
    return token


def read(token: str) -> ParsedCatalog:
    """Read a kept file: JSON if it looks like it, else CSV. Raises ImportExpired."""
    name = f"{FOLDER}/{token}.data"
    if not token.isalnum() or not default_storage.exists(name):
        raise ImportExpired
    with default_storage.open(name) as file:
        data = file.read()
    is_json = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")
    return parse_json(data) if is_json else parse_csv(data)


def forget(token: str) -> None:
    default_storage.delete(f"{FOLDER}/{token}.data")


def _sweep() -> None:
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        if timezone.now() - default_storage.get_modified_time(f"{FOLDER}/{name}") > KEPT:
            default_storage.delete(f"{FOLDER}/{name}")
