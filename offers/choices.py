"""What a tenant may choose from in the settings of an offer. Each asks the database."""

from catalog.models.categories import Category
from catalog.models.items import Item


def item_choices() -> list[tuple[int, str]]:
    return list(Item.objects.present().order_by("name", "pk").values_list("pk", "name"))


def category_choices() -> list[tuple[int, str]]:
    """Categories with those inside them under their names."""
    rows = list(Category.objects.present())
    names = {row.pk: row.name for row in rows}
    labels = [
        (row.pk, f"{names[row.parent_id]} › {row.name}" if row.parent_id in names else row.name)
        for row in rows
    ]
    return sorted(labels, key=lambda choice: choice[1])
