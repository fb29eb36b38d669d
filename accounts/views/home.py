"""The console's first page."""

from babel.dates import format_date, format_skeleton
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, to_locale
from django.views.decorators.http import require_safe

from accounts.setup import setup_items
from accounts.widgets import render_widgets
from flowt.htmx import HtmxRequest
from flowt.parking import parked_work
from flowt.permissions import require_permission
from tenants.selectors import opening, profiles_of, public_url


def _today() -> str:
    locale = to_locale(get_language() or "pt-br")
    now = timezone.localtime()
    return f"{format_date(now, 'EEEE', locale)}, {format_skeleton('MMMMd', now, locale=locale)}"


@require_safe
@require_permission("panel.view")
def home(request: HtmxRequest) -> HttpResponse:
    """How the business stands: open or not, what is left to set up, what other apps tell."""
    tenant = request.tenant
    items = setup_items(request)
    context = {
        "opening": opening(tenant),
        "today": _today(),
        "profiles": [one for one in profiles_of(tenant).values() if one.is_enabled],
        "menu_url": public_url(tenant, "/cardapio/", request),
        "items": items,
        "done": sum(item.is_done for item in items),
        "parked": "settings.view" in request.permissions and parked_work(tenant.pk).count(),
        "widgets": render_widgets(request),
    }
    return render(request, "accounts/home.html", context)
