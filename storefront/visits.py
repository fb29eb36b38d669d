"""Where this visit came from, as an order keeps it."""

from typing import Any

from orders.requests import Journey


def journey_of(request: Any) -> Journey:
    try:
        from tracking.attribution import journey
    except ImportError:
        return Journey()
    found = journey(request)
    return found if isinstance(found, Journey) else Journey(**found)
