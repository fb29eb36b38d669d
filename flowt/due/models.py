from django.db import models
from django.db.models import Q


class DueJob(models.Model):
    """One piece of due work: the index, rebuildable from the tenants' own rows.

    `is_ready` splits what may be claimed now from timers, so that a claim walks ready rows only.
    """

    tenant_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    ref = models.CharField(max_length=300)
    run_at = models.DateTimeField()
    is_ready = models.BooleanField(default=True)
    lane = models.SmallIntegerField(db_default=0)  # flowt.due.handlers.Lane
    lease_until = models.DateTimeField(null=True)
    lease_token = models.BigIntegerField(default=0)  # grows with every claim: the fence
    attempt = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "due_queue"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "kind", "ref"], name="due_once"),
        ]
        indexes = [
            models.Index(
                fields=["lane", "tenant_id", "run_at"],
                name="due_ready",
                condition=Q(is_ready=True, lease_until=None),
            ),
            models.Index(fields=["run_at"], name="due_timers", condition=Q(is_ready=False)),
            models.Index(
                fields=["lease_until"], name="due_leases", condition=Q(lease_until__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class DeadLetter(models.Model):
    """Due work that failed too often. A person looks at it, then retries or discards it."""

    tenant_id = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=60)
    ref = models.CharField(max_length=300)
    attempt = models.PositiveSmallIntegerField()
    last_error = models.TextField()
    died_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "due_dead_letter"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "kind", "ref"], name="dead_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Tick(models.Model):
    """A tick of the clock that was claimed: two beats share one run of a job in a slot."""

    job = models.CharField(max_length=80)
    slot = models.DateTimeField()

    class Meta:
        db_table = "due_tick"
        constraints = [models.UniqueConstraint(fields=["job", "slot"], name="tick_once")]

    def __str__(self) -> str:
        return f"{self.job} {self.slot}"
