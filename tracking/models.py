from secrets import choice
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that looks like something else


def new_code() -> str:
    """Return a short name for a printed code: ten characters, 49 bits."""
    return "".join(choice(ALPHABET) for _ in range(10))


class QrCodeQuerySet(models.QuerySet["QrCode"]):
    def active(self) -> Self:
        return self.filter(archived_at=None)


class QrCode(models.Model):
    """A printed code. What it leads to may change; `code`, once printed, never does."""

    class Kind(models.TextChoices):
        MENU = "menu", _("Menu")
        TABLE = "table", _("Table")
        ITEM = "item", _("Item")

    code = models.CharField(max_length=16, unique=True, default=new_code)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    label = models.CharField(_("name"), max_length=60)
    table_label = models.CharField(_("table"), max_length=40, blank=True)  # "7", "Varanda 2"
    item = models.ForeignKey("catalog.Item", models.SET_NULL, null=True, blank=True)
    qr_src = models.SlugField(_("origin"), max_length=40, default="cardapio")
    utm = models.JSONField(default=dict, blank=True)  # {"utm_campaign": …}
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = QrCodeQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["table_label"],
                name="one_code_a_table",
                condition=Q(kind="table", archived_at=None),
            ),
            models.CheckConstraint(
                name="table_code_names_its_table", condition=~Q(kind="table", table_label="")
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("tracking:scan", args=[self.code])


class Scan(models.Model):
    """One scan: the first touch of a journey. Nothing of the person is kept."""

    qr_code = models.ForeignKey(QrCode, models.CASCADE, related_name="scans")
    correlation_id = models.UUIDField()
    scanned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["qr_code", "-scanned_at"], name="scan_of_code")]

    def __str__(self) -> str:
        return f"{self.qr_code_id} {self.scanned_at}"
