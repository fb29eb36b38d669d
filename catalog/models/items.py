from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class ItemQuerySet(models.QuerySet["Item"]):
    def present(self) -> Self:
        return self.exclude(status=Item.Status.ARCHIVED)

    def on_menu(self) -> Self:
        """Shown, in a category that is shown, inside one that is shown."""
        return self.filter(
            Q(category__parent=None)
            | Q(category__parent__is_visible=True, category__parent__archived_at=None),
            status=Item.Status.ACTIVE,
            category__is_visible=True,
            category__archived_at=None,
        )


class Item(models.Model):
    """A product or a service on offer.

    `stock` None: not counted. `sold_out_until` in the future: not sold until then, and again by
    itself afterwards.
    """

    class Kind(models.TextChoices):
        PRODUCT = "product", _("Product")
        SERVICE = "service", _("Service")

    class Status(models.TextChoices):
        ACTIVE = "active", _("On the menu")
        HIDDEN = "hidden", _("Hidden")  # kept, not shown
        ARCHIVED = "archived", _("Archived")  # kept for old orders only

    class Diet(models.TextChoices):
        VEGETARIAN = "vegetarian", _("Vegetarian")
        VEGAN = "vegan", _("Vegan")
        GLUTEN_FREE = "gluten_free", _("Gluten free")
        LACTOSE_FREE = "lactose_free", _("Lactose free")
        SUGAR_FREE = "sugar_free", _("Sugar free")
        SPICY = "spicy", _("Spicy")
        ALCOHOLIC = "alcoholic", _("Contains alcohol")
        ORGANIC = "organic", _("Organic")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PRODUCT)
    category = models.ForeignKey("catalog.Category", models.PROTECT, related_name="items")
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=130, unique=True)
    sku = models.CharField("SKU", max_length=40, blank=True)
    description = models.TextField(_("description"), max_length=1000, blank=True)
    serves = models.CharField(_("serves"), max_length=40, blank=True)  # "2 pessoas", "500 ml"
    price = models.DecimalField(
        _("price"), max_digits=12, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    position = models.PositiveIntegerField(default=0)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    is_highlight = models.BooleanField(_("highlight"), default=False)
    diets = ArrayField(
        models.CharField(max_length=20, choices=Diet),
        verbose_name=_("diet"),
        default=list,
        blank=True,
    )
    stock = models.PositiveIntegerField(_("stock"), null=True, blank=True)
    sold_out_until = models.DateTimeField(_("sold out until"), null=True, blank=True)
    interest_only = models.BooleanField(_("enquiries only, not sold online"), default=False)
    sold_count = models.PositiveIntegerField(default=0)  # units ever ordered, for "best sellers"
    option_groups = models.ManyToManyField(
        "catalog.OptionGroup", through="catalog.ItemOptionGroup", related_name="items"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(name="item_price_not_negative", condition=Q(price__gte=0)),
            models.UniqueConstraint(fields=["sku"], name="item_sku_once", condition=~Q(sku="")),
        ]
        indexes = [
            models.Index(fields=["category", "position"], name="item_in_category"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="item_name_search"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("storefront:item", args=[self.slug])

    def is_sold_out(self, now: datetime) -> bool:
        return self.stock == 0 or (self.sold_out_until is not None and self.sold_out_until > now)


class ItemOptionGroup(models.Model):
    """A group asked with an item, at its place."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="group_links")
    group = models.ForeignKey("catalog.OptionGroup", models.CASCADE, related_name="item_links")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "group"], name="group_once_an_item"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.group_id}"


class ItemPicture(models.Model):
    """A picture of an item. `file` is the stem in the tenant's media folder; WebP copies of the
    widths in `widths` stand beside it as `<stem>-<width>.webp`, or one drawing as `<stem>.svg`."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="pictures")
    file = models.CharField(max_length=120)
    is_drawing = models.BooleanField(default=False)
    widths = ArrayField(models.PositiveIntegerField(), default=list)
    width = models.PositiveIntegerField()  # of the largest copy
    height = models.PositiveIntegerField()
    alt = models.CharField(_("description for who cannot see it"), max_length=160, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.file


class Window(models.Model):
    """When an item or a whole category is sold. Without any, always. `ends` at or before `starts`
    means on the next day. `weekdays` is a bit mask: Monday is 1, Sunday is 64."""

    item = models.ForeignKey(Item, models.CASCADE, null=True, blank=True, related_name="windows")
    category = models.ForeignKey(
        "catalog.Category", models.CASCADE, null=True, blank=True, related_name="windows"
    )
    weekdays = models.PositiveSmallIntegerField(default=127)
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(
                name="window_of_one_thing",
                condition=Q(item__isnull=False, category__isnull=True)
                | Q(item__isnull=True, category__isnull=False),
            ),
            models.CheckConstraint(
                name="window_weekdays", condition=Q(weekdays__gte=1, weekdays__lte=127)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}"
