"""What holds orders up at a moment: pauses and rushes, in words, and when they end.

They stand on the ways of ordering with the moment they end at, and nobody has to end them: pages
go by the clock. Due work clears what is over and has open pages look again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants.hours_text import describe_moment
from tenants.models import OrderProfile, Tenant
from tenants.selectors import profiles_of


@dataclass(frozen=True)
class Hold:
    """A pause or a rush of some ways of ordering, all until the same moment."""

    kinds: tuple[str, ...]
    until: datetime
    sentence: str
    note: str = ""
    minutes: int = 0
    is_whole: bool = False  # of every way on offer


@dataclass(frozen=True)
class Trading:
    """`next_change`: when a page that shows this grows old."""

    pauses: tuple[Hold, ...] = ()
    rushes: tuple[Hold, ...] = ()
    is_paused: bool = False  # every way on offer is
    short: str = ""  # of that, in a few words
    next_change: datetime | None = None

    @property
    def paused_kinds(self) -> frozenset[str]:
        return frozenset(kind for pause in self.pauses for kind in pause.kinds)


def trading_of(tenant: Tenant, now: datetime) -> Trading:
    """Return what holds up the ways on offer. No query where the tenant's terms are known."""
    offered = [row for row in profiles_of(tenant).values() if row.is_enabled]
    paused = [row for row in offered if row.is_paused(now)]
    rushed = [row for row in offered if row.extra_minutes(now) and row not in paused]
    if not paused and not rushed:
        return Trading()
    ends = [row.paused_until for row in paused] + [row.rush_until for row in rushed]
    is_paused = len(paused) == len(offered)
    first = min((row.paused_until for row in paused if row.paused_until), default=now)
    words = {"until": describe_moment(first, tenant.time_zone, now)}
    as_paused = [(row, row.paused_until, row.pause_note, 0) for row in paused]
    as_rushed = [(row, row.rush_until, "", row.rush_minutes) for row in rushed]
    return Trading(
        pauses=_holds(as_paused, len(offered), tenant, now),
        rushes=_holds(as_rushed, len(offered), tenant, now),
        is_paused=is_paused,
        short=_("Paused until %(until)s") % words if is_paused else "",
        next_change=min(at for at in ends if at is not None),
    )


def next_end(profiles: Iterable[OrderProfile], now: datetime) -> datetime | None:
    """Return when the first pause or rush ends."""
    ends = [at for row in profiles for at in (row.paused_until, row.rush_until)]
    return min((at for at in ends if at is not None and at > now), default=None)


def _holds(
    rows: list[tuple[OrderProfile, datetime | None, str, int]],
    count: int,
    tenant: Tenant,
    now: datetime,
) -> tuple[Hold, ...]:
    """One for all ways that are held up alike; `count` is how many are on offer."""
    alike: dict[tuple[datetime, str, int], list[OrderProfile]] = {}
    for row, until, note, minutes in rows:
        if until is not None:
            alike.setdefault((until, note, minutes), []).append(row)
    found = []
    for (until, note, minutes), same in alike.items():
        is_whole = len(same) == count
        names = "" if is_whole else get_text_list([str(row) for row in same], _("and"))
        sentence = _sentence(names, minutes, until, tenant, now)
        kinds = tuple(row.kind for row in same)
        found.append(Hold(kinds, until, sentence, note, minutes, is_whole))
    return tuple(found)


def _sentence(names: str, minutes: int, until: datetime, tenant: Tenant, now: datetime) -> str:
    words = {
        "until": describe_moment(until, tenant.time_zone, now),
        "names": names,
        "minutes": minutes,
    }
    if minutes and names:
        sentence = ngettext(
            "We are very busy: %(names)s takes about %(minutes)s minute longer.",
            "We are very busy: %(names)s takes about %(minutes)s minutes longer.",
            minutes,
        )
    elif minutes:
        sentence = ngettext(
            "We are very busy: orders take about %(minutes)s minute longer.",
            "We are very busy: orders take about %(minutes)s minutes longer.",
            minutes,
        )
    elif names:
        sentence = _("Paused until %(until)s: %(names)s.")
    else:
        sentence = _("Orders are paused until %(until)s.")
    return sentence % words
