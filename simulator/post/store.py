"""What arrived, in SQLite, so that a restart keeps it."""

import json
import sqlite3
import threading
import time
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

MOST_KEPT = 500


@dataclass
class Mail:
    """One mail. `parts` are attachments: (name, media type, bytes)."""

    number: int
    at: float
    way: str  # smtp or api
    to: str
    sender: str
    subject: str
    state: str
    raw: bytes = field(repr=False)

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)  # type: ignore[return-value]

    def body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part is not None else ""

    @property
    def attachments(self) -> list[tuple[str, str, bytes]]:
        return [
            (part.get_filename() or "anexo", part.get_content_type(), part.get_content())
            for part in self.message.iter_attachments()
        ]


class Store:
    """Mails, and the webhook of each server token."""

    def __init__(self, path: str = ":memory:") -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.executescript(
            "CREATE TABLE IF NOT EXISTS mail (number INTEGER PRIMARY KEY AUTOINCREMENT, at REAL,"
            " way TEXT, receiver TEXT, sender TEXT, subject TEXT, state TEXT, raw BLOB);"
            "CREATE TABLE IF NOT EXISTS hook (token TEXT PRIMARY KEY, url TEXT);"
        )

    def add(self, way: str, to: str, raw: bytes, *, state: str = "") -> int:
        """Keep a mail; return its number. The oldest go."""
        message: Any = message_from_bytes(raw, policy=policy.default)
        row = [time.time(), way, to, str(message["From"]), str(message["Subject"]), state, raw]
        with self._lock:
            added = self._database.execute(
                "INSERT INTO mail (at, way, receiver, sender, subject, state, raw)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            number = int(added.lastrowid or 0)
            self._database.execute("DELETE FROM mail WHERE number <= ?", [number - MOST_KEPT])
        return number

    def mails(self, text: str = "", most: int = 60) -> list[Mail]:
        """The newest first; `text` is part of the receiver or of the subject."""
        like = f"%{text}%"
        with self._lock:
            rows = self._database.execute(
                "SELECT * FROM mail WHERE receiver LIKE ? OR subject LIKE ?"
                " ORDER BY number DESC LIMIT ?",
                [like, like, most],
            ).fetchall()
        return [Mail(*row) for row in rows]

    def mail(self, number: int) -> Mail | None:
        with self._lock:
            row = self._database.execute("SELECT * FROM mail WHERE number = ?", [number]).fetchone()
        return Mail(*row) if row else None

    def clear(self) -> None:
        with self._lock:
            self._database.execute("DELETE FROM mail")

    def set_hook(self, token: str, url: str) -> None:
        with self._lock:
            self._database.execute("REPLACE INTO hook (token, url) VALUES (?, ?)", [token, url])

    def hooks(self) -> dict[str, str]:
        with self._lock:
            return dict(self._database.execute("SELECT token, url FROM hook").fetchall())


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
