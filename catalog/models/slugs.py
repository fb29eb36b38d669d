from django.db import models
from django.db.models import Q


class OldSlug(models.Model):
    """An address that an item or a category once had. It goes on leading to it."""

    slug = models.SlugField(max_length=130)
    item = models.ForeignKey("catalog.Item", models.CASCADE, null=True, related_name="old_slugs")
    category = models.ForeignKey(
        "catalog.Category", models.CASCADE, null=True, related_name="old_slugs"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="old_slug_of_one_thing",
                condition=Q(item__isnull=False, category__isnull=True)
                | Q(item__isnull=True, category__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["slug"], name="old_item_slug_once", condition=Q(item__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["slug"], name="old_category_slug_once", condition=Q(category__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.slug
