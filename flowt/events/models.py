from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Event(models.Model):
    """The outbox of one tenant, and its history: what happened, when, on which journey."""

    event_id = models.UUIDField(unique=True)
    tenant_id = models.BigIntegerField()  # travels in the envelope; never a foreign key
    type = models.CharField(max_length=80)
    source = models.CharField(max_length=40)
    occurred_at = models.DateTimeField()
    correlation_id = models.UUIDField(db_index=True)  # one journey, one id
    payload = models.JSONField()
    actor_id = models.BigIntegerField(null=True)  # a user in `public`; None: the system
    pending = ArrayField(models.CharField(max_length=200), default=list)  # who has not heard yet

    class Meta:
        db_table = "event"
        indexes = [
            models.Index(fields=["type", "-occurred_at"], name="event_type_time"),
            models.Index(
                fields=["occurred_at"], name="event_undelivered", condition=~Q(pending=[])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"
