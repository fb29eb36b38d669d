"""Remembers, beside our own database, with which migrations it was last brought up to date.

Loading Django only to learn that there is nothing to do costs two seconds of every start.
"""

import hashlib
import json
import os
from pathlib import Path

from flowt.supervisor.programs import PROJECT


class Done:
    """For a database given by DATABASE_URL nothing is remembered: others may change it too."""

    def __init__(self, data: Path) -> None:
        self._path = data / "postgres" / "done.json"
        self._is_ours = self._path.parent.exists() and f"{data}/" in os.environ["DATABASE_URL"]

    def is_migrated(self) -> bool:
        return self._read().get("migrations") == migrations_digest()

    def note_migrated(self) -> None:
        self._write(migrations=migrations_digest())

    def is_seeded(self) -> bool:
        return bool(self._read().get("seeded"))

    def note_seeded(self) -> None:
        self._write(seeded=True)

    def _read(self) -> dict[str, object]:
        try:
            return dict(json.loads(self._path.read_text())) if self._is_ours else {}
        except (OSError, ValueError):
            return {}

    def _write(self, **facts: object) -> None:
        if self._is_ours:
            self._path.write_text(json.dumps(self._read() | facts))


def migrations_digest() -> str:
    """Changes with any migration of ours, and with the lock that names everybody else's."""
    digest = hashlib.sha256()
    lock = PROJECT / "requirements" / "base.lock"
    for path in [
        *sorted(PROJECT.glob("*/migrations/*.py")),
        *sorted(PROJECT.glob("*/*/migrations/*.py")),
        lock,
    ]:
        if ".venv" not in path.parts and path.exists():
            digest.update(str(path.relative_to(PROJECT)).encode() + path.read_bytes())
    return digest.hexdigest()
