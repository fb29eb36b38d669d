"""What pydantic finds wrong, said in the reader's language and with a JSON pointer."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja.errors import ValidationError

from flowt.api.parsing import escape
from flowt.api.problems import FieldError, Problem, Text, invalid

SENTENCES: dict[str, Text] = {
    "missing": _("This is required."),
    "extra_forbidden": _("This field is not known here."),
    "string_type": _("This must be a text."),
    "string_too_short": _("This needs at least %(min_length)s characters."),
    "string_too_long": _("This takes at most %(max_length)s characters."),
    "string_pattern_mismatch": _("This does not have the form it must have: %(pattern)s"),
    "int_type": _("This must be a whole number."),
    "int_parsing": _("This must be a whole number."),
    "int_parsing_size": _("This number is too large."),
    "int_from_float": _("This must be a whole number."),
    "bool_type": _("This must be true or false."),
    "bool_parsing": _("This must be true or false."),
    "list_type": _("This must be a list."),
    "model_type": _("This must be an object."),
    "model_attributes_type": _("This must be an object."),
    "dict_type": _("This must be an object."),
    "too_short": _("This needs at least %(min_length)s entries."),
    "too_long": _("This takes at most %(max_length)s entries."),
    "greater_than_equal": _("This must be at least %(ge)s."),
    "less_than_equal": _("This must be at most %(le)s."),
    "literal_error": _("Choose one of: %(expected)s."),
    "enum": _("Choose one of: %(expected)s."),
    "none_required": _("This must be null."),
}
GENERIC = _("This is not valid.")


def problem_of(error: ValidationError) -> Problem:
    """Turn what ninja gathered into one problem. A union's branches tell of one field once."""
    found: dict[tuple[str, str], FieldError] = {}
    for fault in error.errors:
        one = _field_error(fault)
        found.setdefault((one.source, one.field), one)
    return invalid(*found.values())


def _field_error(fault: Mapping[str, Any]) -> FieldError:
    source, *steps = fault["loc"]
    if source == "body":
        steps = steps[1:]  # the name of the view's own argument
    elif len(steps) > 1:
        steps = steps[-1:]  # of a group of parameters, or of an entry in a list of them
    pointer = "".join(f"/{escape(str(step))}" for step in steps if not _is_branch(step))
    return FieldError(pointer, _message(fault), str(source))


def _message(fault: Mapping[str, Any]) -> str:
    context = fault.get("ctx") or {}
    if fault["type"] == "value_error":  # raised by a validator of ours: a sentence already
        return str(context.get("error") or GENERIC)
    return str(SENTENCES.get(fault["type"], GENERIC)) % context


def _is_branch(step: Any) -> bool:
    """Is this the name of a union's branch, which is no part of the document?"""
    return isinstance(step, str) and ("[" in step or step in {"constrained-str", "nullable"})
