from datetime import timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from flowt.fields import EncryptedTextField


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def alive(self) -> Self:
        """Neither revoked nor past their time."""
        now = timezone.now()
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None)


class ApiKey(models.Model):
    """What lets a program act for this tenant. The key itself is shown once and never kept."""

    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(max_length=16)  # its first characters, to tell it by
    digest = models.CharField(max_length=64, unique=True)  # see flowt.api.keys
    scopes = ArrayField(models.CharField(max_length=40), default=list)  # of flowt.api.scopes
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_id = models.BigIntegerField(null=True)  # a user in `public`
    created_by_label = models.CharField(max_length=254, blank=True)  # their e-mail at that time
    last_used_at = models.DateTimeField(null=True, blank=True)  # to the minute
    last_used_ip = models.CharField(max_length=45, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def is_alive(self) -> bool:
        return self.revoked_at is None and not self.is_expired


class StoredReply(models.Model):
    """What a request with an Idempotency-Key was answered, or that it is being answered now.

    `slot` is a hash of caller and key. `status` None: still in flight, until `locked_until`;
    whoever takes over afterwards changes `lock_token`, and the slow one can store nothing.
    """

    KEPT_FOR = timedelta(hours=24)  # at least; swept some hours later
    LOCKED_FOR = timedelta(seconds=60)

    slot = models.CharField(max_length=64, unique=True)
    request_digest = models.CharField(max_length=64)
    lock_token = models.UUIDField()
    locked_until = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = EncryptedTextField(blank=True, default="")
    about = models.CharField(  # "order-12": it goes with it
        max_length=60, blank=True, default="", db_default=""
    )
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.slot[:12]
