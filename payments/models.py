from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from flowt.fields import EncryptedJSONField, EncryptedTextField
from payments.hosted_models import Comparison, Difference, HostedCharge

__all__ = [
    "Comparison",
    "Difference",
    "GatewayAccount",
    "HostedCharge",
    "InboundNotice",
    "LedgerEntry",
    "Payment",
    "PixCharge",
    "PixReceipt",
    "PixRefund",
]


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
        CHARGEBACK = "chargeback", _("Charged back")  # the payer disputes it, or won

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
    """What happened to a payment. Entries are only ever added: a trigger refuses the rest.

    Money that came for no payment we know stands without one.
    """

    class Kind(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        CANCELLED = "cancelled", _("Cancelled")
        REFUND_ASKED = "refund_asked", _("To be refunded")  # somebody has to send it back
        REFUNDED = "refunded", _("Refunded")
        HELD = (
            "held",
            _("Held for review"),
        )  # it came, and counts for nothing until somebody decides
        RETURNED = "returned", _("Sent back")  # of what was held
        CHARGEBACK = "chargeback", _("Charged back")  # the payer disputes it
        WON_BACK = "won_back", _("Dispute won")

    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="ledger")
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
            models.UniqueConstraint(  # money that belongs to no payment
                fields=["kind", "provider_event"],
                name="ledger_stray_once",
                condition=Q(payment=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class PixCharge(models.Model):
    """One charge at the tenant's PSP: a code with an end. A payment gets another after it."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Being created")  # the PSP has not answered yet
        ACTIVE = "active", _("Can be paid")  # until `expires_at`
        FAILED = "failed", _("Could not be created")
        REMOVED = "removed", _("Taken back")  # no longer asked for

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="charges")
    number = models.PositiveSmallIntegerField()  # the payment's first, second…
    txid = models.CharField(max_length=35, unique=True)
    chave = EncryptedTextField()  # the PIX key it was made for
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=200, blank=True)  # what the PSP last said, for the owner
    expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "number"], name="charge_number_once"),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], name="charge_waiting", condition=Q(status="waiting")
            ),
        ]

    def __str__(self) -> str:
        return self.txid


class PixReceiptQuerySet(models.QuerySet["PixReceipt"]):
    def to_review(self) -> Self:
        return self.filter(decision="").exclude(problem="")


class PixReceipt(models.Model):
    """Money that arrived, as the provider itself told when asked. What fits its charge counts.

    Of a Pix by a PSP, or of any payment by a gateway with pages of its own: `provider` says which.
    """

    class Problem(models.TextChoices):
        LATE = "late", _("Paid after the order was called off")
        DUPLICATE = "duplicate", _("Paid twice")
        AMOUNT = "amount", _("Another amount than asked")
        PAYEE = "payee", _("Sent to another PIX key")
        UNKNOWN = "unknown", _("Of no charge we know")
        CONFLICT = "conflict", _("The bank contradicts itself")
        MISSING = "missing", _("Gone from the bank's list")
        TAKEN_BACK = "taken_back", _("Returned by the bank")
        CHARGEBACK = "chargeback", _("Disputed by the payer")

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        REFUNDED = "refunded", _("Sent back")

    provider = models.CharField(max_length=20, default="pix_psp", db_default="pix_psp")
    e2eid = models.CharField(max_length=32, unique=True)  # endToEndId, or the gateway's payment id
    charge = models.ForeignKey(PixCharge, models.PROTECT, null=True, related_name="receipts")
    hosted = models.ForeignKey(
        HostedCharge, models.PROTECT, null=True, related_name="receipts", db_index=False
    )
    txid = models.CharField(max_length=35, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    paid_at = models.DateTimeField()  # by the PSP's clock
    problem = models.CharField(max_length=12, choices=Problem, blank=True)
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=254, blank=True)
    counted_for = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="receipts")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PixReceiptQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="receipt_positive", condition=Q(amount__gt=0))]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="receipt_to_review",
                condition=Q(decision="") & ~Q(problem=""),
            ),
            models.Index(fields=["paid_at"], name="receipt_by_time"),  # the nightly comparison
        ]

    def __str__(self) -> str:
        return f"{self.e2eid} {self.amount}"

    @property
    def asked(self) -> PixCharge | HostedCharge | None:
        """What asked for it."""
        return self.charge or self.hosted


class PixRefund(models.Model):
    """Money on its way back by the PSP. `code` is the PSP's id for it: the same on every try."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Being sent")  # the PSP has not answered yet
        SENT = "sent", _("On its way")  # EM_PROCESSAMENTO
        DONE = "done", _("Sent back")  # DEVOLVIDO
        FAILED = "failed", _("Could not be sent")  # NAO_REALIZADO, or refused

    OPEN = (Status.REQUESTED, Status.SENT, Status.FAILED)

    receipt = models.ForeignKey(PixReceipt, models.PROTECT, related_name="refunds")
    code = models.CharField(max_length=35)
    remote_id = models.CharField(max_length=100, blank=True, default="", db_default="")
    key = models.CharField(max_length=100)  # what caused it
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    is_counted = models.BooleanField()  # of money that counted for a payment, or of what was held
    status = models.CharField(max_length=10, choices=Status, default=Status.REQUESTED)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=200, blank=True)
    is_settled_by_hand = models.BooleanField(default=False)  # failed, and somebody saw to it
    actor_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt", "code"], name="refund_code_once"),
            models.CheckConstraint(name="refund_positive", condition=Q(amount__gt=0)),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="refund_open",
                condition=Q(status__in=["requested", "sent", "failed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.amount}"


class InboundNotice(models.Model):
    """One event of a provider's webhook, as it came. Rows are only ever added."""

    provider = models.CharField(max_length=30)  # of payments.gateways
    event_key = models.CharField(max_length=120)  # "E123…:pix"
    body = EncryptedTextField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_key"], name="notice_once"),
        ]
        indexes = [models.Index(fields=["received_at"], name="notice_by_time")]

    def __str__(self) -> str:
        return self.event_key
