from datetime import datetime
from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from flowt.fields import EncryptedTextField
from offers.combos.models import Combo, ComboChoice, ComboGroup

__all__ = ["Combo", "ComboChoice", "ComboGroup", "Coupon", "CouponBatch", "Offer", "OfferUse"]


class Period(models.TextChoices):
    """How long a count lasts, by the calendar of the tenant's zone."""

    DAY = "day", _("a day")
    WEEK = "week", _("a week")  # from Monday
    MONTH = "month", _("a month")


class OfferQuerySet(models.QuerySet["Offer"]):
    def active(self) -> Self:
        """Published, whether or not its time has come."""
        return self.filter(status=Offer.Status.ACTIVE)

    def current(self, at: datetime) -> Self:
        """Published, and within its validity at `at`."""
        return self.active().filter(
            Q(starts_at=None) | Q(starts_at__lte=at), Q(ends_at=None) | Q(ends_at__gt=at)
        )


class Offer(models.Model):
    """A benefit, and under which conditions it is given.

    `benefit` is a kind of `offers.benefits` and `conditions` a list of `{kind, settings}` of
    `offers.conditions`; settings are what their forms' `stored()` returns. `revision` grows with
    every write of what decides about a price. `used_count` and `spent` are kept only while the
    offer has a limit or a budget; `offers.operations.usage` alone writes them.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")  # nobody sees it
        ACTIVE = "active", _("Active")  # given within its validity
        PAUSED = "paused", _("Paused")  # not given until it is taken up again
        ENDED = "ended", _("Ended")  # final

    class Stacking(models.TextChoices):
        COMBINABLE = "combinable", _("Combines with others")
        EXCLUSIVE = "exclusive", _("Stands alone")

    class Colour(models.TextChoices):
        BRAND = "brand", _("Brand colour")
        ACCENT = "accent", _("Accent colour")
        GREEN = "green", _("Green")
        RED = "red", _("Red")
        AMBER = "amber", _("Amber")
        BLUE = "blue", _("Blue")
        VIOLET = "violet", _("Violet")

    name = models.CharField(_("internal name"), max_length=80)
    label = models.CharField(_("what customers read"), max_length=60)
    badge = models.CharField(_("words on the badge"), max_length=24, blank=True)
    colour = models.CharField(_("colour"), max_length=10, choices=Colour, default=Colour.BRAND)
    shows_countdown = models.BooleanField(_("count down to its end"), default=False)
    benefit = models.CharField(_("benefit"), max_length=30)
    benefit_settings = models.JSONField(default=dict, blank=True)
    conditions = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    starts_at = models.DateTimeField(_("valid from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    priority = models.SmallIntegerField(_("priority"), default=0)  # the greater one goes first
    stacking = models.CharField(
        _("together with others"), max_length=12, choices=Stacking, default=Stacking.COMBINABLE
    )
    group = models.CharField(_("group"), max_length=40, blank=True)  # one of a group is given
    needs_coupon = models.BooleanField(_("only with a coupon"), default=False)
    with_combos = models.BooleanField(_("also for what is part of a combo"), default=False)
    budget = models.DecimalField(
        _("budget"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    limit_total = models.PositiveIntegerField(_("uses in all"), null=True, blank=True)
    limit_per_period = models.PositiveIntegerField(_("uses a period"), null=True, blank=True)
    period = models.CharField(_("period"), max_length=5, choices=Period, blank=True)
    limit_per_person = models.PositiveIntegerField(_("uses a person"), null=True, blank=True)
    person_period = models.CharField(_("within"), max_length=5, choices=Period, blank=True)
    used_count = models.PositiveIntegerField(default=0)
    spent = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["-priority", "name", "id"]
        constraints = [
            models.CheckConstraint(
                name="offer_ends_after_it_starts",
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(name="offer_spent_not_negative", condition=Q(spent__gte=0)),
            models.CheckConstraint(
                name="offer_period_named", condition=Q(limit_per_period=None) | ~Q(period="")
            ),
            models.CheckConstraint(
                name="offer_limits_positive",
                condition=(Q(limit_total=None) | Q(limit_total__gte=1))
                & (Q(limit_per_period=None) | Q(limit_per_period__gte=1))
                & (Q(limit_per_person=None) | Q(limit_per_person__gte=1)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_limited(self) -> bool:
        """Are its uses counted under lock?"""
        limits = (self.limit_total, self.limit_per_period, self.limit_per_person, self.budget)
        return any(one is not None for one in limits)

    def is_current(self, at: datetime) -> bool:
        """Published, and within its validity at `at`."""
        has_begun = self.starts_at is None or self.starts_at <= at
        has_ended = self.ends_at is not None and self.ends_at <= at
        return self.status == self.Status.ACTIVE and has_begun and not has_ended


class CouponBatch(models.Model):
    """Unique codes of one offer, made together."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="batches")
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(_("prefix"), max_length=12, blank=True)
    count = models.PositiveIntegerField(_("how many"))
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_id = models.BigIntegerField(null=True)  # a user, in `public`

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class Coupon(models.Model):
    """A code that opens an offer: one for everybody, or one of a batch, good once."""

    code = models.CharField(_("code"), max_length=32)  # capitals, digits and "-"
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="coupons")
    batch = models.ForeignKey(
        CouponBatch, models.PROTECT, related_name="coupons", null=True, blank=True
    )
    is_active = models.BooleanField(_("may be used"), default=True)
    use_limit = models.PositiveIntegerField(_("uses of this code"), null=True, blank=True)
    used_count = models.PositiveIntegerField(default=0)  # kept only with a `use_limit`
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="coupon_code_once"),
            models.CheckConstraint(
                name="coupon_not_oversold",
                condition=Q(use_limit=None) | Q(used_count__lte=F("use_limit")),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class OfferUse(models.Model):
    """An offer given with one order. `amount` is what it took off, delivery and gifts included.

    The telephone and the CPF are there to be found again by their keyed hashes, for limits by
    person; they are encrypted so that the hashes can be made anew where keys change.
    """

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="uses", db_index=False)
    coupon = models.ForeignKey(
        Coupon, models.PROTECT, related_name="uses", null=True, db_index=False
    )
    reference = models.CharField(max_length=40)  # "order-7"
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="offer_uses", null=True
    )
    phone = EncryptedTextField(blank=True, default="")
    phone_index = models.CharField(max_length=64, blank=True)
    document = EncryptedTextField(blank=True, default="")
    document_index = models.CharField(max_length=64, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    taken_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)  # its order was called off

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference", "offer"], name="offer_once_an_order"),
            models.CheckConstraint(name="use_not_negative", condition=Q(amount__gte=0)),
        ]
        indexes = [
            models.Index(fields=["offer", "taken_at"], name="use_of_offer"),
            models.Index(fields=["phone_index"], name="use_by_phone", condition=~Q(phone_index="")),
            models.Index(
                fields=["document_index"], name="use_by_document", condition=~Q(document_index="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.reference}"
