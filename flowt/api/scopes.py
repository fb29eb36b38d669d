"""What a key may be allowed to do. The names are promises: they stand in keys and documents."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    ORDERS_READ = "orders:read", _("See orders, with their customers' data")
    ORDERS_MOVE = "orders:move", _("Accept orders, mark them as ready, sent out and delivered")
    ORDERS_CANCEL = "orders:cancel", _("Reject and cancel orders")
    CATALOG_READ = "catalog:read", _("See the whole catalogue, hidden items included")
    CATALOG_STOCK = "catalog:stock", _("Change stock and what is sold out")
    CATALOG_WRITE = "catalog:write", _("Create, change and archive what the catalogue holds")


ICONS = {"orders": "receipt-text", "catalog": "utensils"}
