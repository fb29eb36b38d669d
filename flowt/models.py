from django.db import models


class Version(models.Model):
    """A number that grows whenever what it names changes: "tenants", or "menu:<schema>"."""

    name = models.CharField(max_length=100, primary_key=True)
    value = models.BigIntegerField(default=0)

    class Meta:
        db_table = "flowt_version"

    def __str__(self) -> str:
        return f"{self.name} {self.value}"
