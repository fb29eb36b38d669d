"""What each route asks of who calls it. A route that says nothing is refused.

The decorators only declare; `flowt.middleware.AccessMiddleware` enforces, before the view runs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from django.urls import ResolverMatch

from flowt.library_routes import LIBRARY_ROUTES

View = TypeVar("View", bound=Callable[..., Any])
Scope = Literal["tenant", "main", "any"]


@dataclass(frozen=True)
class Access:
    """`permission` None: anybody; "" : whoever is signed in. `scope`: where the route exists."""

    permission: str | None
    scope: Scope


def public(view: View | None = None, *, scope: Scope = "tenant") -> Any:
    """Declare a route that anybody may call: within a tenant, on the main host, or on both."""
    if view is not None:
        return _declare(view, Access(None, scope))
    return lambda function: _declare(function, Access(None, scope))


def signed_in(view: View | None = None, *, scope: Scope = "any") -> Any:
    """Declare a route for whoever is signed in, whatever the role."""
    if view is not None:
        return _declare(view, Access("", scope))
    return lambda function: _declare(function, Access("", scope))


def require_permission(permission: str) -> Callable[[View], View]:
    """Declare the permission a route needs. One that begins with `console.` lives on the main
    host and is for global administrators; every other one is looked up in the person's role."""
    scope: Scope = "main" if permission.startswith("console.") else "tenant"
    return lambda function: _declare(function, Access(permission, scope))


def access_of(view: Callable[..., Any]) -> Access | None:
    return getattr(view, "flowt_access", None)


def access_to(match: ResolverMatch) -> Access | None:
    """What a route asks: its view says it, or `library_routes` by its name for a library's."""
    declared = access_of(match.func)
    if declared is not None:
        return declared
    asked = LIBRARY_ROUTES.get(match.view_name)
    return None if asked is None else Access("" if asked == "signed_in" else None, "any")


def _declare(view: View, access: Access) -> View:
    view.flowt_access = access  # type: ignore[attr-defined]
    return view
