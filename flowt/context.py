"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    return {
        "tenant": getattr(request, "tenant", None),
        "permissions": getattr(request, "permissions", frozenset()),
        "is_demo": settings.FLOWT_DEMO,
        "is_main_host": getattr(request, "is_main_host", False),
    }
