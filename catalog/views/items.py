"""The list of items, and what is changed from it."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from catalog.errors import NothingSelected
from catalog.forms.lists import BulkForm, FilterForm, PriceForm, StockForm, UntilForm
from catalog.listing import PAGE_SIZE, SORTS, Line, find_items, tree
from catalog.models.categories import Category
from catalog.models.items import Item
from catalog.operations import bulk
from catalog.operations.availability import (
    UNTIL_TOLD,
    mark_available,
    mark_sold_out,
    set_stock,
)
from catalog.operations.items import arrange_items
from catalog.views.answers import done, refused, way_back, with_toast
from flowt.errors import Refusal
from flowt.htmx import HtmxRequest, render_page, wants_fragment
from flowt.permissions import require_permission

SORT_LABELS = {
    "menu": gettext_lazy("As on the menu"),
    "name": gettext_lazy("Name"),
    "price": gettext_lazy("Cheapest first"),
    "-price": gettext_lazy("Dearest first"),
    "-sold": gettext_lazy("Most ordered"),
    "-updated": gettext_lazy("Changed last"),
}


@require_safe
@require_permission("catalog.view")
def item_list(request: HtmxRequest) -> HttpResponse:
    """Categories beside their items. htmx gets the items alone."""
    now = timezone.now()
    filters = FilterForm(request.GET).filters()
    page = Paginator(find_items(filters, now), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [Line(item, now) for item in page],
        "filters": filters,
        "category": Category.objects.filter(pk=filters.category).first(),
        "sorts": [(key, _sort_label(key)) for key in SORTS if key != "-name"],
        "statuses": Item.Status.choices,
        "bulk": BulkForm(),
        "today": timezone.localdate(),
    }
    if not wants_fragment(request):
        context["nodes"] = tree()
        context["archived"] = Category.objects.exclude(archived_at=None)
        context["has_items"] = Item.objects.exists()
    return render_page(request, "catalog/item_list.html", "catalog/_items.html", context)


@require_POST
@require_permission("catalog.availability")
def item_sold_out(request: HtmxRequest, pk: int) -> HttpResponse:
    """Sold out until tonight, tomorrow, a date or further notice."""
    item = get_object_or_404(Item, pk=pk)
    form = UntilForm(request.POST)
    if not form.is_valid():
        return _row(request, item, form=form, status=422)
    item = mark_sold_out(item, until=form.instant(), actor=request.user)
    return _row(request, item, text=_("“%(name)s” is sold out.") % {"name": item.name})


@require_POST
@require_permission("catalog.availability")
def item_available(request: HtmxRequest, pk: int) -> HttpResponse:
    """Sell it again at once."""
    item = mark_available(get_object_or_404(Item, pk=pk), actor=request.user)
    return _row(request, item, text=_("“%(name)s” is sold again.") % {"name": item.name})


@require_POST
@require_permission("catalog.availability")
def item_stock(request: HtmxRequest, pk: int) -> HttpResponse:
    """So many are left; empty stops counting."""
    item = get_object_or_404(Item, pk=pk)
    form = StockForm(request.POST)
    if not form.is_valid():
        return _row(request, item, form=form, status=422)
    item = set_stock(item, stock=form.cleaned_data["stock"], actor=request.user)
    return _row(request, item, text=_("Stock of “%(name)s” saved.") % {"name": item.name})


@require_POST
@require_permission("catalog.edit")
def items_arrange(request: HtmxRequest, pk: int) -> HttpResponse:
    """Order a category's items: `ids` in their new order."""
    category = get_object_or_404(Category, pk=pk)
    arrange_items(category, item_ids=_ids(request))
    return HttpResponse(status=204)


@require_POST
@require_permission("catalog.edit")
def items_bulk(request: HtmxRequest) -> HttpResponse:
    """Do one thing to all chosen items. Prices are shown first."""
    form = BulkForm(request.POST)
    if not form.is_valid():
        problem: Refusal = NothingSelected()
        if "ids" not in form.errors:
            problem = Refusal(str(next(iter(form.errors.values()))[0]))
        return refused(request, way_back(request), problem)
    action, ids = form.cleaned_data["action"], form.cleaned_data["ids"]
    if action.startswith("price"):
        return _bulk_price(request, ids, is_decided=action == "price_apply")
    try:
        count = _do(action, ids, form, request)
    except Refusal as refusal:
        return refused(request, way_back(request), refusal)
    text = ngettext("%(count)s item changed.", "%(count)s items changed.", count)
    return done(request, way_back(request), text % {"count": count})


def _do(action: str, ids: list[int], form: BulkForm, request: HtmxRequest) -> int:
    """Call the operation behind an action; return how many items changed."""
    actor, status = request.user, Item.Status
    match action:
        case "move":
            return bulk.move_items(ids, category=form.cleaned_data["category"], actor=actor)
        case "show" | "restore":
            return bulk.set_status(ids, status=status.ACTIVE, actor=actor)
        case "hide":
            return bulk.set_status(ids, status=status.HIDDEN, actor=actor)
        case "archive":
            return bulk.set_status(ids, status=status.ARCHIVED, actor=actor)
        case "highlight" | "plain":
            return bulk.set_highlight(ids, is_highlight=action == "highlight", actor=actor)
        case "available":
            return bulk.set_sold_out(ids, until=None, actor=actor)
    until = UntilForm(request.POST)
    at = until.instant() if until.is_valid() else UNTIL_TOLD
    return bulk.set_sold_out(ids, until=at, actor=actor)


def _bulk_price(request: HtmxRequest, ids: list[int], *, is_decided: bool) -> HttpResponse:
    """Show what prices would become; write them once that was seen."""
    form = PriceForm(request.POST if "way" in request.POST else None, initial={"way": "up_percent"})
    rows = bulk.preview_prices(ids, bulk.PriceChange())
    if form.is_valid():
        rows = bulk.preview_prices(ids, form.change())
        if is_decided:
            try:
                count = bulk.change_prices(ids, change=form.change(), actor=request.user)
            except Refusal as refusal:
                form.add_error("by", str(refusal))
            else:
                text = ngettext("%(count)s price changed.", "%(count)s prices changed.", count)
                return done(request, way_back(request), text % {"count": count})
    context = {
        "form": form,
        "rows": rows,
        "next": way_back(request),
        "is_shown": form.is_bound and form.is_valid(),
        "is_possible": all(row.is_possible for row in rows),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render_page(
        request, "catalog/bulk_price.html", "catalog/_bulk_price.html", context, status
    )


def _row(
    request: HtmxRequest, item: Item, *, text: str = "", form: object = None, status: int = 200
) -> HttpResponse:
    """Answer a quick change: htmx gets the row, others go back to the list."""
    if not wants_fragment(request):
        if status == 422:
            sentence = next(iter(form.errors.values()))[0]  # type: ignore[attr-defined]
            return refused(request, way_back(request), Refusal(str(sentence)))
        return done(request, way_back(request), text)
    line = Line(item, timezone.now())
    context = {
        "line": line,
        "row_form": form,
        "next": way_back(request),
        "can_arrange": request.POST.get("arrange") == "1",
        "today": timezone.localdate(),
    }
    response = render(request, "catalog/_item_row.html", context, status=status)
    return with_toast(request, response, text) if text else response


def _ids(request: HtmxRequest) -> list[int]:
    return [int(pk) for pk in request.POST.getlist("ids") if pk.isascii() and pk.isdigit()]


def _sort_label(key: str) -> str:
    return str(SORT_LABELS[key])
