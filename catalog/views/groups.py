"""Groups of options: the list and the editor."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.errors import GroupNeedsOptions, GroupTooDeep
from catalog.forms.groups import GroupForm, OptionForm, blank_option, option_rows
from catalog.forms.rows import Rows
from catalog.listing import PAGE_SIZE, find_groups
from catalog.models.options import Option, OptionGroup
from catalog.operations import groups as operations
from catalog.options import apply_rule
from catalog.views.answers import done
from flowt.htmx import HtmxRequest, render_page, wants_fragment
from flowt.permissions import require_permission


@dataclass(frozen=True)
class Example:
    """What the first two priced options cost together, by each rule."""

    names: tuple[str, str]
    prices: tuple[Decimal, Decimal]
    results: list[tuple[str, str, Decimal]]  # rule, its name, what it comes to
    chosen: str


@require_safe
@require_permission("catalog.view")
def group_list(request: HtmxRequest) -> HttpResponse:
    """All groups that items ask. htmx gets the list alone."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:80]
    page = Paginator(find_groups(query), PAGE_SIZE).get_page(request.GET.get("page"))
    return render_page(
        request,
        "catalog/group_list.html",
        "catalog/_groups.html",
        {"page": page, "query": query},
    )


@require_http_methods(["GET", "POST"])
@require_permission("catalog.edit")
def group_new(request: HtmxRequest) -> HttpResponse:
    """A new group; with `option`, one that is asked under that option."""
    sent = request.GET.get("option", "")
    option = None
    if sent:
        top = Option.objects.filter(group__parent_option=None)
        option = get_object_or_404(top, pk=int(sent) if sent.isascii() and sent.isdigit() else 0)
    return _editor(request, None, option)


@require_http_methods(["GET", "POST"])
@require_permission("catalog.edit")
def group_edit(request: HtmxRequest, pk: int) -> HttpResponse:
    """A group and its options."""
    group = get_object_or_404(OptionGroup.objects.select_related("parent_option__group"), pk=pk)
    return _editor(request, group, group.parent_option)


@require_POST
@require_permission("catalog.edit")
def group_delete(request: HtmxRequest, pk: int) -> HttpResponse:
    """No item asks it any more."""
    group = get_object_or_404(OptionGroup, pk=pk)
    operations.delete_group(group, actor=request.user)
    text = _("The group “%(name)s” was deleted.")
    return done(request, _above(group), text % {"name": group.name})


@require_POST
@require_permission("catalog.availability")
def option_availability(request: HtmxRequest, pk: int) -> HttpResponse:
    """An option is out, or back: from the list of groups, in the middle of the day."""
    option = get_object_or_404(Option.objects.select_related("group"), pk=pk)
    is_available = request.POST.get("available") == "1"
    option = operations.set_option_availability(
        option, is_available=is_available, actor=request.user
    )
    if wants_fragment(request):
        return render(request, "catalog/_option_chip.html", {"option": option})
    return done(request, reverse("catalog:groups"), _("“%(name)s” saved.") % {"name": option.name})


@require_POST
@require_permission("catalog.edit")
def group_example(request: HtmxRequest) -> HttpResponse:
    """What the rule makes of the options as they are typed right now."""
    rows = option_rows(request.POST)
    rows.is_valid()
    found = [form.cleaned_data for form in rows.forms if not form.errors]
    pairs = [(data["name"], data["price"] or Decimal(0)) for data in found]
    context = {"example": _example(pairs, request.POST.get("price_rule", ""))}
    return render(request, "catalog/_group_example.html", context)


@require_safe
@require_permission("catalog.edit")
def option_row(request: HtmxRequest) -> HttpResponse:
    """One more option, empty."""
    return render(request, "catalog/_option_row.html", {"row": blank_option()})


def _editor(request: HtmxRequest, group: OptionGroup | None, option: Option | None) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    stored = list(group.options.prefetch_related("groups")) if group else []
    form, rows = GroupForm(sent, instance=group), option_rows(sent, stored)
    if sent is not None and all([form.is_valid(), rows.is_valid()]):
        try:
            saved = operations.save_group(
                group,
                rows=[row.row() for row in rows.forms],
                parent_option=option,
                actor=request.user,
                **form.values(),
            )
        except (GroupNeedsOptions, GroupTooDeep) as refusal:
            form.add_error("minimum", str(refusal))
        else:
            url = reverse("catalog:group", args=[saved.pk])
            return done(request, url, _("The group “%(name)s” was saved.") % {"name": saved.name})
    context = _editor_context(group, option, form, rows, stored)
    return render(request, "catalog/group.html", context, status=422 if sent is not None else 200)


def _editor_context(
    group: OptionGroup | None,
    option: Option | None,
    form: GroupForm,
    rows: Rows[OptionForm],
    stored: Iterable[Option],
) -> dict[str, Any]:
    pairs = [(row.name, row.price) for row in stored]
    rule = form["price_rule"].value() or OptionGroup.PriceRule.SUM
    return {
        "group": group,
        "option": option,
        "form": form,
        "rows": rows,
        "blanks": [blank_option(), blank_option()],
        "stored": {str(row.pk): row for row in stored},
        "example": _example(pairs, rule),
        "items": group.items.present()[:30] if group else [],
    }


def _example(pairs: list[tuple[str, Decimal]], chosen: str) -> Example:
    """Take the two dearest options, or two that everybody knows."""
    priced = sorted((pair for pair in pairs if pair[1]), key=lambda pair: -pair[1])
    if len(priced) < 2 or priced[0][1] == priced[1][1]:
        priced = [(_("Shrimp"), Decimal(65)), (_("Margherita"), Decimal(48))]
    (name, price), (other_name, other_price) = priced[0], priced[-1]
    both = [(price, 1), (other_price, 1)]
    rules = OptionGroup.PriceRule
    results = [(rule.value, str(rule.label), apply_rule(rule, both)) for rule in rules]
    known = chosen if chosen in rules.values else rules.SUM.value
    return Example((name, other_name), (price, other_price), results, known)


def _above(group: OptionGroup) -> str:
    if group.parent_option:
        return reverse("catalog:group", args=[group.parent_option.group_id])
    return reverse("catalog:groups")
