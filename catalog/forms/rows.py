"""Small forms that repeat inside another one, in the order in which the page shows them.

Each row sends its key in a field named after the rows; its own fields are `<name>-<key>-<field>`.
A row that is left blank is no row, and one whose `remove` is checked goes.
"""

from collections.abc import Iterable, Mapping
from secrets import token_hex
from typing import Any, Generic, TypeVar

from django import forms
from django.http import QueryDict

MOST_ROWS = 100


class RowForm(forms.Form):
    """One row. `blank_fields` are those that, all empty, make it no row."""

    blank_fields: tuple[str, ...] = ()
    remove = forms.BooleanField(required=False)
    key = ""

    @property
    def is_blank(self) -> bool:
        values = (self.data.get(self.add_prefix(name), "") for name in self.blank_fields)
        return not any(str(value).strip() for value in values)

    @property
    def is_removed(self) -> bool:
        return bool(self.data.get(self.add_prefix("remove")))


Row = TypeVar("Row", bound=RowForm)


class Rows(Generic[Row]):
    """The rows of one form: from what was sent, or from (key, initial values)."""

    def __init__(
        self,
        form_class: type[Row],
        name: str,
        data: QueryDict | None = None,
        initial: Iterable[tuple[str, Mapping[str, Any]]] = (),
    ) -> None:
        self.form_class, self.name = form_class, name
        if data is None:
            self.forms = [self._make(key, initial=values) for key, values in initial]
            return
        keys = [key for key in dict.fromkeys(data.getlist(name)) if key.isalnum()][:MOST_ROWS]
        made = [self._make(key, data=data) for key in keys]
        self.forms = [form for form in made if not form.is_blank and not form.is_removed]

    def blank(self) -> Row:
        """Return one more row, empty."""
        return self._make("n" + token_hex(4))

    def is_valid(self) -> bool:
        """Every row is checked, also after a bad one, so that each shows its errors."""
        bad = [form for form in self.forms if not form.is_valid()]
        return not bad

    def _make(self, key: str, **kwargs: Any) -> Row:
        form = self.form_class(prefix=f"{self.name}-{key}", **kwargs)
        form.key = key
        return form
