"""Ordering on a tab: many phones at once, and nobody after the bill was asked for."""

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext_lazy as _

from flowt import rows
from flowt.live import notify
from orders.tabs.errors import TabClosed, TabPaying, TakenOff
from orders.tabs.models import Tab, TabGuest
from payments.selectors import name_way
from people.models import Person

TAB = "tab"  # an order's `payment_kind`: it is paid with its tab
name_way(TAB, _("On the table's tab"))
_HOLD = """
SELECT tab.id, tab.status, tab.table_label, tab.merged_into_id, guest.removed_at, guest.person_id
  FROM orders_tabguest guest JOIN orders_tab tab ON tab.id = guest.tab_id
 WHERE guest.id = %s FOR SHARE OF tab
"""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an order lands, held until its transaction ends."""

    tab_id: int
    guest_id: int
    table_label: str
    person_id: int | None  # of the guest's earlier orders


def hold_to_order(guest: TabGuest) -> Seat:
    """Hold the guest's tab open while an order is placed. Others may order meanwhile.

    Raises TabClosed, TabPaying (the bill was asked for) and TakenOff.
    """
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_HOLD, [guest.pk])
            tab_id, status, table_label, merged_into, removed_at, person_id = cursor.fetchone()
        if merged_into is None:
            break  # else it went into another while we waited: look again
    if removed_at is not None:
        raise TakenOff
    if status == Tab.Status.CLOSING:
        raise TabPaying(table=table_label)
    if status != Tab.Status.OPEN:
        raise TabClosed(table=table_label)
    return Seat(tab_id, guest.pk, table_label, person_id)


def note_person(script: rows.Script, seat: Seat, person: Person) -> None:
    """Let the guest's next order be of the same person, and the table's phones look again."""
    if seat.person_id is None:
        statement = "UPDATE orders_tabguest SET person_id = %s WHERE id = %s"
        script.add(statement, [person.pk, seat.guest_id])
    notify(Tab(pk=seat.tab_id).topic)
