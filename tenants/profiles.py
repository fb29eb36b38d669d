"""The ways of ordering that a tenant offers."""

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.slots import SlotRule


class OrderProfile(models.Model):
    """A way of ordering that a tenant offers, and its terms."""

    class Kind(models.TextChoices):
        DELIVERY = "delivery", _("Delivery")
        PICKUP = "pickup", _("Pick-up")
        TABLE = "table", _("At the table")

    class SlotMinutes(models.IntegerChoices):
        QUARTER = 15, _("15 minutes")
        THIRD = 20, _("20 minutes")
        HALF = 30, _("30 minutes")
        HOUR = 60, _("1 hour")

    MOST_DAYS_AHEAD = 14

    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, related_name="profiles")
    kind = models.CharField(max_length=20, choices=Kind)
    is_enabled = models.BooleanField(default=False)
    minimum_order = models.DecimalField(
        max_digits=12, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    preparation_minutes = models.PositiveSmallIntegerField(default=30)

    # Orders for later: a customer chooses a slot.
    takes_scheduled = models.BooleanField(default=False, db_default=False)
    slot_minutes = models.PositiveSmallIntegerField(
        choices=SlotMinutes, default=SlotMinutes.HALF, db_default=SlotMinutes.HALF
    )
    lead_minutes = models.PositiveSmallIntegerField(default=60, db_default=60)
    days_ahead = models.PositiveSmallIntegerField(default=7, db_default=7)  # 0: today only
    slot_capacity = models.PositiveSmallIntegerField(null=True, blank=True)  # None: no limit

    # At the table: phones share one tab, paid at the end.
    has_tabs = models.BooleanField(default=False, db_default=False)
    service_percent = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        default=0,
        db_default=0,
        validators=[MinValueValidator(0), MaxValueValidator(30)],
    )

    # What ends by itself; past moments mean nothing.
    paused_until = models.DateTimeField(null=True, blank=True)  # no orders until then
    pause_note = models.CharField(max_length=160, blank=True, default="", db_default="")
    rush_until = models.DateTimeField(null=True, blank=True)  # everything takes longer until then
    rush_minutes = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind"], name="one_profile_of_a_kind"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def is_paused(self, now: datetime) -> bool:
        return self.paused_until is not None and self.paused_until > now

    def extra_minutes(self, now: datetime) -> int:
        """By how much everything takes longer, as in a rush."""
        is_rush = self.rush_until is not None and self.rush_until > now
        return self.rush_minutes if is_rush else 0

    def ready_minutes(self, now: datetime) -> int:
        """How long an order placed now takes to be ready."""
        return self.preparation_minutes + self.extra_minutes(now)

    def slot_rule(self, now: datetime) -> SlotRule:
        """In a rush the first slot is later too."""
        return SlotRule(
            minutes=self.slot_minutes,
            lead_minutes=self.lead_minutes + self.extra_minutes(now),
            days_ahead=self.days_ahead,
        )
