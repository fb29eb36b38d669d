"""The pictures of an item."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from catalog.errors import PictureRefused, TooManyPictures
from catalog.forms.pictures import PictureForm
from catalog.models.items import Item, ItemPicture
from catalog.operations import pictures as operations
from catalog.shelf import picture as addresses
from catalog.views.answers import refused
from flowt import limits
from flowt.errors import Refusal
from flowt.htmx import HtmxRequest, go_to, wants_fragment
from flowt.permissions import require_permission


@require_POST
@require_permission("catalog.edit")
def pictures_add(request: HtmxRequest, pk: int) -> HttpResponse:
    """Take one or more files. What is refused says why; the others are kept."""
    item = get_object_or_404(Item, pk=pk)
    form = PictureForm(request.POST, request.FILES)
    limits.guard(
        "upload.picture", str(request.user.pk), cost=max(1, len(request.FILES.getlist("file")))
    )
    problems = [] if form.is_valid() else [str(next(iter(form.errors.values()))[0])]
    files = form.cleaned_data.get("file", []) if not problems else []
    crop = form.crop() if len(files) == 1 else None
    for file in files:
        try:
            operations.add_picture(item, file, crop=crop, actor=request.user)
        except (PictureRefused, TooManyPictures) as refusal:
            problems.append(f"{file.name}: {refusal}")
    return _pictures(request, item, problems)


@require_POST
@require_permission("catalog.edit")
def picture_describe(request: HtmxRequest, pk: int, picture_pk: int) -> HttpResponse:
    """Say what is on it."""
    picture = get_object_or_404(ItemPicture, pk=picture_pk, item=pk)
    operations.describe_picture(
        picture, alt=request.POST.get("alt", "").replace("\0", "").strip()[:160]
    )
    return _pictures(request, picture.item, [])


@require_POST
@require_permission("catalog.edit")
def picture_delete(request: HtmxRequest, pk: int, picture_pk: int) -> HttpResponse:
    """Remove it and its files."""
    picture = get_object_or_404(ItemPicture.objects.select_related("item"), pk=picture_pk, item=pk)
    operations.delete_picture(picture, actor=request.user)
    return _pictures(request, picture.item, [])


@require_POST
@require_permission("catalog.edit")
def pictures_arrange(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show them in the order of `ids`; the first is the menu's."""
    item = get_object_or_404(Item, pk=pk)
    ids = [int(pk) for pk in request.POST.getlist("ids") if pk.isascii() and pk.isdigit()]
    operations.arrange_pictures(item, picture_ids=ids)
    return HttpResponse(status=204)


def picture_context(item: Item) -> dict[str, Any]:
    """What `catalog/_pictures.html` needs."""
    rows = [(row, addresses(row)) for row in item.pictures.all()]
    return {
        "pictures": rows,
        "picture_form": PictureForm(),
        "can_add": len(rows) < operations.MOST_PICTURES,
        "most_pictures": operations.MOST_PICTURES,
    }


def _pictures(request: HtmxRequest, item: Item, problems: list[str]) -> HttpResponse:
    if not wants_fragment(request):
        url = reverse("catalog:item", args=[item.pk]) + "#pictures"
        return (
            refused(request, url, Refusal(" ".join(problems))) if problems else go_to(request, url)
        )
    context = {"item": item, "problems": problems, **picture_context(item)}
    return render(request, "catalog/_pictures.html", context, status=422 if problems else 200)
