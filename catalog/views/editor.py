"""The editor of one item."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.errors import CategoryArchived, SkuTaken, SlugTaken
from catalog.forms.items import ItemForm
from catalog.forms.windows import window_rows
from catalog.models.categories import Category
from catalog.models.items import Item
from catalog.models.options import OptionGroup
from catalog.operations import groups as group_operations
from catalog.operations import items as operations
from catalog.views.answers import done, refused
from catalog.views.pictures import picture_context
from flowt.errors import Refusal
from flowt.htmx import HtmxRequest, go_to, wants_fragment
from flowt.permissions import require_permission


@require_http_methods(["GET", "POST"])
@require_permission("catalog.edit")
def item_new(request: HtmxRequest) -> HttpResponse:
    """A new item. Options and pictures follow once it exists."""
    wanted = request.GET.get("category", "")
    initial = {"category": wanted} if wanted.isascii() and wanted.isdigit() else {}
    sent = request.POST if request.method == "POST" else None
    form, rows = ItemForm(sent, initial=initial), window_rows(sent)
    if sent is not None and all([form.is_valid(), rows.is_valid()]):
        try:
            item = operations.create_item(
                actor=request.user,
                windows=[row.window() for row in rows.forms],
                **form.values(),
            )
        except (SkuTaken, SlugTaken, CategoryArchived) as refusal:
            _add_error(form, refusal)
        else:
            text = _("“%(name)s” was added. Now give it pictures and options.")
            return done(request, _address(item), text % {"name": item.name})
    context = {"form": form, "rows": rows, "item": None, "has_categories": _has_categories()}
    return render(request, "catalog/item.html", context, status=422 if sent is not None else 200)


@require_http_methods(["GET", "POST"])
@require_permission("catalog.edit")
def item_edit(request: HtmxRequest, pk: int) -> HttpResponse:
    """All of one item."""
    item = get_object_or_404(Item.objects.select_related("category__parent"), pk=pk)
    sent = request.POST if request.method == "POST" else None
    form = ItemForm(sent, instance=item)
    rows = window_rows(sent, item.windows.all())
    if sent is not None and all([form.is_valid(), rows.is_valid()]):
        try:
            item = operations.update_item(
                item,
                actor=request.user,
                windows=[row.window() for row in rows.forms],
                **form.values(),
            )
        except (SkuTaken, SlugTaken, CategoryArchived) as refusal:
            _add_error(form, refusal)
        else:
            return done(request, _address(item), _("“%(name)s” saved.") % {"name": item.name})
    context = {
        "form": form,
        "rows": rows,
        "item": item,
        "has_categories": True,
        **picture_context(item),
        **_group_context(item),
    }
    return render(request, "catalog/item.html", context, status=422 if sent is not None else 200)


@require_POST
@require_permission("catalog.edit")
def item_duplicate(request: HtmxRequest, pk: int) -> HttpResponse:
    """A hidden copy, opened at once."""
    copy = operations.duplicate_item(get_object_or_404(Item, pk=pk), actor=request.user)
    text = _("This is the copy. It stays hidden until you show it.")
    return done(request, _address(copy), text)


@require_POST
@require_permission("catalog.edit")
def item_archive(request: HtmxRequest, pk: int) -> HttpResponse:
    """Off the menu and out of the lists."""
    item = operations.archive_item(get_object_or_404(Item, pk=pk), actor=request.user)
    text = _("“%(name)s” was archived. You find it under the status “Archived”.")
    return done(request, reverse("catalog:list"), text % {"name": item.name})


@require_POST
@require_permission("catalog.edit")
def item_restore(request: HtmxRequest, pk: int) -> HttpResponse:
    """Back from the archive, hidden."""
    item = get_object_or_404(Item, pk=pk)
    try:
        operations.restore_item(item, actor=request.user)
    except CategoryArchived as refusal:
        return refused(request, _address(item), refusal)
    text = _("“%(name)s” is back, hidden. Show it when it is ready.")
    return done(request, _address(item), text % {"name": item.name})


@require_POST
@require_permission("catalog.edit")
def item_group_add(request: HtmxRequest, pk: int) -> HttpResponse:
    """Ask a group with the item."""
    item = get_object_or_404(Item, pk=pk)
    chosen = request.POST.get("group", "")
    if chosen.isascii() and chosen.isdigit():
        group = get_object_or_404(OptionGroup, pk=chosen, parent_option=None)
        group_operations.attach_group(item, group, actor=request.user)
    return _groups(request, item)


@require_POST
@require_permission("catalog.edit")
def item_group_remove(request: HtmxRequest, pk: int, group_pk: int) -> HttpResponse:
    """Stop asking a group with the item."""
    item = get_object_or_404(Item, pk=pk)
    group = get_object_or_404(OptionGroup, pk=group_pk)
    group_operations.detach_group(item, group, actor=request.user)
    return _groups(request, item)


@require_POST
@require_permission("catalog.edit")
def item_groups_arrange(request: HtmxRequest, pk: int) -> HttpResponse:
    """Ask the item's groups in the order of `ids`."""
    item = get_object_or_404(Item, pk=pk)
    ids = [int(pk) for pk in request.POST.getlist("ids") if pk.isascii() and pk.isdigit()]
    group_operations.arrange_groups(item, group_ids=ids)
    return HttpResponse(status=204)


@require_safe
@require_permission("catalog.edit")
def window_row(request: HtmxRequest) -> HttpResponse:
    """One more row of hours, empty."""
    row = window_rows().blank()
    row.initial = {"weekdays": [str(day) for day in range(7)]}
    return render(request, "catalog/_window_row.html", {"row": row})


def _groups(request: HtmxRequest, item: Item) -> HttpResponse:
    if not wants_fragment(request):
        return go_to(request, f"{_address(item)}#item-groups")
    context = {"item": item, **_group_context(item)}
    return render(request, "catalog/_item_groups.html", context)


def _group_context(item: Item) -> dict[str, Any]:
    links = list(item.group_links.select_related("group").prefetch_related("group__options"))
    free = OptionGroup.objects.filter(parent_option=None).exclude(
        pk__in=[link.group_id for link in links]
    )
    return {"links": links, "free_groups": free}


def _add_error(form: ItemForm, refusal: Refusal) -> None:
    places = {SkuTaken: "sku", SlugTaken: "slug"}
    form.add_error(places.get(type(refusal), "category"), str(refusal))


def _address(item: Item) -> str:
    return reverse("catalog:item", args=[item.pk])


def _has_categories() -> bool:
    return Category.objects.present().exists()
