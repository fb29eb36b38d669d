"""Sessions in the database, each of one site: carried to another host it is an unknown one."""

from typing import Any

from django.contrib.sessions.backends import db

SITE_KEY = "site"


class SessionStore(db.SessionStore):
    """`site` is a tenant's schema, or "main"; None outside of requests, where nothing is bound."""

    site: str | None = None

    def bind(self, site: str) -> None:
        """Say which site asks, before anything is read."""
        self.site = site

    def load(self) -> dict[str, Any]:
        data: dict[str, Any] = super().load()
        if self.site is not None and data.get(SITE_KEY, self.site) != self.site:
            self._session_key = None  # a new one is given; the other site's stays as it is
            return {}
        return data

    def save(self, must_create: bool = False) -> None:
        kept = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        if self.site is not None and SITE_KEY not in kept:
            self[SITE_KEY] = self.site
        super().save(must_create)
