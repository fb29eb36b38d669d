"""Making a message out of a template: its subject, its HTML and its plain text.

The HTML comes from one responsive base, its styles written into each element (css-inline), so
that mail programs that drop style sheets show it all the same.
"""

import textwrap
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from css_inline import CSSInliner
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from flowt.brazil import format_document
from flowt.templatetags.money import money
from messaging import language, logo, markup
from messaging.markup import Block, Span
from messaging.variables import BLOCKS
from tenants import contrast
from tenants.models import Tenant
from tenants.selectors import public_url

LONGEST_SUBJECT, WIDTH = 200, 72


@dataclass(frozen=True)
class Rendered:
    """One message, ready to be sent."""

    subject: str
    text: str
    html: str


def render(
    *, subject: str, body: str, context: dict[str, Any], tenant: Tenant, why: str = ""
) -> Rendered:
    """Fill a template in, in the language that is active. Raises BadTemplate.

    `why` says at the foot why this person gets it.
    """
    blocks = markup.blocks(body, context, BLOCKS)
    line = one_line(language.fill(language.parse(subject), context))
    foot = {"why": why or _why(tenant), **_legal(tenant)}
    return Rendered(line, as_text(blocks, tenant, foot), as_html(line, blocks, tenant, foot))


def one_line(text: str) -> str:
    """A header's worth: no line break, no control character, not too long."""
    words = "".join(letter if letter.isprintable() else " " for letter in text).split()
    return " ".join(words)[:LONGEST_SUBJECT]


def as_html(
    subject: str, blocks: list[Block], tenant: Tenant, foot: dict[str, str], **more: Any
) -> str:
    page = render_to_string(
        more.pop("template", "messaging/mail/letter.html"),
        {
            "subject": subject,
            "preheader": _first_words(blocks),
            "blocks": blocks,
            "tenant": tenant,
            "logo_url": logo.url_of(tenant),
            "home_url": public_url(tenant, "/"),
            "look": _look(tenant.brand_colour),
            **foot,
            **more,
        },
    )
    return _inliner().inline(page)


def as_text(blocks: list[Block], tenant: Tenant, foot: dict[str, str]) -> str:
    parts = [written for block in blocks if (written := _write(block))]
    legal = [tenant.name, foot["legal"], foot["address"], foot["why"]]
    parts.append("--\n" + "\n".join(_wrap(line) for line in legal if line))
    return "\n\n".join(parts) + "\n"


def _write(block: Block) -> str:
    if block.kind == "heading":
        return f"{block.text}\n{'=' * min(len(block.text), WIDTH)}"
    if block.kind == "button":
        return f"{block.text}:\n{block.url}"
    if block.kind in BLOCKS:
        return _table(block.data)
    if block.kind == "stats":
        return "\n".join(_row(label, value) for label, value in block.data)
    lead, under = ("- ", "  ") if block.kind == "list" else ("", "")
    return "\n".join(_wrap(lead + "".join(map(_plain, line)), under) for line in block.lines)


def _plain(span: Span) -> str:
    return f"{span.text} ({span.url})" if span.url and span.url != span.text else span.text


def _wrap(line: str, under: str = "") -> str:
    return textwrap.fill(
        line, WIDTH, subsequent_indent=under, break_long_words=False, break_on_hyphens=False
    )


def _table(data: dict[str, Any]) -> str:
    """Lines and totals, the amounts at the right."""
    rows: list[str] = []
    for line in data["lines"]:
        rows.append(_row(f"{line['quantity']}x {line['name']}", money(line["total"])))
        if line["options"]:
            rows += textwrap.wrap(line["options"], WIDTH - 3, initial_indent="   ")
    rows.append("-" * WIDTH)
    rows += [_row(label, money(amount)) for label, amount in data["totals"]]
    rows.append(_row(_("Total"), money(data["total"])))
    rows += [f"{label}: {value}" for label, value in data["facts"] if value]
    return "\n".join(rows)


def _row(left: str, right: str) -> str:
    """Words and their amount, which stands at the end of their first line."""
    room = WIDTH - len(right) - 2
    first, *others = textwrap.wrap(left, room, subsequent_indent="   ") or [""]
    return "\n".join([f"{first:<{room}}  {right}", *others])


def _first_words(blocks: list[Block]) -> str:
    """What mail programs show beside the subject: the first paragraph, or the figures."""
    for block in blocks:
        if block.kind == "stats":
            return " · ".join(f"{label}: {value}" for label, value in block.data)[:140]
        if block.kind == "text":
            return " ".join(span.text for line in block.lines for span in line)[:140]
    return ""


def _why(tenant: Tenant) -> str:
    return _("You get this message because you ordered from %(name)s with this e-mail address.") % {
        "name": tenant.name
    }


def _legal(tenant: Tenant) -> dict[str, str]:
    number = format_document(tenant.document)
    document = f"{tenant.get_document_kind_display()} {number}" if number else ""
    street = ", ".join(filter(None, [tenant.street, tenant.street_number]))
    city = " – ".join(filter(None, [tenant.city, tenant.state]))
    return {
        "legal": " · ".join(filter(None, [tenant.legal_name, document])),
        "address": " · ".join(filter(None, [street, tenant.district, city])),
    }


def _look(brand: str) -> dict[str, str]:
    """Colours on which everything can be read, on light and on dark."""
    readable = contrast.ratio(brand, contrast.LIGHT) >= contrast.READABLE
    return {
        "brand": brand,
        "ink": contrast.ink_on(brand),
        "link": brand if readable else "#16211f",
    }


@lru_cache(maxsize=1)
def _inliner() -> CSSInliner:
    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False, keep_link_tags=False)
