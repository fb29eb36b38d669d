"""Items: read, make, change, put away; stock, what is sold out, and what is asked with them."""

from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from ninja import Path, Query, Router
from pydantic import Field

from catalog import documents
from catalog.api.inputs import GroupsInput, ItemInput, ItemPatch, SoldOutInput, StockInput
from catalog.documents import ItemDocument
from catalog.models.categories import Category
from catalog.models.items import Item
from catalog.models.options import OptionGroup
from catalog.operations.availability import (
    UNTIL_TOLD,
    mark_available,
    mark_sold_out,
    set_stock,
)
from catalog.operations.groups import arrange_groups, attach_group, detach_group
from catalog.operations.items import archive_item, create_item, restore_item, update_item
from flowt.api import etags, pagination
from flowt.api.answers import answer, answer_tagged, needs
from flowt.api.problems import FieldError, invalid
from flowt.api.replies import idempotent
from flowt.api.scopes import Scope
from flowt.api.types import LARGEST_ID, Id

router = Router(tags=["catalog"])
ItemId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
TAGGED = {"x-headers": ["ETag"]}
MATCHED = {"x-headers": ["ETag", "If-Match"]}
ONE = "/catalog/items/{item_id}"


class ItemFilters(pagination.Paged):
    category_id: Id | None = None
    status: Literal["present", "any", *Item.Status.values] = Field(
        "present", description=N_("present: not archived.")
    )
    sku: Annotated[str, Field(max_length=40)] | None = None


class ItemPage(pagination.Page[ItemDocument]):
    """Items, by their id."""


@router.get(
    "/catalog/items",
    response={200: ItemPage},
    summary=N_("List items"),
    openapi_extra={"x-headers": ["Link"]},
)
@needs(Scope.CATALOG_READ)
def item_list(request: Any, filters: Query[ItemFilters]) -> HttpResponse:
    rows = Item.objects.order_by("pk")
    if filters.status == "present":
        rows = rows.present()
    elif filters.status != "any":
        rows = rows.filter(status=filters.status)
    if filters.category_id:
        rows = rows.filter(category=filters.category_id)
    if filters.sku is not None:
        rows = rows.filter(sku=filters.sku)
    if (last := pagination.after(request, filters)) is not None:
        rows = rows.filter(pk__gt=last)
    part = pagination.cut(request, filters, rows[: filters.limit + 1], lambda row: row.pk)
    page = ItemPage(
        data=_documents(request, part.rows), next_cursor=part.next_cursor, next=part.next
    )
    return answer(page, headers=pagination.link(part))


@router.post(
    "/catalog/items",
    response={201: ItemDocument},
    summary=N_("Add an item"),
    openapi_extra={"x-headers": ["ETag", "Location"]},
)
@needs(Scope.CATALOG_WRITE)
@idempotent(required=False)
def item_create(request: Any, body: ItemInput) -> HttpResponse:
    _check_category(body.category_id)
    fields = body.model_dump(exclude={"windows"})
    windows = [one.window() for one in body.windows]
    row = create_item(actor=request.api_caller, windows=windows, **fields)
    return _answer(request, row, 201)


@router.get(ONE, response={200: ItemDocument}, summary=N_("One item"), openapi_extra=TAGGED)
@needs(Scope.CATALOG_READ)
def item_detail(request: Any, item_id: ItemId) -> HttpResponse:
    return _answer(request, get_object_or_404(Item, pk=item_id))


@router.patch(
    ONE,
    response={200: ItemDocument},
    summary=N_("Change an item"),
    description=N_("Only what is sent changes. Stock and what is sold out have their own routes."),
    openapi_extra=MATCHED,
)
@needs(Scope.CATALOG_WRITE)
@transaction.atomic
def item_update(request: Any, item_id: ItemId, body: ItemPatch) -> HttpResponse:
    row = _held(request, item_id)
    fields = body.model_dump(exclude_unset=True, exclude={"windows"})
    if "category_id" in fields:
        _check_category(fields["category_id"])
    if "status" in fields and row.status == Item.Status.ARCHIVED:
        raise invalid(FieldError("/status", _("It is archived: restore it first.")))
    if "windows" in body.model_fields_set:
        fields["windows"] = [one.window() for one in body.windows]
    return _answer(request, update_item(row, actor=request.api_caller, **fields))


@router.delete(
    ONE,
    response={204: None},
    summary=N_("Archive an item"),
    description=N_("Off the menu and out of the lists; old orders keep it. It can be restored."),
    openapi_extra={"x-headers": ["If-Match"]},
)
@needs(Scope.CATALOG_WRITE)
@transaction.atomic
def item_archive(request: Any, item_id: ItemId) -> HttpResponse:
    archive_item(_held(request, item_id), actor=request.api_caller)
    return answer(None)


@router.post(
    f"{ONE}/restore",
    response={200: ItemDocument},
    summary=N_("Restore an item"),
    description=N_("It comes back hidden."),
    openapi_extra=TAGGED,
)
@needs(Scope.CATALOG_WRITE)
def item_restore(request: Any, item_id: ItemId) -> HttpResponse:
    row = get_object_or_404(Item, pk=item_id)
    return _answer(request, restore_item(row, actor=request.api_caller))


@router.put(
    f"{ONE}/stock",
    response={200: ItemDocument},
    summary=N_("Set the stock"),
    openapi_extra=MATCHED,
)
@needs(Scope.CATALOG_STOCK, Scope.CATALOG_WRITE)
@transaction.atomic
def item_stock(request: Any, item_id: ItemId, body: StockInput) -> HttpResponse:
    row = _held(request, item_id)
    return _answer(request, set_stock(row, stock=body.stock, actor=request.api_caller))


@router.put(
    f"{ONE}/sold-out",
    response={200: ItemDocument},
    summary=N_("Mark as sold out"),
    openapi_extra=MATCHED,
)
@needs(Scope.CATALOG_STOCK, Scope.CATALOG_WRITE)
@transaction.atomic
def item_sold_out(request: Any, item_id: ItemId, body: SoldOutInput) -> HttpResponse:
    if body.until is not None and body.until <= timezone.now():
        raise invalid(FieldError("/until", _("Choose a time that is still to come.")))
    row = _held(request, item_id)
    until = body.until or UNTIL_TOLD
    return _answer(request, mark_sold_out(row, until=until, actor=request.api_caller))


@router.delete(
    f"{ONE}/sold-out",
    response={200: ItemDocument},
    summary=N_("Sell it again"),
    description=N_("At once. A stock of zero is no longer counted."),
    openapi_extra=MATCHED,
)
@needs(Scope.CATALOG_STOCK, Scope.CATALOG_WRITE)
@transaction.atomic
def item_available(request: Any, item_id: ItemId) -> HttpResponse:
    row = _held(request, item_id)
    return _answer(request, mark_available(row, actor=request.api_caller))


@router.put(
    f"{ONE}/option-groups",
    response={200: ItemDocument},
    summary=N_("Choose what is asked with it"),
    openapi_extra=MATCHED,
)
@needs(Scope.CATALOG_WRITE)
@transaction.atomic
def item_groups(request: Any, item_id: ItemId, body: GroupsInput) -> HttpResponse:
    row = _held(request, item_id)
    wanted = list(dict.fromkeys(body.option_group_ids))
    known = OptionGroup.objects.in_bulk(wanted)
    if unknown := [at for at, pk in enumerate(wanted) if pk not in known]:
        sentence = _("There is no such option group.")
        raise invalid(*(FieldError(f"/option_group_ids/{at}", sentence) for at in unknown))
    for link in row.group_links.select_related("group"):
        if link.group_id not in known:
            detach_group(row, link.group, actor=request.api_caller)
    for pk in wanted:
        attach_group(row, known[pk], actor=request.api_caller)
    arrange_groups(row, group_ids=wanted)
    return _answer(request, row)


def _check_category(pk: int) -> None:
    if not Category.objects.filter(pk=pk).exists():
        raise invalid(FieldError("/category_id", _("There is no such category.")))


def _held(request: Any, pk: int) -> Item:
    """Lock an item in the transaction, as the caller saw it. Raises Problem and Http404."""
    row = get_object_or_404(Item.objects.select_for_update(), pk=pk)
    etags.check_match(request, etags.etag_of(_documents(request, [row])[0]))
    return row


def _documents(request: Any, rows: list[Item]) -> list[ItemDocument]:
    return documents.items(rows, currency=request.tenant.currency, now=timezone.now())


def _answer(request: Any, row: Item, status: int = 200) -> HttpResponse:
    (found,) = _documents(request, [Item.objects.get(pk=row.pk)])
    headers = {"Location": f"/api/v1/catalog/items/{row.pk}"} if status == 201 else {}
    return answer_tagged(request, found, status=status, **headers)
