from django.contrib.postgres.fields import ArrayField
from django.db import models


class Version(models.Model):
    """A number that grows whenever what it names changes: "tenants", or "menu:<schema>"."""

    name = models.CharField(max_length=100, primary_key=True)
    value = models.BigIntegerField(default=0)

    class Meta:
        db_table = "flowt_version"

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class ParkedWork(models.Model):
    """Due work of an earlier life of a restored tenant. A person releases or discards it.

    Nothing runs it by itself: it may have been done after the copy was taken.
    """

    tenant_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    ref = models.CharField(max_length=300)
    run_at = models.DateTimeField()  # when it was to run
    incarnation = models.PositiveIntegerField()  # of the tenant, when it was parked
    parked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "due_parked"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "kind", "ref"], name="parked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Erasure(models.Model):
    """Somebody whose data a tenant erased, told by keyed hashes alone.

    It outlives the tenant, so that a copy from before, brought back, is erased again.
    """

    tenant_id = models.BigIntegerField()
    person_id = models.BigIntegerField()  # in that tenant's schema
    marks = ArrayField(models.CharField(max_length=64), default=list)  # of phone, e-mail, document
    erased_at = models.DateTimeField()

    class Meta:
        db_table = "flowt_erasure"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "person_id"], name="erased_once"),
        ]

    def __str__(self) -> str:
        return f"{self.tenant_id} {self.person_id}"
