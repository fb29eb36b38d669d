"""What other apps show on the console's first page, without this one knowing them.

An app adds a module `widgets.py`; it is imported when Django starts. There it registers
`Widget`s (a piece of the page) and `Step`s (a line of the list of what is left to set up).
"""

from abc import ABC, abstractmethod
from typing import Any

from django.utils.functional import Promise

from flowt.registry import Registry


class Widget(ABC):
    """A piece of the overview. `render` returns safe HTML, "" to show nothing."""

    kind: str
    label: str | Promise
    order: int = 100
    permission: str = "panel.view"

    @abstractmethod
    def render(self, request: Any) -> str: ...


class Step(ABC):
    """One thing to set up before the first customer. `route` is where it is done."""

    kind: str
    label: str | Promise
    text: str | Promise
    icon: str
    route: str
    permission: str
    order: int = 100

    @abstractmethod
    def is_done(self, tenant: Any) -> bool: ...


widgets = Registry(Widget)  # type: ignore[type-abstract]
steps = Registry(Step)  # type: ignore[type-abstract]


def render_widgets(request: Any) -> list[str]:
    """Return the pieces this person may see, in order."""
    members = sorted((member() for member in widgets), key=lambda widget: widget.order)
    allowed = [one for one in members if one.permission in request.permissions]
    return [html for html in (one.render(request) for one in allowed) if html]
