"""Calling the waiter, and answering."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from flowt.events import publish
from orders.operations.moving import label_of
from orders.tabs.errors import TabClosed
from orders.tabs.events import TabCalled
from orders.tabs.models import Tab, TabCall, TabGuest
from orders.tabs.settling import hold, tell


@transaction.atomic
def call_waiter(tab: Tab, *, guest: TabGuest, reason: str = TabCall.Reason.HELP) -> TabCall:
    """Call somebody to the table. While a call waits, a repeat only says another reason.

    Raises TabClosed.
    """
    tab = hold(tab)
    if not tab.is_live:
        raise TabClosed(table=tab.table_label)
    call = tab.calls.filter(answered_at=None).first()
    if call is None:
        call = TabCall.objects.create(tab=tab, guest=guest, reason=reason)
        publish(TabCalled(tab_id=tab.pk, table_label=tab.table_label, reason=reason))
    elif call.reason != reason:
        call.reason = reason
        call.save(update_fields=["reason"])
    tell(tab)
    return call


@transaction.atomic
def answer_call(call: TabCall, *, actor: Any) -> TabCall:
    """Note that somebody goes to the table. A repeat changes nothing."""
    tab = hold(call.tab)
    call = TabCall.objects.select_for_update().get(pk=call.pk)
    if call.answered_at is None:
        call.answered_at, call.answered_by = timezone.now(), label_of(actor)
        call.save(update_fields=["answered_at", "answered_by"])
        tell(tab)
    return call
