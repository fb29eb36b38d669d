"""Reading JSON that anybody may have written: strict, bounded, and with the place of each fault."""

import json
import re
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from flowt.api.problems import FieldError, Problem, invalid

DEEPEST = 16  # levels of objects and lists
LARGEST_INT = 2**63 - 1
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # NUL, and halves of characters


class _Refused(ValueError):
    """JSON that Python would take and RFC 8259 would not, or that means two things."""


class StrictParser(Parser):
    """UTF-8 alone; no NaN, no name twice in an object, nothing deep, nothing unstorable."""

    def parse_body(self, request: HttpRequest) -> Any:
        return request.api_json  # type: ignore[attr-defined] # read by flowt.api.endpoint


def read_json(body: bytes) -> Any:
    """Return what a body holds. Raises Problem: bad_request, or invalid_fields with pointers."""
    try:
        found = json.loads(
            body.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_only_once
        )
    except UnicodeDecodeError:
        raise Problem("bad_request", _("The body is not valid UTF-8.")) from None
    except _Refused as fault:
        raise Problem("bad_request", str(fault)) from None
    except (ValueError, RecursionError):
        raise Problem("bad_request", _("The body is not valid JSON.")) from None
    _check(found)
    return found


def _refuse(name: str) -> None:
    raise _Refused(_("%(name)s is not JSON.") % {"name": name})


def _only_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused(_("An object names a member twice."))
    return found


def _check(value: Any) -> None:
    """Walk through it without recursion; what cannot be stored is named by its pointer."""
    left: list[tuple[str, Any, int]] = [("", value, 0)]
    faults: list[FieldError] = []
    while left and len(faults) < 20:
        pointer, one, depth = left.pop()
        if depth > DEEPEST:
            raise Problem("bad_request", _("The body is nested too deeply."))
        if isinstance(one, str):
            if _UNSTORABLE.search(one):
                faults.append(FieldError(pointer, _("This text holds a character we cannot keep.")))
        elif isinstance(one, int):
            if abs(one) > LARGEST_INT:
                faults.append(FieldError(pointer, _("This number is too large.")))
        elif isinstance(one, dict):
            if any(_UNSTORABLE.search(name) for name in one):
                raise Problem("bad_request", _("A name holds a character we cannot keep."))
            left += [(f"{pointer}/{escape(name)}", of, depth + 1) for name, of in one.items()]
        elif isinstance(one, list):
            left += [(f"{pointer}/{at}", of, depth + 1) for at, of in enumerate(one)]
    if faults:
        raise invalid(*faults)


def escape(name: str) -> str:
    """Write a member's name as a step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
