"""The catalogue's day: sold out, back again, so many left. Quick to do, safe to repeat."""

from datetime import UTC, datetime, time

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from accounts.models import User
from catalog.events import ItemSoldOut
from catalog.models.items import Item
from catalog.operations.menu import bump_menu
from flowt import due
from flowt.audit.trail import record
from flowt.events import publish

BACK, REF = "catalog.items_back", "items"  # due work: some are sold again; one a tenant
UNTIL_TOLD = datetime(2999, 1, 1, tzinfo=UTC)  # sold out until somebody says otherwise
MORNING = time(5)  # when what is sold out until a day is sold again


@transaction.atomic
def mark_sold_out(item: Item, *, until: datetime, actor: User | None) -> Item:
    """Sell none of it until `until` (aware); it comes back by itself."""
    item = Item.objects.select_for_update().get(pk=item.pk)
    if item.sold_out_until == until:
        return item
    before = item.sold_out_until
    item.sold_out_until = until
    item.save(update_fields=["sold_out_until", "updated_at"])
    _record(item, before, item.sold_out_until, actor)
    publish(ItemSoldOut(item_id=item.pk, title=item.name, until=until.isoformat()), actor=actor)
    wait_for_items()
    bump_menu()
    return item


@transaction.atomic
def mark_available(item: Item, *, actor: User | None) -> Item:
    """Sell it again at once. A stock of zero is no longer counted, as there plainly is some."""
    item = Item.objects.select_for_update().get(pk=item.pk)
    before = item.sold_out_until
    if item.stock == 0:
        item.stock = None
    item.sold_out_until = None
    item.save(update_fields=["sold_out_until", "stock", "updated_at"])
    if before and before > timezone.now():
        _record(item, before, None, actor)
    bump_menu()
    return item


@transaction.atomic
def set_stock(item: Item, *, stock: int | None, actor: User | None) -> Item:
    """Say how many units there are; None stops counting them."""
    item = Item.objects.select_for_update().get(pk=item.pk)
    if item.stock == stock:
        return item
    before, item.stock = item.stock, stock
    item.save(update_fields=["stock", "updated_at"])
    record("item.stock", item, actor=actor, before={"stock": before}, after={"stock": stock})
    if stock == 0:
        publish(ItemSoldOut(item_id=item.pk, title=item.name), actor=actor)
    bump_menu()
    return item


@transaction.atomic
def bring_items_back() -> None:
    """Clear what was sold out until now, and have open menus look again. A repeat finds none.

    Pages go by the clock and need it not; who looks at one learns of it by this.
    """
    over = Item.objects.filter(sold_out_until__lte=timezone.now())
    pks = [item.pk for item in over.select_for_update().order_by("pk")]
    Item.objects.filter(pk__in=pks).update(sold_out_until=None)
    wait_for_items()
    if pks:
        bump_menu()


def wait_for_items() -> None:
    """Have what is sold again next brought back when it is. In the caller's transaction."""
    still = Item.objects.filter(sold_out_until__gt=timezone.now(), sold_out_until__lt=UNTIL_TOLD)
    next_at = still.aggregate(at=Min("sold_out_until"))["at"]
    if next_at is None:
        due.unschedule(BACK, REF)
    else:
        due.schedule(BACK, REF, run_at=next_at)


def _record(
    item: Item, before: datetime | None, after: datetime | None, actor: User | None
) -> None:
    record(
        "item.availability",
        item,
        actor=actor,
        before={"sold_out_until": before},
        after={"sold_out_until": after},
    )
