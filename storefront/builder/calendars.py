"""An event as iCalendar text (RFC 5545)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from storefront import blocks
from storefront.blocks.event import Event
from storefront.builder.selectors import LivePage
from storefront.builder.showing import scene_of
from tenants.selectors import public_url

USUAL = timedelta(hours=2)


def file_of(request: Any, found: LivePage) -> str | None:
    """Return the page's first dated event as a calendar file; None without one."""
    stored = found.version.blocks
    scene = scene_of(request, found.page, stored, datetime.now(UTC))
    for one in blocks.placed(stored):
        told = Event(one.settings, one.key, scene).context() if one.kind == "event" else {}
        if told.get("starts"):
            return _file(request, found, one, told)
    return None


def _file(request: Any, found: LivePage, one: blocks.Placed, told: dict[str, Any]) -> str:
    url = public_url(request.tenant, found.page.get_absolute_url(), request)
    where = ", ".join(part for part in (told["place"], told["address"]) if part)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Flowt//Pages//PT",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:page-{found.page.pk}-{one.key}@{request.get_host().partition(':')[0]}",
        f"DTSTAMP:{_stamp(found.version.created_at)}",
        f"DTSTART:{_stamp(told['starts'])}",
        f"DTEND:{_stamp(told['ends'] or told['starts'] + USUAL)}",
        f"SUMMARY:{_escape(one.settings['title'])}",
        f"LOCATION:{_escape(where)}",
        f"DESCRIPTION:{_escape(one.settings['text'])}",
        f"URL:{url}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escape(text: str) -> str:
    text = " ".join(str(text).splitlines())
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """Break a line at 73 bytes, between characters."""
    parts, held = [], ""
    for sign in line:
        if len((held + sign).encode()) > 73:
            parts.append(held)
            held = " "
        held += sign
    return "\r\n".join([*parts, held])
