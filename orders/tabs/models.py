from decimal import Decimal
from secrets import token_urlsafe
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from flowt.fields import EncryptedJSONField


def new_token() -> str:
    """Return what lets somebody see one tab, or act as one guest: 128 random bits."""
    return token_urlsafe(16)


class TabQuerySet(models.QuerySet["Tab"]):
    def live(self) -> Self:
        return self.filter(status__in=Tab.LIVE)


class Tab(models.Model):
    """What one table orders together and pays at the end. One at a time is live at a table."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("tab", "Open")  # orders land on it
        CLOSING = "closing", _("Paying")  # the bill was asked for: it is split and paid
        CLOSED = "closed", pgettext_lazy("tab", "Closed")  # settled, or closed by the team
        ABANDONED = "abandoned", _("Left behind")  # nobody came back to it

    LIVE = (Status.OPEN, Status.CLOSING)

    token = models.CharField(max_length=32, unique=True, default=new_token)
    table_label = models.CharField(max_length=40)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    currency = models.CharField(max_length=3)
    service_percent = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    service_offered = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=254, blank=True)  # of the team; "" is a guest
    active_at = models.DateTimeField()  # when somebody last sat down or ordered
    bill_asked_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=254, blank=True)  # of the team; "" by itself
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    shares_made = models.PositiveIntegerField(default=0)  # numbers its payments' references

    objects = TabQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["table_label"],
                name="one_live_tab_a_table",
                condition=Q(status__in=["open", "closing"]),
            ),
            models.CheckConstraint(
                name="tab_service_in_range",
                condition=Q(service_percent__gte=0, service_percent__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_label} ({self.pk})"

    def get_absolute_url(self) -> str:
        return reverse("storefront:tab", args=[self.token])

    @property
    def number(self) -> int:
        return self.pk

    @property
    def topic(self) -> str:
        """What its pages listen to."""
        return f"tab-{self.pk}"

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_closing(self) -> bool:
        return self.status == self.Status.CLOSING


class TabGuest(models.Model):
    """One phone at the table. Its `token` stands in that phone's session: who has it acts."""

    tab = models.ForeignKey(Tab, models.CASCADE, related_name="guests")
    token = models.CharField(max_length=32, unique=True, default=new_token)
    name = models.CharField(max_length=40)
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    joined_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)  # by the team: sees and does nothing any more

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class TabCall(models.Model):
    """Somebody at the table called the waiter. One at a time waits for an answer."""

    class Reason(models.TextChoices):
        ORDER = "order", _("To order")
        BILL = "bill", _("The bill")
        HELP = "help", _("Something else")

    tab = models.ForeignKey(Tab, models.CASCADE, related_name="calls")
    guest = models.ForeignKey(TabGuest, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason, default=Reason.HELP)
    called_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=254, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tab"], name="one_call_a_tab", condition=Q(answered_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tab_id} {self.reason}"


class TabShareQuerySet(models.QuerySet["TabShare"]):
    def standing(self) -> Self:
        return self.exclude(status=TabShare.Status.VOID)


class TabShare(models.Model):
    """A part of the bill that is paid by itself. Payments know it by its `reference`."""

    class Kind(models.TextChoices):
        ALL = "all", _("All that is left")
        EQUAL = "equal", _("In equal parts")
        GUEST = "guest", _("Each their own")
        ITEMS = "items", _("Chosen items")
        AMOUNT = "amount", _("An amount")
        TEAM = "team", _("Taken by the team")

    class Status(models.TextChoices):
        WAITING = "waiting", _("To be paid")
        PAID = "paid", _("Paid")
        VOID = "void", _("Called off")  # the bill was split anew; what was paid of it counts

    tab = models.ForeignKey(Tab, models.CASCADE, related_name="shares")
    reference = models.CharField(max_length=60, unique=True)
    number = models.PositiveSmallIntegerField()  # in its split: "part 2"
    kind = models.CharField(max_length=10, choices=Kind)
    guest = models.ForeignKey(TabGuest, models.SET_NULL, null=True, related_name="+")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    lines = models.JSONField(default=list)  # [[order line id, units]] of chosen items
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    payer = EncryptedJSONField(null=True)  # {name, email, document}, where the way of paying asks
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TabShareQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="share_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.amount}"
