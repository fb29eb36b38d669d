"""The editor of one combo: its form, its rows, its example and its picture."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.errors import PictureRefused
from catalog.forms.windows import window_rows
from catalog.models.items import Window
from flowt import limits
from flowt.htmx import HtmxRequest, go_to, wants_fragment
from flowt.permissions import require_permission
from offers.combos import operations, pictures
from offers.combos.errors import ComboEmpty, ComboGroupEmpty, ComboGroupTooSmall
from offers.combos.examples import Example, example_of
from offers.combos.forms import ComboForm, Parts, PictureForm
from offers.combos.listing import item_choices
from offers.combos.models import Combo, ComboChoice
from offers.combos.selectors import picture_of
from offers.combos.stored import read_windows
from offers.combos.views import done

BLANK_KEY = 12  # characters of a new row's key, at most


@require_http_methods(["GET", "POST"])
@require_permission("catalog.edit")
def combo_new(request: HtmxRequest) -> HttpResponse:
    return _editor(request, None)


@require_http_methods(["GET", "POST"])
@require_permission("catalog.edit")
def combo_edit(request: HtmxRequest, pk: int) -> HttpResponse:
    return _editor(request, get_object_or_404(Combo, pk=pk))


@require_POST
@require_permission("catalog.edit")
def combo_example(request: HtmxRequest) -> HttpResponse:
    """What the rows come to as they are typed right now."""
    sent = request.POST
    named = (sent[key] for key in sent if key.endswith("-item"))
    kept = {int(pk) for pk in named if pk.isascii() and pk.isdigit() and len(pk) < 12}
    form, parts = ComboForm(sent), Parts(item_choices(kept), sent)
    form.is_valid()
    is_whole = parts.is_valid() and form.cleaned_data.get("price") is not None
    example = _example(form.cleaned_data["price"], parts) if is_whole else None
    context = {"example": example, "is_unfinished": not is_whole}
    return render(request, "offers/_combo_example.html", context)


@require_safe
@require_permission("catalog.edit")
def choice_row(request: HtmxRequest) -> HttpResponse:
    """One more item, empty: of what comes along, or of the question `group`."""
    key = request.GET.get("group", "")
    name = f"choice{key}" if key and key.isalnum() and len(key) <= BLANK_KEY else "fixed"
    row = Parts(item_choices(set())).blank_choice(name)
    return render(request, "offers/_combo_choice.html", {"row": row, "name": name})


@require_safe
@require_permission("catalog.edit")
def group_block(request: HtmxRequest) -> HttpResponse:
    """One more question, empty."""
    group = Parts(item_choices(set())).blank_group()
    return render(request, "offers/_combo_group.html", {"group": group})


@require_POST
@require_permission("catalog.edit")
def picture_set(request: HtmxRequest, pk: int) -> HttpResponse:
    """Take a picture in place of the one there is. What is refused says why."""
    combo = get_object_or_404(Combo, pk=pk)
    limits.guard("upload.picture", str(request.user.pk))
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            file = form.cleaned_data["file"]
            combo = pictures.set_picture(combo, file, crop=form.crop(), actor=request.user)
        except PictureRefused as refusal:
            form.add_error("file", str(refusal))
    return _picture(request, combo, form)


@require_POST
@require_permission("catalog.edit")
def picture_delete(request: HtmxRequest, pk: int) -> HttpResponse:
    combo = pictures.delete_picture(get_object_or_404(Combo, pk=pk), actor=request.user)
    return _picture(request, combo, PictureForm())


def _picture(request: HtmxRequest, combo: Combo, form: PictureForm) -> HttpResponse:
    is_bad = bool(form.errors)
    if not wants_fragment(request):
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return go_to(request, f"{reverse('combos:edit', args=[combo.pk])}#picture")
    context = {
        "combo": combo,
        "picture": picture_of(combo),
        "picture_form": form if is_bad else PictureForm(),
    }
    return render(request, "offers/_combo_picture.html", context, status=422 if is_bad else 200)


def _editor(request: HtmxRequest, combo: Combo | None) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    groups = list(combo.groups.prefetch_related("choices__item")) if combo else []
    kept = {choice.item_id for group in groups for choice in group.choices.all()}
    parts = Parts(item_choices(kept), sent, groups)
    form, hours = ComboForm(sent, instance=combo), window_rows(sent, _windows(combo))
    if sent is not None and all([form.is_valid(), parts.is_valid(), hours.is_valid()]):
        try:
            saved = operations.save_combo(
                combo,
                groups=parts.rows(),
                windows=[row.window() for row in hours.forms],
                actor=request.user,
                **form.values(),
            )
        except (ComboEmpty, ComboGroupEmpty, ComboGroupTooSmall) as refusal:
            form.add_error(None, str(refusal))
        else:
            url = reverse("combos:edit", args=[saved.pk])
            return done(request, url, _("“%(name)s” saved.") % {"name": saved.name})
    context = _context(combo, form, parts, hours)
    return render(request, "offers/combo.html", context, status=422 if sent is not None else 200)


def _context(combo: Combo | None, form: ComboForm, parts: Parts, hours: Any) -> dict[str, Any]:
    is_bound = form.is_bound
    is_whole = is_bound and parts.is_valid() and form.cleaned_data.get("price") is not None
    example = None
    if is_whole:
        example = _example(form.cleaned_data["price"], parts)
    elif combo is not None and not is_bound:
        example = example_of(combo.price, _stored(combo), timezone.now())
    return {
        "combo": combo,
        "form": form,
        "parts": parts,
        "rows": hours,
        "blank_fixed": [
            parts.blank_choice("fixed") for _at in range(1 if parts.fixed.forms else 2)
        ],
        "blank_group": parts.blank_group(),
        "example": example,
        "picture": picture_of(combo) if combo else None,
        "picture_form": PictureForm(),
    }


def _example(price: Any, parts: Parts) -> Example | None:
    return example_of(price, parts.rows(), timezone.now())


def _stored(combo: Combo) -> list[operations.GroupRow]:
    return [
        operations.GroupRow(
            name=group.name,
            is_fixed=group.is_fixed,
            minimum=group.minimum,
            maximum=group.maximum,
            choices=tuple(_row(choice) for choice in group.choices.all()),
        )
        for group in combo.groups.prefetch_related("choices")
    ]


def _row(choice: ComboChoice) -> operations.ChoiceRow:
    return operations.ChoiceRow(
        item_id=choice.item_id, maximum=choice.maximum, surcharge=choice.surcharge
    )


def _windows(combo: Combo | None) -> list[Window]:
    """The hours as rows of the catalogue's form."""
    if combo is None:
        return []
    return [
        Window(pk=at, weekdays=w.weekdays, starts=w.start, ends=w.end)
        for at, w in enumerate(read_windows(combo.windows), start=1)
    ]
