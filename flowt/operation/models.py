from django.db import models
from django.db.models import Q


class Fault(models.Model):
    """One kind of error of our own: which exception, raised where. Its last sample is scrubbed."""

    fingerprint = models.CharField(max_length=32, unique=True)  # of kind and place
    kind = models.CharField(max_length=120)  # "ValueError", or the name of a logged event
    place = models.CharField(max_length=200)  # "orders.operations.placing.place_order"
    first_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
    sample = models.TextField(blank=True)
    sample_tenant_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=36, blank=True)
    correlation_id = models.UUIDField(null=True)

    class Meta:
        db_table = "operation_fault"

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"


class FaultDay(models.Model):
    """How often a kind of error happened on a day (UTC), in one tenant. `tenant_id` 0: in none."""

    fault = models.ForeignKey(Fault, models.CASCADE, related_name="days")
    day = models.DateField(db_index=True)
    tenant_id = models.BigIntegerField(default=0)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "operation_fault_day"
        constraints = [
            models.UniqueConstraint(fields=["fault", "day", "tenant_id"], name="fault_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.fault_id} {self.day}: {self.count}"


class FaultAlert(models.Model):
    """A kind of error rose beyond its usual band: told once for each kind and day."""

    fault = models.ForeignKey(Fault, models.CASCADE, related_name="alerts")
    day = models.DateField(db_index=True)
    count = models.PositiveBigIntegerField()  # when it was noticed
    limit = models.PositiveBigIntegerField()
    noticed_at = models.DateTimeField(auto_now_add=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "operation_fault_alert"
        constraints = [
            models.UniqueConstraint(fields=["fault", "day"], name="fault_alert_once"),
        ]

    def __str__(self) -> str:
        return f"{self.fault_id} {self.day}: {self.count} > {self.limit}"


class TenantVolume(models.Model):
    """What one tenant amounts to, added up a minute behind, so that no page asks its schema."""

    tenant_id = models.BigIntegerField(primary_key=True)
    orders = models.BigIntegerField(default=0)
    orders_30_days = models.BigIntegerField(default=0)
    events = models.BigIntegerField(default=0)
    database_bytes = models.BigIntegerField(default=0)
    media_bytes = models.BigIntegerField(default=0)
    due_jobs = models.BigIntegerField(default=0)
    dead_letters = models.BigIntegerField(default=0)
    unknown_effects = models.BigIntegerField(default=0)  # sent, and nobody knows whether it counted
    last_activity_at = models.DateTimeField(null=True)
    last_event = models.BigIntegerField(default=0)  # the id up to which events are counted
    last_order = models.BigIntegerField(default=0, db_default=0)  # and orders
    marker = models.BigIntegerField(default=-1)  # PostgreSQL's count of inserts when last read
    refreshed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "operation_tenant_volume"

    def __str__(self) -> str:
        return f"{self.tenant_id}: {self.orders}"


class TenantDay(models.Model):
    """One tenant's orders and events of a day (UTC)."""

    tenant_id = models.BigIntegerField()
    day = models.DateField(db_index=True)
    orders = models.BigIntegerField(default=0)
    events = models.BigIntegerField(default=0)

    class Meta:
        db_table = "operation_tenant_day"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "day"], name="tenant_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.tenant_id} {self.day}: {self.orders}"


class Sample(models.Model):
    """How full the machine was in one hour. `None`: that could not be asked."""

    at = models.DateTimeField(unique=True)  # the hour's beginning
    database_bytes = models.BigIntegerField(null=True)
    redis_bytes = models.BigIntegerField(null=True)
    disk_free_bytes = models.BigIntegerField(null=True)
    disk_total_bytes = models.BigIntegerField(null=True)
    connections = models.IntegerField(null=True)
    due_ready = models.BigIntegerField(null=True)
    events = models.BigIntegerField(null=True)  # of all tenants, since the beginning

    class Meta:
        db_table = "operation_sample"
        constraints = [
            models.CheckConstraint(
                name="sample_disk_fits",
                condition=Q(disk_free_bytes__isnull=True)
                | Q(disk_free_bytes__lte=models.F("disk_total_bytes")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:00}"
