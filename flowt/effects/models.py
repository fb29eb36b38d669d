from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from flowt.fields import EncryptedJSONField


class EffectQuerySet(models.QuerySet["Effect"]):
    def unsettled(self) -> Self:
        """Those a person may have to decide about."""
        return self.filter(status__in=[Effect.Status.UNKNOWN, Effect.Status.PARKED])


class Effect(models.Model):
    """One thing done outside, once. Its key says what caused it, so a repeat finds this row."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")  # surely not at work
        SENDING = (
            "sending",
            pgettext_lazy("effect", "Being sent"),
        )  # a call may be under way, or was cut off
        ACCEPTED = "accepted", _("Accepted")  # the provider took it; never overwritten
        FAILED = "failed", _("Not sent")  # the provider surely did nothing
        UNKNOWN = "unknown", _("Unknown")  # it may have been done
        PARKED = "parked", _("Parked")  # of an earlier life of a restored business

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    reference = models.UUIDField(unique=True)  # what the provider is given, the same every time
    subject = models.CharField(max_length=120, blank=True)  # "order 12": no personal data
    payload = EncryptedJSONField()
    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    is_doubtful = models.BooleanField(default=False)  # some attempt may have counted
    is_resent = models.BooleanField(default=False)  # sent again although one may have counted
    provider_id = models.CharField(max_length=200, blank=True, default="")
    error = models.CharField(max_length=500, blank=True, default="")
    correlation_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sending_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)  # by the provider's own webhook

    objects = EffectQuerySet.as_manager()

    class Meta:
        db_table = "effect"
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="effect_once"),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="effect_open",
                condition=Q(status__in=["queued", "sending", "unknown", "parked"]),
            ),
        ]

    def __str__(self) -> str:
        return self.subject or f"{self.kind} {self.key}"

    @property
    def is_open(self) -> bool:
        """Does a worker still have to do with it?"""
        return self.status in {self.Status.QUEUED, self.Status.SENDING}
