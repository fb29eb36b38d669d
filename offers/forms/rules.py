"""The rules of an offer as forms: one benefit and any number of conditions, each drawn from the
`Settings` of its class.

The benefit's kind is posted as `benefit`, each condition as `condition` = "<key>:<kind>"; their
settings are prefixed by kind and key. `add` = a kind puts one more in, `remove` = a key takes one
out; then, and where `refresh` is posted, the forms come back as they are, unjudged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, NamedTuple

from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _

from offers.benefits import Benefit, benefits
from offers.conditions import Condition, conditions
from offers.settings import RuleSettings

MOST_CONDITIONS = 12
CHANGES = ("add", "remove", "refresh")


class Kind(NamedTuple):
    """A member of a family, for a template (which would call a class)."""

    kind: str
    label: Any
    about: Any
    icon: str

    @classmethod
    def of(cls, member: type[Benefit] | type[Condition]) -> "Kind":
        return cls(member.kind, member.label, member.about, member.icon)


@dataclass(frozen=True)
class Row:
    """One condition of the form."""

    key: str
    member: Kind
    form: RuleSettings


class RuleForms:
    """The rules of one form: from what was sent, or from what an offer keeps."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        benefit: str = "",
        settings: Mapping[str, Any] | None = None,
        kept: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        self.is_judged = data is not None and not any(name in data for name in CHANGES)
        self.error = ""
        kind = str(data.get("benefit", "")) if data is not None else benefit
        self.kind = kind if kind in benefits else ""
        self.form: RuleSettings | None = None
        if self.kind:
            initial = settings if kind == benefit else None
            self.form = self._form(benefits.get(kind).Settings, f"benefit-{kind}", data, initial)
        self.rows = [] if data is None else self._sent(data)
        if data is None:
            self.rows = [self._row(token_hex(3), row["kind"], None, row["settings"])
                         for row in kept if row["kind"] in conditions]  # fmt: skip

    @property
    def choices(self) -> list[Kind]:
        return [Kind.of(member) for member in benefits]

    @property
    def free(self) -> list[Kind]:
        """The conditions that may be added: each kind once."""
        taken = {row.member.kind for row in self.rows}
        return [Kind.of(member) for member in conditions if member.kind not in taken]

    def is_valid(self) -> bool:
        """Every form is checked, also after a bad one, so that each shows its errors."""
        if self.form is None:
            self.error = _("Choose what customers get.")
        forms = [form for form in (self.form, *(row.form for row in self.rows)) if form]
        bad = [form for form in forms if not form.is_valid()]
        return not bad and not self.error

    def values(self) -> dict[str, Any]:
        assert self.form is not None
        return {
            "benefit": self.kind,
            "benefit_settings": self.form.stored(),
            "conditions": [
                {"kind": row.member.kind, "settings": row.form.stored()} for row in self.rows
            ],
        }

    def _sent(self, data: QueryDict) -> list[Row]:
        pairs = [text.partition(":") for text in data.getlist("condition")[:MOST_CONDITIONS]]
        gone, rows = data.get("remove", ""), []
        for key, _colon, kind in pairs:
            if kind in conditions and key.isalnum() and key != gone and len(key) <= 12:
                rows.append(self._row(key, kind, data, None))
        wanted = data.get("add", "")
        if wanted in conditions and wanted not in {row.member.kind for row in rows}:
            rows.append(self._row(token_hex(3), wanted, None, None))
        return rows

    def _row(
        self, key: str, kind: str, data: QueryDict | None, initial: Mapping[str, Any] | None
    ) -> Row:
        member = conditions.get(kind)
        form = self._form(member.Settings, f"condition-{key}", data, initial)
        return Row(key, Kind.of(member), form)

    def _form(
        self,
        settings: type[RuleSettings],
        prefix: str,
        data: QueryDict | None,
        initial: Mapping[str, Any] | None,
    ) -> RuleSettings:
        if data is not None and not any(name.startswith(f"{prefix}-") for name in data):
            data = data if self.is_judged else None  # it was chosen just now
        form = settings(data, prefix=prefix, initial=initial)
        if data is not None and not self.is_judged:
            form._errors, form.cleaned_data = ErrorDict(), {}
        return form
