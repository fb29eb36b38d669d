from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from flowt.fields import EncryptedJSONField


class GatewayAccount(models.Model):
    """A gateway this tenant uses, with its settings (encrypted). One of a kind."""

    kind = models.CharField(max_length=30, unique=True)  # of payments.gateways
    is_enabled = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    settings = EncryptedJSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.kind


class PaymentQuerySet(models.QuerySet["Payment"]):
    def of(self, reference: str) -> Self:
        return self.filter(reference=reference)


class Payment(models.Model):
    """An amount asked for, by one gateway. Its status is what its ledger adds up to.

    `reference` says what it is for ("order-12"); payments do not know orders.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting for payment")
        APPROVED = "approved", _("Paid")
        REFUSED = "refused", _("Refused")
        CANCELLED = "cancelled", _("Cancelled")  # no longer asked for
        REFUNDED = "refunded", _("Refunded")

    key = models.CharField(max_length=80, unique=True)  # asked for twice with it: one payment
    reference = models.CharField(max_length=60, db_index=True)
    gateway = models.CharField(max_length=30)
    status = models.CharField(max_length=12, choices=Status, default=Status.PENDING)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    txid = models.CharField(max_length=35, blank=True)
    instructions = models.JSONField(default=dict)  # what the payer needs: {"brcode": …}
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="payment_positive", condition=Q(amount__gt=0)),
            models.UniqueConstraint(fields=["txid"], name="txid_once", condition=~Q(txid="")),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.amount}"


class LedgerEntry(models.Model):
    """What happened to a payment. Entries are only ever added: a trigger refuses the rest."""

    class Kind(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        CANCELLED = "cancelled", _("Cancelled")
        REFUND_ASKED = "refund_asked", _("To be refunded")  # somebody has to send it back
        REFUNDED = "refunded", _("Refunded")

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="ledger")
    kind = models.CharField(max_length=12, choices=Kind)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    provider_event = models.CharField(max_length=100, blank=True)  # the gateway's own id
    actor_id = models.BigIntegerField(null=True)  # who confirmed by hand
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "kind", "provider_event"], name="ledger_event_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"
