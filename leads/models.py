from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ConsentText(models.Model):
    """What people agreed to, word for word. Another wording is a new row, of a higher version."""

    text = models.TextField(unique=True, max_length=600)
    version = models.PositiveIntegerField(unique=True)
    first_used_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"v{self.version}"


class LeadQuerySet(models.QuerySet["Lead"]):
    def matching(self, query: str) -> Self:
        """Those whose name, e-mail or phone holds what was typed."""
        digits = "".join(sign for sign in query if sign.isdigit())
        found = Q(name__icontains=query) | Q(email__icontains=query)
        return self.filter(found | Q(phone__contains=digits) if len(digits) >= 4 else found)


class Lead(models.Model):
    """Somebody who asked to be contacted, and on which journey. Name, e-mail and phone are as they
    were typed; `person` is who it is taken for."""

    class Status(models.TextChoices):
        NEW = "new", pgettext_lazy("lead", "New")  # nobody answered yet
        CONTACTED = "contacted", _("Contacted")
        DISCARDED = "discarded", _("Discarded")  # wrong number, test, not meant

    class Goal(models.TextChoices):
        LEAD = "lead", _("Contact")
        OFFER = "offer", _("Offer")
        EVENT = "event", _("Event")

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="leads")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)  # E.164
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.NEW)
    goal = models.CharField(_("goal"), max_length=10, choices=Goal, default=Goal.LEAD)
    source = models.CharField(max_length=20, default="page")  # what brought it
    origin_path = models.CharField(max_length=120, blank=True)  # "/p/noite-italiana/"
    origin_title = models.CharField(max_length=80, blank=True)
    answers = models.JSONField(default=list)  # [{"label", "value"}], as they were asked
    correlation_id = models.UUIDField(db_index=True)  # one journey, one id
    via = models.CharField(max_length=20, blank=True)
    qr_src = models.CharField(max_length=40, blank=True)
    utm = models.JSONField(default=dict)
    consent_text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+")
    consent = models.ForeignKey("people.Consent", models.SET_NULL, null=True, related_name="+")
    fingerprint = models.CharField(max_length=32, db_index=True)  # tells a repeat
    captured_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = ["-captured_at", "-id"]
        indexes = [
            models.Index(fields=["status", "-captured_at"], name="lead_status_time"),
            models.Index(fields=["-captured_at"], name="lead_time"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("leads:detail", args=[self.pk])
