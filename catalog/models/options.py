from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class OptionGroup(models.Model):
    """A question put with an item: "Size", "Flavours". Shared by items, or asked by one option.

    `minimum` and `maximum` count quantities, not rows. `price_rule` says how the chosen options
    make the group's price: a half-and-half pizza takes the highest, or the average.
    """

    class PriceRule(models.TextChoices):
        SUM = "sum", _("Sum")
        HIGHEST = "highest", _("The highest")
        AVERAGE = "average", _("The average")

    name = models.CharField(_("name"), max_length=80)
    internal_name = models.CharField(_("name for your team"), max_length=80, blank=True)
    minimum = models.PositiveSmallIntegerField(_("at least"), default=0)
    maximum = models.PositiveSmallIntegerField(_("at most"), default=1)
    price_rule = models.CharField(
        _("price"), max_length=10, choices=PriceRule, default=PriceRule.SUM
    )
    parent_option = models.ForeignKey(  # set: asked once that option is chosen (one level)
        "catalog.Option", models.CASCADE, null=True, blank=True, related_name="groups"
    )
    key = models.CharField(max_length=120, blank=True)  # its name in the file it was imported from
    position = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="group_key_once", condition=~Q(key="")),
            models.CheckConstraint(
                name="group_minimum_up_to_maximum",
                condition=Q(minimum__lte=F("maximum")) & Q(maximum__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.internal_name or self.name


class Option(models.Model):
    """One answer to a group's question. `price` is added, or competes, as the group's rule says."""

    group = models.ForeignKey(OptionGroup, models.CASCADE, related_name="options")
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("description"), max_length=200, blank=True)
    price = models.DecimalField(
        _("price"), max_digits=12, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    maximum = models.PositiveSmallIntegerField(_("at most of this one"), default=1)
    sku = models.CharField("SKU", max_length=40, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_available = models.BooleanField(_("available"), default=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(name="option_price_not_negative", condition=Q(price__gte=0)),
            models.CheckConstraint(name="option_maximum", condition=Q(maximum__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name
