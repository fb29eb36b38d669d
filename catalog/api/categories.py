"""Categories: read, make, change, put away."""

from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from ninja import Path, Query, Router
from pydantic import Field

from catalog import documents
from catalog.api.inputs import CategoryInput, CategoryPatch
from catalog.documents import CategoryDocument
from catalog.models.categories import Category
from catalog.operations.categories import (
    archive_category,
    create_category,
    restore_category,
    update_category,
)
from flowt.api import etags, pagination
from flowt.api.answers import answer, answer_tagged, needs
from flowt.api.problems import FieldError, invalid
from flowt.api.replies import idempotent
from flowt.api.scopes import Scope
from flowt.api.types import LARGEST_ID

router = Router(tags=["catalog"])
CategoryId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
TAGGED = {"x-headers": ["ETag"]}
MATCHED = {"x-headers": ["ETag", "If-Match"]}


class CategoryFilters(pagination.Paged):
    status: Literal["present", "archived", "any"] = Field(
        "present", description=N_("present: not archived.")
    )


class CategoryPage(pagination.Page[CategoryDocument]):
    """Categories, by their id."""


@router.get(
    "/catalog/categories",
    response={200: CategoryPage},
    summary=N_("List categories"),
    openapi_extra={"x-headers": ["Link"]},
)
@needs(Scope.CATALOG_READ)
def category_list(request: HttpRequest, filters: Query[CategoryFilters]) -> HttpResponse:
    rows = Category.objects.order_by("pk")
    if filters.status != "any":
        rows = rows.filter(archived_at__isnull=filters.status == "present")
    if (last := pagination.after(request, filters)) is not None:
        rows = rows.filter(pk__gt=last)
    part = pagination.cut(request, filters, rows[: filters.limit + 1], lambda row: row.pk)
    page = CategoryPage(
        data=documents.categories(part.rows), next_cursor=part.next_cursor, next=part.next
    )
    return answer(page, headers=pagination.link(part))


@router.post(
    "/catalog/categories",
    response={201: CategoryDocument},
    summary=N_("Add a category"),
    openapi_extra={"x-headers": ["ETag", "Location"]},
)
@needs(Scope.CATALOG_WRITE)
@idempotent(required=False)
def category_create(request: Any, body: CategoryInput) -> HttpResponse:
    parent = None
    if body.parent_id is not None:
        parent = Category.objects.filter(pk=body.parent_id).first()
        if parent is None:
            raise invalid(FieldError("/parent_id", _("There is no such category.")))
    row = create_category(
        name=body.name,
        parent=parent,
        description=body.description,
        is_visible=body.is_visible,
        actor=request.api_caller,
    )
    if body.windows:
        windows = [one.window() for one in body.windows]
        row = update_category(row, windows=windows, actor=request.api_caller)
    return _answer(request, row, 201)


@router.get(
    "/catalog/categories/{category_id}",
    response={200: CategoryDocument},
    summary=N_("One category"),
    openapi_extra=TAGGED,
)
@needs(Scope.CATALOG_READ)
def category_detail(request: HttpRequest, category_id: CategoryId) -> HttpResponse:
    return _answer(request, get_object_or_404(Category, pk=category_id))


@router.patch(
    "/catalog/categories/{category_id}",
    response={200: CategoryDocument},
    summary=N_("Change a category"),
    openapi_extra=MATCHED,
)
@needs(Scope.CATALOG_WRITE)
@transaction.atomic
def category_update(request: Any, category_id: CategoryId, body: CategoryPatch) -> HttpResponse:
    row = _held(request, category_id)
    fields = body.model_dump(exclude_unset=True, exclude={"windows"})
    if "windows" in body.model_fields_set:
        fields["windows"] = [one.window() for one in body.windows]
    return _answer(request, update_category(row, actor=request.api_caller, **fields))


@router.delete(
    "/catalog/categories/{category_id}",
    response={204: None},
    summary=N_("Archive a category"),
    description=N_("Only one that holds nothing. It can be restored."),
    openapi_extra={"x-headers": ["If-Match"]},
)
@needs(Scope.CATALOG_WRITE)
@transaction.atomic
def category_archive(request: Any, category_id: CategoryId) -> HttpResponse:
    archive_category(_held(request, category_id), actor=request.api_caller)
    return answer(None)


@router.post(
    "/catalog/categories/{category_id}/restore",
    response={200: CategoryDocument},
    summary=N_("Restore a category"),
    openapi_extra=TAGGED,
)
@needs(Scope.CATALOG_WRITE)
def category_restore(request: Any, category_id: CategoryId) -> HttpResponse:
    row = get_object_or_404(Category, pk=category_id)
    return _answer(request, restore_category(row, actor=request.api_caller))


def _held(request: HttpRequest, pk: int) -> Category:
    """Lock a category in the transaction, as the caller saw it. Raises Problem and Http404."""
    row = get_object_or_404(Category.objects.select_for_update(), pk=pk)
    etags.check_match(request, etags.etag_of(documents.categories([row])[0]))
    return row


def _answer(request: HttpRequest, row: Category, status: int = 200) -> HttpResponse:
    (found,) = documents.categories([Category.objects.get(pk=row.pk)])
    headers = {"Location": f"/api/v1/catalog/categories/{row.pk}"} if status == 201 else {}
    return answer_tagged(request, found, status=status, **headers)
