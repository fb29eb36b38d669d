"""Form fields of block settings. Each cleans to a plain JSON value, and shows it again."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from catalog import shelf
from storefront.builder.models import PagePicture

MOMENT = "%Y-%m-%dT%H:%M"
MOST_PICTURES_SHOWN = 60
MOST_PICTURES = 12


class HttpsField(forms.URLField):
    """An address outside. https alone, so that nothing in it runs."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 500)
        super().__init__(assume_scheme="https", **kwargs)

    def clean(self, value: Any) -> str:
        address = str(super().clean(value) or "")
        if address and (urlsplit(address).scheme != "https" or "@" in urlsplit(address).netloc):
            raise ValidationError(_("Use an address that begins with https://"), code="https")
        return address


class MomentField(forms.DateTimeField):
    """A moment in the tenant's zone. Cleans to ISO text, "" for none."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput({"type": "datetime-local"}, MOMENT)
        super().__init__(widget=widget, input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S"], **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value
        try:
            found = super().to_python(value)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if found is not None and not 2000 <= found.year <= 2199:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found

    def clean(self, value: Any) -> str:
        found = super().clean(value)
        return found.astimezone(UTC).isoformat() if found else ""

    def prepare_value(self, value: Any) -> Any:
        found = moment(value) if isinstance(value, str) else value
        return timezone.localtime(found) if isinstance(found, datetime) else value


def moment(stored: Any) -> datetime | None:
    """Read a stored moment; None where there is none."""
    try:
        found = parse_datetime(str(stored or ""))
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None


class PictureInput(forms.RadioSelect):
    """The business's page pictures as small tiles, one of which is chosen."""

    kind = "radio"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        chosen = {str(one) for one in (value if isinstance(value, list) else [value])}
        context = {
            "name": name,
            "id": (attrs or {}).get("id") or f"id_{name}",
            "kind": self.kind,
            "is_empty": not chosen - {"None", ""},
            "pictures": [(pk, picture, str(pk) in chosen) for pk, picture in _pictures()],
        }
        return render_to_string("storefront/builder/_picture_input.html", context)


class PicturesInput(PictureInput):
    """The same tiles, of which many are chosen."""

    kind = "checkbox"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name)


def _pictures() -> list[Any]:
    rows = PagePicture.objects.all()[:MOST_PICTURES_SHOWN]
    return [(row.pk, shelf.picture(row)) for row in rows]  # type: ignore[arg-type]


class PictureField(forms.Field):
    """One of the business's page pictures, by its id; "" for none."""

    widget = PictureInput

    def clean(self, value: Any) -> int | str:
        found = _known([value] if value else [])
        return found[0] if found else ""


class PicturesField(forms.Field):
    """Some of the business's page pictures, by their ids."""

    widget = PicturesInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "initial": [], **kwargs})

    def clean(self, value: Any) -> list[int]:
        return _known(list(value or [])[:MOST_PICTURES])


def _known(values: list[Any]) -> list[int]:
    """Return the ids as numbers. Raises ValidationError for one that is not there."""
    texts = [str(value) for value in values]
    if not all(text.isascii() and text.isdigit() and len(text) < 16 for text in texts):
        raise ValidationError(_("Choose one of the pictures."), code="invalid")
    ids = [int(text) for text in texts]
    if PagePicture.objects.filter(pk__in=ids).count() != len(set(ids)):
        raise ValidationError(_("That picture is no longer there."), code="gone")
    return ids


class RowsInput(forms.Widget):
    """Rows of small forms, and an empty one to add to them."""

    def __init__(self, row: type[forms.Form], most: int) -> None:
        super().__init__()
        self.row, self.most = row, most

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return [
            self.row(data, prefix=f"{name}-{place}")
            for place in range(self.most)
            if any(key.startswith(f"{name}-{place}-") for key in data)
        ]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        forms_ = [
            one if isinstance(one, forms.Form) else self.row(initial=one, prefix=f"{name}-{place}")
            for place, one in enumerate(value or [])
        ]
        if len(forms_) < self.most:
            forms_.append(self.row(prefix=f"{name}-{len(forms_)}"))
        return render_to_string("storefront/builder/_rows_input.html", {"rows": forms_})


class RowsField(forms.Field):
    """Rows of `row`'s fields, as a list of plain objects. Empty rows are dropped."""

    def __init__(self, row: type[forms.Form], *, most: int = 12, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("initial", [])
        self.row, self.most = row, most
        super().__init__(widget=RowsInput(row, most), **kwargs)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        kept = [form for form in value or [] if _says_something(form)]
        if not all(form.is_valid() for form in kept):
            raise ValidationError(_("Look at the rows marked below."), code="rows")
        if self.required and not kept:
            raise ValidationError(self.error_messages["required"], code="required")
        return [form.cleaned_data for form in kept]


def _says_something(form: forms.Form) -> bool:
    typed = (form.data.get(form.add_prefix(name), "") for name in form.fields)
    return any(str(text).strip() for text in typed)
