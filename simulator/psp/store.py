"""What the bank remembers: documents in one SQLite file, so that a restart forgets no charge."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Document = dict[str, Any]
_MAKE = """
CREATE TABLE IF NOT EXISTS document (
    kind TEXT NOT NULL, account TEXT NOT NULL, key TEXT NOT NULL, at TEXT NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY (kind, account, key)
)
"""


class Store:
    """Documents by kind, account and key. One lock: what a block reads and writes is one step."""

    def __init__(self, path: str = ":memory:") -> None:
        self._base = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = NORMAL")
        self._base.execute(_MAKE)
        self._lock = threading.RLock()

    @contextmanager
    def step(self) -> Iterator[None]:
        """Let nobody else in until the block ends."""
        with self._lock:
            yield

    def get(self, kind: str, account: str, key: str) -> Document | None:
        with self._lock:
            row = self._base.execute(
                "SELECT body FROM document WHERE kind = ? AND account = ? AND key = ?",
                (kind, account, key),
            ).fetchone()
        return json.loads(row[0]) if row else None

    def put(self, kind: str, account: str, key: str, body: Document, *, at: str = "") -> None:
        """Write a document; `at` (ISO) is when it first was, and is kept."""
        with self._lock:
            self._base.execute(
                "INSERT INTO document VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (kind, account, key) DO UPDATE SET body = excluded.body",
                (kind, account, key, at, json.dumps(body)),
            )

    def drop(self, kind: str, account: str, key: str) -> None:
        with self._lock:
            self._base.execute(
                "DELETE FROM document WHERE kind = ? AND account = ? AND key = ?",
                (kind, account, key),
            )

    def drop_all(self, kind: str) -> None:
        with self._lock:
            self._base.execute("DELETE FROM document WHERE kind = ?", (kind,))

    def drop_everything(self) -> None:
        with self._lock:
            self._base.execute("DELETE FROM document")

    def every(
        self, kind: str, account: str = "", *, since: str = "", until: str = "9"
    ) -> list[Document]:
        """Return the documents of a kind, the oldest first; of every account if none is named."""
        with self._lock:
            rows = self._base.execute(
                "SELECT body FROM document WHERE kind = ? AND (? = '' OR account = ?)"
                " AND at >= ? AND at <= ? ORDER BY at, rowid",
                (kind, account, account, since, until),
            ).fetchall()
        return [json.loads(row[0]) for row in rows]
