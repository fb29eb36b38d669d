from datetime import datetime
from decimal import Decimal
from secrets import token_urlsafe
from typing import Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from flowt.fields import EncryptedTextField
from orders.tabs.models import Tab, TabGuest


def new_token() -> str:
    """Return what lets a customer see one order: 128 random bits, fit for an address."""
    return token_urlsafe(16)


class OrderQuerySet(models.QuerySet["Order"]):
    def open(self) -> Self:
        return self.filter(status__in=Order.OPEN)


class Order(models.Model):
    """One purchase. Its lines and its customer's data are copies: later changes never reach it."""

    class Status(models.TextChoices):
        UNDER_REVIEW = "under_review", _("Under review")  # placed; not accepted yet
        APPROVED = "approved", _("Being prepared")  # accepted; being made ready
        READY = "ready", _("Ready")  # to be picked up, served or sent
        OUT_FOR_DELIVERY = "out_for_delivery", _("On the way")  # delivery only
        DELIVERED = "delivered", _("Delivered")  # final
        REJECTED = "rejected", _("Rejected")  # final; the business said no
        CANCELLED = "cancelled", _("Cancelled")  # final; refunded if it was paid

    class Profile(models.TextChoices):
        DELIVERY = "delivery", _("Delivery")
        PICKUP = "pickup", _("Pick-up")
        TABLE = "table", _("At the table")

    class CloseReason(models.TextChoices):
        """Why an order was rejected or cancelled. The customer reads it."""

        STOCK = "stock", _("Something ran out")
        BUSY = "busy", _("Too many orders right now")
        CLOSING = "closing", _("We are closing")
        ADDRESS = "address", _("The address is out of our reach")
        NO_ANSWER = "no_answer", _("We could not reach the customer")
        CUSTOMER = "customer", _("The customer asked")
        DUPLICATE = "duplicate", _("Ordered twice")
        UNPAID = "unpaid", _("The payment did not arrive")
        OTHER = "other", _("Something else")

    OPEN = (Status.UNDER_REVIEW, Status.APPROVED, Status.READY, Status.OUT_FOR_DELIVERY)

    number = models.PositiveIntegerField(unique=True)  # counts from 1 in each tenant
    token = models.CharField(max_length=32, unique=True, default=new_token)
    idempotency_key = models.CharField(max_length=64, unique=True)
    request_digest = models.CharField(max_length=64)  # what was asked for with that key
    profile = models.CharField(max_length=10, choices=Profile)
    status = models.CharField(max_length=20, choices=Status, default=Status.UNDER_REVIEW)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="orders")

    customer_name = models.CharField(max_length=120)
    customer_phone = models.CharField(max_length=16, blank=True)  # E.164
    customer_email = models.EmailField(blank=True)
    customer_document = EncryptedTextField(blank=True, default="")  # CPF for the receipt
    address = models.JSONField(default=dict)  # {cep, street, number, complement, district, …}
    table_label = models.CharField(max_length=40, blank=True)
    tab = models.ForeignKey(  # paid with it, not by itself
        Tab, models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="orders"
    )
    tab_guest = models.ForeignKey(
        TabGuest,
        models.SET_NULL,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="orders",
    )
    notes = models.CharField(max_length=500, blank=True)

    currency = models.CharField(max_length=3)
    subtotal = models.DecimalField(max_digits=12, decimal_places=2)
    discount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    discounts = models.JSONField(default=list, db_default=[])  # what each offer took off, and why
    delivery_fee = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    total = models.DecimalField(max_digits=12, decimal_places=2)
    paid = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    payment_kind = models.CharField(max_length=30)  # of payments.gateways
    change_for = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)

    scheduled_for = models.DateTimeField(null=True, blank=True)  # its slot; None: at once
    scheduled_until = models.DateTimeField(null=True, blank=True)  # when that slot ends
    prepare_at = models.DateTimeField(null=True, blank=True)  # when a scheduled one is begun
    started_at = models.DateTimeField(null=True, blank=True)  # one accepted before that, then begun

    placed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=20, blank=True)  # why rejected or cancelled
    close_note = models.CharField(max_length=200, blank=True)

    correlation_id = models.UUIDField(db_index=True)  # the journey, from its first touch
    via = models.CharField(max_length=20, blank=True)
    qr_src = models.CharField(max_length=40, blank=True)
    qr_code = models.CharField(max_length=16, blank=True)  # the printed code's own name
    utm = models.JSONField(default=dict)
    is_paired = models.BooleanField(default=False, db_default=False)  # counted in catalog.ItemPair

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(name="order_not_overpaid", condition=Q(paid__lte=F("total"))),
            models.CheckConstraint(
                name="order_total_adds_up",
                condition=Q(total=F("subtotal") - F("discount") + F("delivery_fee")),
            ),
            models.CheckConstraint(
                name="order_amounts_not_negative",
                condition=Q(subtotal__gte=0, discount__gte=0, delivery_fee__gte=0, paid__gte=0),
            ),
        ]
        indexes = [
            models.Index(fields=["-placed_at"], name="order_by_time"),
            models.Index(
                fields=["status", "placed_at"],
                name="order_open",
                condition=Q(status__in=["under_review", "approved", "ready", "out_for_delivery"]),
            ),
            models.Index(fields=["person", "-placed_at"], name="order_of_person"),
            models.Index(fields=["tab"], name="order_of_tab", condition=~Q(tab=None)),
            models.Index(  # the board's latest that ended, placed days before
                fields=["closed_at"], name="order_ended_later", condition=~Q(prepare_at=None)
            ),
            GinIndex(  # what `icontains` compares, so that a search needs no whole table
                OpClass(Upper("customer_name"), name="gin_trgm_ops"), name="order_by_name"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("storefront:order", args=[self.token])

    @property
    def reference(self) -> str:
        """What payments call it."""
        return f"order-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def is_paid(self) -> bool:
        return self.paid >= self.total

    def is_for_later(self, now: datetime) -> bool:
        """Is it scheduled, and its time to be prepared not there yet?"""
        if self.prepare_at is None or self.started_at is not None:
            return False
        return self.status in (self.Status.UNDER_REVIEW, self.Status.APPROVED) and (
            self.prepare_at > now
        )

    def is_to_start(self, now: datetime) -> bool:
        """Was it accepted ahead of its time, which is now, and nobody has begun yet?"""
        if self.status != self.Status.APPROVED or self.started_at is not None:
            return False
        if self.prepare_at is None or self.accepted_at is None:
            return False
        return self.accepted_at < self.prepare_at <= now

    @property
    def change(self) -> Decimal | None:
        """The cash to give back, where change was asked for."""
        return self.change_for - self.total if self.change_for else None

    @property
    def close_reason_label(self) -> str:
        known = self.close_reason in self.CloseReason.values
        return str(self.CloseReason(self.close_reason).label) if known else self.close_reason


class OrderLine(models.Model):
    """One line, as it was ordered: name, options and prices are copies."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    item_id = models.BigIntegerField(null=True)  # for counting; the item may be gone
    name = models.CharField(max_length=120)
    sku = models.CharField(max_length=40, blank=True)
    options = models.JSONField(default=list)  # [{group, name, quantity, price, options: […]}]
    selection = models.JSONField(default=list)  # canonical ids, to order it again
    quantity = models.PositiveIntegerField()
    unit_price = models.DecimalField(max_digits=12, decimal_places=2)
    total = models.DecimalField(max_digits=12, decimal_places=2)  # before any discount
    discount = models.DecimalField(max_digits=12, decimal_places=2, default=0, db_default=0)
    discounts = models.JSONField(default=list, db_default=[])  # as the order's, of this line
    notes = models.CharField(max_length=200, blank=True)
    # A combo is one line a part. Those of one have its key, and come `combo_quantity` times.
    combo_id = models.BigIntegerField(null=True)
    combo_choice_id = models.BigIntegerField(null=True)
    combo_key = models.CharField(max_length=12, blank=True, default="", db_default="")
    combo_name = models.CharField(max_length=120, blank=True, default="", db_default="")
    combo_quantity = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="line_at_its_place"),
            models.CheckConstraint(name="line_quantity", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="line_adds_up", condition=Q(total=F("unit_price") * F("quantity"))
            ),
        ]
        indexes = [models.Index(fields=["item_id"], name="line_of_item")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"


class OrderMove(models.Model):
    """One step of an order's history: who moved it from where to where."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="moves")
    verb = models.CharField(max_length=20)
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20)
    actor_id = models.BigIntegerField(null=True)  # None: the customer or the system
    actor_label = models.CharField(max_length=254, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.order_id} {self.verb}"


class SlotUse(models.Model):
    """How many orders a slot of one way of ordering holds. Counted by `orders.slots` alone."""

    profile = models.CharField(max_length=10)
    starts_at = models.DateTimeField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "starts_at"], name="slot_counted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.profile} {self.starts_at}: {self.taken}"


class OrderNumber(models.Model):
    """Counts orders from 1. It holds no rows: only its sequence is used, so that nobody waits for
    a number. An order that fails at its last step leaves a gap.
    """

    NEXT = "SELECT nextval(pg_get_serial_sequence('orders_ordernumber', 'id'))"
    SET = "SELECT setval(pg_get_serial_sequence('orders_ordernumber', 'id'), %s)"

    id = models.BigAutoField(primary_key=True)

    def __str__(self) -> str:
        return str(self.pk)
