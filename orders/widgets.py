"""What the console's first page tells of orders."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.widgets import Widget, widgets
from orders.models import Order


@widgets.register
class Today(Widget):
    """Today in figures, and the orders that are open now: three queries."""

    kind, label, order = "orders.today", _("Today"), 10
    permission = "orders.view"

    def render(self, request: Any) -> str:
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        states = Order.Status
        kept = ~Q(status__in=[states.REJECTED, states.CANCELLED])
        today = Order.objects.filter(placed_at__gte=midnight).aggregate(
            placed=Count("id", kept), sold=Sum("total", filter=kept, default=Decimal(0))
        )
        open_now = Order.objects.open().aggregate(
            waiting=Count("id", Q(status=states.UNDER_REVIEW)), all=Count("id")
        )
        newest = Order.objects.open().order_by("-id")[:6] if open_now["all"] else []
        context = {"today": today, "open": open_now, "newest": newest}
        return render_to_string("orders/_today.html", context, request)
