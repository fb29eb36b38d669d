from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from catalog.models.categories import Category


class _InTreeOrder(ModelChoiceIterator):
    """Each category before those inside it."""

    def __iter__(self) -> Any:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        rows = list(self.queryset)
        pks = {row.pk for row in rows}
        for top in rows:
            if top.parent_id in pks:
                continue
            yield self.choice(top)
            for row in rows:
                if row.parent_id == top.pk:
                    value, label = self.choice(row)
                    yield value, f"— {label}"


class CategoryChoice(forms.ModelChoiceField):
    """Choosing a category: the tree, two levels deep."""

    iterator = _InTreeOrder

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", _("Choose a category…"))
        super().__init__(*args, **kwargs)

    def label_from_instance(self, obj: Category) -> str:
        return obj.name
