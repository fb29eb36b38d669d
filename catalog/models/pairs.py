from django.db import models
from django.db.models import F, Q


class ItemPair(models.Model):
    """In how many orders two items stood together. An item beside itself: in how many it stood.

    Each order counts once, whatever its units; an order that was called off stays counted, as it
    tells what was wanted together.
    """

    pk = models.CompositePrimaryKey("first", "second")
    first = models.ForeignKey("catalog.Item", models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey("catalog.Item", models.CASCADE, related_name="+")
    orders = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="pair_in_order", condition=Q(first__lte=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} + {self.second_id}: {self.orders}"
