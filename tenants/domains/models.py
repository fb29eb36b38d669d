from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

RECORD = "_flowt"  # the TXT record stands at this name below the host
VALUE = "flowt-verification="


class DomainClaim(models.Model):
    """A tenant's word that a host is theirs, and what DNS says of it.

    Several tenants may claim one host; only who proves it has the `Domain` that is served.
    """

    MOST = 10  # of one tenant
    MISSES = 3  # checks without the proof, one after the other, until the host is paused
    SILENCE = timedelta(days=14)  # without an answer of its name servers, until it is paused
    EAGER = timedelta(days=3)  # so long a new claim is checked often, by itself

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting for the record")  # never proven; not served
        ACTIVE = "active", _("Works")  # proven; its Domain is served
        SUSPENDED = "suspended", _("Paused")  # was proven, is no longer; not served

    class Problem(models.TextChoices):
        NONE = "", ""
        MISSING = "missing", _("The record was not found.")
        WRONG = "wrong", _("There is a record, with another value.")
        UNKNOWN = "unknown", _("The name servers of this domain did not answer.")
        TAKEN = "taken", _("Another business has this address, and its record is still there.")

    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, related_name="domain_claims")
    domain = models.CharField(_("address"), max_length=253)  # lower case, IDNs as punycode
    token = models.CharField(max_length=43)  # no secret: it stands in public DNS
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    problem = models.CharField(max_length=10, choices=Problem, default="", blank=True)
    misses = models.PositiveSmallIntegerField(default=0)  # in a row
    was_primary = models.BooleanField(default=False)  # when it was paused: it becomes it again
    created_at = models.DateTimeField(auto_now_add=True)
    proven_at = models.DateTimeField(null=True, blank=True)  # when the proof was last seen
    checked_at = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(null=True, blank=True)  # None: only when somebody asks

    class Meta:
        ordering = ["domain"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "domain"], name="claimed_once"),
        ]
        indexes = [
            models.Index(fields=["domain"], name="claim_domain"),
            models.Index(fields=["next_check_at"], name="claim_next_check"),
        ]

    def __str__(self) -> str:
        return self.domain

    @property
    def record_name(self) -> str:
        return f"{RECORD}.{self.domain}"

    @property
    def record_value(self) -> str:
        return f"{VALUE}{self.token}"
