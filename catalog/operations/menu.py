"""Saying that the menu changed."""

from flowt import versions
from flowt.live import notify
from flowt.tenancy import current_schema


def bump_menu() -> None:
    """Make every kept page of this tenant's menu old with this commit, and tell open pages.

    Every write of the catalogue calls it, last in its transaction: it locks the version's row, so
    whoever locks items afterwards could wait for one who waits for it.
    """
    versions.bump(versions.of_menu(current_schema()))
    notify("menu")
