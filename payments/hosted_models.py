"""Rows of the gateways that have pages of their own. They belong to `payments.models`."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class HostedCharge(models.Model):
    """One charge at a gateway: a PIX code, a boleto, or a page on which a card is paid.

    `code` is our own reference at the gateway, and the idempotency key of its creation.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Being created")  # the gateway has not answered yet
        ACTIVE = "active", _("Can be paid")  # until `expires_at`
        FAILED = "failed", _("Could not be created")
        REMOVED = "removed", _("Taken back")  # no longer asked for

    class Outcome(models.TextChoices):
        """What the gateway last told, in our words. The raw word stands beside it."""

        PENDING = "pending", _("Waiting for payment")
        REFUSED = "refused", _("Refused")  # the payer may try again
        EXPIRED = "expired", _("Expired")
        CANCELLED = "cancelled", _("Cancelled")
        APPROVED = "approved", _("Paid")
        PART_REFUNDED = "part_refunded", _("Refunded in part")
        REFUNDED = "refunded", _("Refunded")
        CHARGEBACK = "chargeback", _("Charged back")

    payment = models.ForeignKey("payments.Payment", models.PROTECT, related_name="hosted")
    provider = models.CharField(max_length=20)  # of payments.providers
    method = models.CharField(max_length=10)  # pix, card, boleto
    number = models.PositiveSmallIntegerField()  # the payment's first, second…
    code = models.CharField(max_length=35, unique=True)
    remote_id = models.CharField(max_length=100, blank=True)  # the gateway's own id
    url = models.TextField(blank=True)  # of the gateway's page
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    outcome = models.CharField(max_length=14, choices=Outcome, default=Outcome.PENDING)
    raw_status = models.CharField(max_length=60, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=200, blank=True)  # what the gateway last said
    expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "payments"
        constraints = [
            models.UniqueConstraint(fields=["payment", "number"], name="hosted_number_once"),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], name="hosted_waiting", condition=Q(status="waiting")
            ),
            models.Index(fields=["provider", "created_at"], name="hosted_by_time"),
        ]

    def __str__(self) -> str:
        return self.code


class Comparison(models.Model):
    """One day of one gateway held beside our ledger. The next one of that day replaces it."""

    provider = models.CharField(max_length=20)
    day = models.DateField()  # in the tenant's zone: when it was paid
    listed = models.PositiveIntegerField(default=0)  # payments the gateway told
    trouble = models.CharField(max_length=200, blank=True)  # why it could not be compared
    made_at = models.DateTimeField()

    class Meta:
        app_label = "payments"
        constraints = [
            models.UniqueConstraint(fields=["provider", "day"], name="comparison_of_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.day}"


class Difference(models.Model):
    """One payment of which the gateway and the ledger tell different things. Net of refunds."""

    class Kind(models.TextChoices):
        AMOUNT = "amount", _("Different amounts")
        STATE = "state", _("Different states")
        ONLY_HERE = "only_here", _("Unknown at the gateway")
        ONLY_THERE = "only_there", _("Unknown here")

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="differences")
    kind = models.CharField(max_length=10, choices=Kind)
    remote_id = models.CharField(max_length=100)
    reference = models.CharField(max_length=60, blank=True)  # of the payment, where one is known
    theirs = models.DecimalField(max_digits=12, decimal_places=2)
    ours = models.DecimalField(max_digits=12, decimal_places=2)
    their_state = models.CharField(max_length=60, blank=True)
    our_state = models.CharField(max_length=60, blank=True)

    class Meta:
        app_label = "payments"

    def __str__(self) -> str:
        return self.remote_id
