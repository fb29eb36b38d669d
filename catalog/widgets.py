"""What the console's first page tells of the catalogue."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.widgets import Step, steps
from catalog.models.items import Item


@steps.register
class FirstItems(Step):
    kind, order = "catalog", 50
    label, text = _("Put up your menu"), _("Categories, items, prices and pictures.")
    icon, route, permission = "utensils", "catalog:list", "catalog.edit"

    def is_done(self, tenant: Any) -> bool:
        return Item.objects.filter(status=Item.Status.ACTIVE).exists()
