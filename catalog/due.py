"""Due work of the catalogue."""

from catalog.operations.availability import BACK, bring_items_back
from flowt import due


@due.handles(BACK)
def bring_back(ref: str) -> None:
    bring_items_back()
