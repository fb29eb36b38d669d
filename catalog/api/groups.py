"""Option groups, written whole, and the availability of one option."""

from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from ninja import Path, Query, Router

from catalog import documents
from catalog.api.inputs import GroupInput, NewGroupInput, OptionAvailability
from catalog.documents import GroupDocument, OptionDocument
from catalog.models.options import Option, OptionGroup
from catalog.operations.groups import (
    OptionRow,
    delete_group,
    save_group,
    set_option_availability,
)
from flowt.api import etags, pagination
from flowt.api.answers import answer, answer_tagged, needs
from flowt.api.problems import FieldError, invalid
from flowt.api.replies import idempotent
from flowt.api.scopes import Scope
from flowt.api.types import LARGEST_ID

router = Router(tags=["catalog"])
RowId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
MATCHED = {"x-headers": ["ETag", "If-Match"]}
FIELDS = ("name", "internal_name", "minimum", "maximum", "price_rule")


class GroupPage(pagination.Page[GroupDocument]):
    """Option groups, by their id."""


@router.get(
    "/catalog/option-groups",
    response={200: GroupPage},
    summary=N_("List option groups"),
    openapi_extra={"x-headers": ["Link"]},
)
@needs(Scope.CATALOG_READ)
def group_list(request: HttpRequest, filters: Query[pagination.Paged]) -> HttpResponse:
    rows = OptionGroup.objects.order_by("pk")
    if (last := pagination.after(request, filters)) is not None:
        rows = rows.filter(pk__gt=last)
    part = pagination.cut(request, filters, rows[: filters.limit + 1], lambda row: row.pk)
    page = GroupPage(data=documents.groups(part.rows), next_cursor=part.next_cursor, next=part.next)
    return answer(page, headers=pagination.link(part))


@router.post(
    "/catalog/option-groups",
    response={201: GroupDocument},
    summary=N_("Add an option group"),
    openapi_extra={"x-headers": ["ETag", "Location"]},
)
@needs(Scope.CATALOG_WRITE)
@idempotent(required=False)
def group_create(request: Any, body: NewGroupInput) -> HttpResponse:
    parent = None
    if body.parent_option_id is not None:
        parent = Option.objects.filter(pk=body.parent_option_id).first()
        if parent is None:
            raise invalid(FieldError("/parent_option_id", _("There is no such option.")))
    row = _save(request, None, body, parent)
    return _answer(request, row, 201)


@router.get(
    "/catalog/option-groups/{group_id}",
    response={200: GroupDocument},
    summary=N_("One option group"),
    openapi_extra={"x-headers": ["ETag"]},
)
@needs(Scope.CATALOG_READ)
def group_detail(request: HttpRequest, group_id: RowId) -> HttpResponse:
    return _answer(request, get_object_or_404(OptionGroup, pk=group_id))


@router.put(
    "/catalog/option-groups/{group_id}",
    response={200: GroupDocument},
    summary=N_("Replace an option group"),
    description=N_("Options that keep their id stay the same; those left out are gone."),
    openapi_extra=MATCHED,
)
@needs(Scope.CATALOG_WRITE)
@transaction.atomic
def group_replace(request: Any, group_id: RowId, body: GroupInput) -> HttpResponse:
    return _answer(request, _save(request, _held(request, group_id), body))


@router.delete(
    "/catalog/option-groups/{group_id}",
    response={204: None},
    summary=N_("Delete an option group"),
    description=N_("No item asks it any more. Orders keep what was chosen."),
    openapi_extra={"x-headers": ["If-Match"]},
)
@needs(Scope.CATALOG_WRITE)
@transaction.atomic
def group_delete(request: Any, group_id: RowId) -> HttpResponse:
    delete_group(_held(request, group_id), actor=request.api_caller)
    return answer(None)


@router.put(
    "/catalog/options/{option_id}/availability",
    response={200: OptionDocument},
    summary=N_("Offer an option, or not"),
)
@needs(Scope.CATALOG_STOCK, Scope.CATALOG_WRITE)
def option_availability(request: Any, option_id: RowId, body: OptionAvailability) -> HttpResponse:
    row = set_option_availability(
        get_object_or_404(Option, pk=option_id),
        is_available=body.is_available,
        actor=request.api_caller,
    )
    return answer(documents.option_document(row))


def _save(
    request: Any, group: OptionGroup | None, body: GroupInput, parent: Option | None = None
) -> OptionGroup:
    if body.minimum > body.maximum:
        raise invalid(FieldError("/maximum", _("This cannot be less than `minimum`.")))
    known = set(group.options.values_list("pk", flat=True)) if group else set()
    named = [row.id for row in body.options if row.id is not None]
    if set(named) - known or len(named) != len(set(named)):
        raise invalid(FieldError("/options", _("An id is not of this group, or named twice.")))
    rows = [OptionRow(**row.model_dump()) for row in body.options]
    fields = {name: getattr(body, name) for name in FIELDS}
    return save_group(group, rows=rows, actor=request.api_caller, parent_option=parent, **fields)


def _held(request: HttpRequest, pk: int) -> OptionGroup:
    """Lock a group in the transaction, as the caller saw it. Raises Problem and Http404."""
    row = get_object_or_404(OptionGroup.objects.select_for_update(), pk=pk)
    etags.check_match(request, etags.etag_of(documents.groups([row])[0]))
    return row


def _answer(request: HttpRequest, row: OptionGroup, status: int = 200) -> HttpResponse:
    (found,) = documents.groups([OptionGroup.objects.get(pk=row.pk)])
    headers = {"Location": f"/api/v1/catalog/option-groups/{row.pk}"} if status == 201 else {}
    return answer_tagged(request, found, status=status, **headers)
