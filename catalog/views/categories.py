"""The tree of categories."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog.errors import CategoryArchived, CategoryNotEmpty, CategoryTooDeep, SlugTaken
from catalog.forms.categories import CategoryForm, CategoryNameForm
from catalog.forms.windows import window_rows
from catalog.listing import Filters, tree
from catalog.models.categories import Category
from catalog.operations import categories as operations
from catalog.views.answers import done, refused, with_toast
from flowt.errors import Refusal
from flowt.htmx import HtmxRequest, wants_fragment
from flowt.permissions import require_permission


@require_POST
@require_permission("catalog.edit")
def category_add(request: HtmxRequest) -> HttpResponse:
    """A new category, at the end of the tree or of another one."""
    form = CategoryNameForm(request.POST)
    if not form.is_valid():
        return _tree(request, Refusal(str(next(iter(form.errors.values()))[0])))
    try:
        category = operations.create_category(actor=request.user, **form.cleaned_data)
    except (CategoryTooDeep, CategoryArchived) as refusal:
        return _tree(request, refusal)
    return _tree(request, text=_("“%(name)s” was added.") % {"name": category.name})


@require_POST
@require_permission("catalog.edit")
def category_rename(request: HtmxRequest, pk: int) -> HttpResponse:
    """Its name alone, from the tree."""
    category = get_object_or_404(Category, pk=pk)
    form = CategoryNameForm(request.POST)
    if not form.is_valid():
        return _tree(request, Refusal(str(next(iter(form.errors.values()))[0])))
    operations.update_category(category, actor=request.user, name=form.cleaned_data["name"])
    return _tree(request, text=_("Name saved."))


@require_http_methods(["GET", "POST"])
@require_permission("catalog.edit")
def category_edit(request: HtmxRequest, pk: int) -> HttpResponse:
    """Its words and hours."""
    category = get_object_or_404(Category, pk=pk)
    names = ("name", "description", "slug", "is_visible")
    sent = request.POST if request.method == "POST" else None
    form = CategoryForm(sent, initial={name: getattr(category, name) for name in names})
    rows = window_rows(sent, category.windows.all())
    if sent is not None and all([form.is_valid(), rows.is_valid()]):
        try:
            operations.update_category(
                category,
                actor=request.user,
                windows=[row.window() for row in rows.forms],
                **form.cleaned_data,
            )
        except SlugTaken as refusal:
            form.add_error("slug", str(refusal))
        else:
            url = f"{reverse('catalog:list')}?category={category.pk}"
            return done(request, url, _("“%(name)s” saved.") % {"name": category.name})
    context = {"category": category, "form": form, "rows": rows}
    status = 422 if sent is not None else 200
    return render(request, "catalog/category.html", context, status=status)


@require_POST
@require_permission("catalog.edit")
def category_visibility(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show it on the menu, or hide it with all it holds."""
    category = get_object_or_404(Category, pk=pk)
    is_visible = request.POST.get("show") == "1"
    operations.update_category(category, actor=request.user, is_visible=is_visible)
    text = _("“%(name)s” is on the menu.") if is_visible else _("“%(name)s” is hidden.")
    return _tree(request, text=text % {"name": category.name})


@require_POST
@require_permission("catalog.edit")
def category_archive(request: HtmxRequest, pk: int) -> HttpResponse:
    """Put an empty one away."""
    category = get_object_or_404(Category, pk=pk)
    try:
        operations.archive_category(category, actor=request.user)
    except CategoryNotEmpty as refusal:
        return _tree(request, refusal)
    return _tree(request, text=_("“%(name)s” was archived.") % {"name": category.name})


@require_POST
@require_permission("catalog.edit")
def category_restore(request: HtmxRequest, pk: int) -> HttpResponse:
    """Back from the archive."""
    category = operations.restore_category(get_object_or_404(Category, pk=pk), actor=request.user)
    return _tree(request, text=_("“%(name)s” is back.") % {"name": category.name})


@require_POST
@require_permission("catalog.edit")
def categories_arrange(request: HtmxRequest) -> HttpResponse:
    """`ids` in their new order, inside `parent` or at the top."""
    sent = request.POST.get("parent", "")
    is_number = sent.isascii() and sent.isdigit()
    parent = get_object_or_404(Category, pk=int(sent)) if is_number else None
    ids = [int(pk) for pk in request.POST.getlist("ids") if pk.isascii() and pk.isdigit()]
    operations.arrange_categories(category_ids=ids, parent=parent, actor=request.user)
    return HttpResponse(status=204)


def _tree(request: HtmxRequest, refusal: Refusal | None = None, *, text: str = "") -> HttpResponse:
    """Answer with the tree; others than htmx go back to the list."""
    if not wants_fragment(request):
        home = reverse("catalog:list")
        return refused(request, home, refusal) if refusal else done(request, home, text)
    sent = request.POST.get("selected", "")
    context = {
        "nodes": tree(),
        "archived": Category.objects.exclude(archived_at=None),
        "filters": Filters(category=int(sent) if sent.isascii() and sent.isdigit() else None),
        "problem": str(refusal) if refusal else "",
    }
    status = 422 if refusal else 200
    response = render(request, "catalog/_tree.html", context, status=status)
    return with_toast(request, response, text) if text else response
