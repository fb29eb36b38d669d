from django.db import models


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def of_tenant(self, tenant_id: int) -> "AuditQuerySet":
        return self.filter(tenant_id=tenant_id)


class AuditEntry(models.Model):
    """One critical change. Rows are only ever added; the database refuses to change them."""

    tenant_id = models.BigIntegerField(null=True)  # None: about the installation itself
    at = models.DateTimeField(auto_now_add=True)
    actor_id = models.BigIntegerField(null=True)  # None: the system
    actor_label = models.CharField(max_length=254, blank=True)  # e-mail at that time
    acting_as = models.CharField(  # in whose place the actor did it
        max_length=254, blank=True, default="", db_default=""
    )
    action = models.CharField(max_length=80)  # "tenant.suspend": app or noun, and the verb
    target = models.CharField(max_length=160)  # "tenant 7": what it was done to
    target_label = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    ip = models.CharField(max_length=45, blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    correlation_id = models.UUIDField(null=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        db_table = "audit_entry"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["tenant_id", "-at"], name="audit_tenant_time"),
            models.Index(fields=["tenant_id", "target", "-at"], name="audit_tenant_target"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target}"

    @property
    def changes(self) -> list[tuple[str, object, object]]:
        """What differs: (field, before, after), by field name."""
        keys = sorted(set(self.before) | set(self.after))
        rows = [(key, self.before.get(key), self.after.get(key)) for key in keys]
        return [row for row in rows if row[1] != row[2]]
