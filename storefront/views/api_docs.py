"""The page that explains the API, drawn from its own document."""

import json

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from limits import parse

from flowt import limits
from flowt.api import mount, openapi
from flowt.api.scopes import Scope
from flowt.permissions import public
from storefront.api_docs import Reader, problem_kinds
from storefront.pages import render_public
from tenants.selectors import public_url

MOST_QUERY = 60
LIMITS = ("api.public", "api.key", "order.place.address")


@require_safe
@public
def api_docs(request: HttpRequest) -> HttpResponse:
    """All routes on one page. `?q=` keeps what matches, for browsers that run no script."""
    query = request.GET.get("q", "").strip()[:MOST_QUERY]
    origin = public_url(request.tenant, "/", request).rstrip("/")  # type: ignore[attr-defined]
    reader = Reader(mount.document_in(get_language()), origin)
    context = {
        "groups": reader.groups(query),
        "query": query,
        "origin": origin,
        "base": f"{origin}/api/v1",
        "problems": problem_kinds(),
        "scopes": list(Scope),
        "limits": [_limit(name) for name in LIMITS],
        "problem_example": json.dumps(openapi.PROBLEM["examples"][0], indent=2),
        "kept_hours": 24,
    }
    return render_public(request, "storefront/api_docs.html", context, shared=not query)


def _limit(name: str) -> tuple[str, int, int]:
    """A limit's name, and how many calls in how many seconds it lets through."""
    rate = parse(limits.RATES[name].per)
    return name, rate.amount, rate.get_expiry()
