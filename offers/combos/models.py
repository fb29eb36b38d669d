from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Combo(models.Model):
    """Items sold together at one price: some that come with it, some to be chosen.

    `windows` are rows of [weekdays, starts, ends], as `catalog.models.Window` has them; without
    any it is sold whenever its items are. `picture` holds what `ItemPicture` has columns for.
    """

    category = models.ForeignKey(
        "catalog.Category", models.PROTECT, null=True, blank=True, related_name="combos"
    )
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=130, unique=True)
    description = models.TextField(_("description"), max_length=1000, blank=True)
    price = models.DecimalField(
        _("price"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    position = models.PositiveIntegerField(default=0)
    is_on_menu = models.BooleanField(_("on the menu"), default=True)
    is_highlight = models.BooleanField(_("highlight"), default=False)
    windows = models.JSONField(default=list)
    picture = models.JSONField(default=dict)  # {file, is_drawing, widths, width, height, alt}
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(name="combo_price_not_negative", condition=Q(price__gte=0)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("storefront:combo", args=[self.slug])


class ComboGroup(models.Model):
    """What a combo is made of. Fixed: all of it comes along. Else so many units are chosen."""

    combo = models.ForeignKey(Combo, models.CASCADE, related_name="groups")
    name = models.CharField(_("name"), max_length=80, blank=True)
    is_fixed = models.BooleanField(default=False)
    minimum = models.PositiveSmallIntegerField(_("at least"), default=1)
    maximum = models.PositiveSmallIntegerField(_("at most"), default=1)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="combo_group_minimum_up_to_maximum",
                condition=Q(minimum__lte=F("maximum")) & Q(maximum__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ComboChoice(models.Model):
    """An item in a group. `maximum`: how many at most; in a fixed group, how many come along.

    `allowance` is what its own options may cost before they are paid on top.
    """

    group = models.ForeignKey(ComboGroup, models.CASCADE, related_name="choices")
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="combo_choices")
    surcharge = models.DecimalField(
        _("surcharge"), max_digits=12, decimal_places=2, default=Decimal(0)
    )
    allowance = models.DecimalField(
        _("options included up to"), max_digits=12, decimal_places=2, default=Decimal(0)
    )
    maximum = models.PositiveSmallIntegerField(_("at most of this one"), default=1)
    is_default = models.BooleanField(_("already chosen"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="combo_choice_amounts", condition=Q(surcharge__gte=0, allowance__gte=0)
            ),
            models.CheckConstraint(name="combo_choice_maximum", condition=Q(maximum__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.item_id}"
