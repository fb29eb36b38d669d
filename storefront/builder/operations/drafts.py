"""Writing the draft of a page: its blocks and its words.

Every write names the revision it began from. One that another editor has passed is refused with
EditedMeanwhile; with `over=True` it goes on top, and the other's draft is kept as a version.
"""

import json
from secrets import token_hex
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from catalog.operations.menu import bump_menu
from catalog.slugs import free_slug
from flowt.audit.trail import record
from storefront.blocks import Placed, blocks, placed
from storefront.builder.errors import (
    AddressTaken,
    EditedMeanwhile,
    PageIsFull,
    PageTooLarge,
    WelcomeExists,
)
from storefront.builder.models import WELCOME_SLUG, Page, PageRedirect
from storefront.builder.operations import versions

MOST_BLOCKS = 40
MOST_CHARACTERS = 120_000
Stored = list[dict[str, Any]]


@transaction.atomic
def create_page(
    *, name: str, slug: str, kind: str, goal: str, content: dict[str, Any], actor: Any
) -> Page:
    """Add a draft. Raises WelcomeExists and AddressTaken."""
    if kind == Page.Kind.WELCOME:
        slug = WELCOME_SLUG
        if Page.objects.filter(kind=kind).exists():
            raise WelcomeExists
    _check_free(slug, None)
    stored = [{**row, "key": new_key()} for row in content.get("blocks", [])]
    page = Page.objects.create(
        name=name,
        slug=slug,
        kind=kind,
        goal=goal,
        title=content.get("title", "")[:70],
        description=content.get("description", "")[:160],
        blocks=_checked(stored),
        edited_by=_name_of(actor),
    )
    record("page.create", page, actor=actor, after={"name": name, "slug": slug, "kind": kind})
    return page


@transaction.atomic
def duplicate_page(page: Page, *, actor: Any) -> Page:
    """Add a draft with the same blocks. A copy of the welcome page is a campaign page."""
    name = (_("%(name)s (copy)") % {"name": page.name})[:80]
    taken = set(Page.objects.values_list("slug", flat=True))
    taken |= set(PageRedirect.objects.values_list("slug", flat=True))
    slug = free_slug(f"{page.slug[:70]}-copia", taken)
    kind = Page.Kind.LANDING
    return create_page(
        name=name, slug=slug, kind=kind, goal=page.goal, content=page.content(), actor=actor
    )


@transaction.atomic
def describe_page(
    page: Page, *, revision: int, actor: Any, over: bool = False, **fields: str
) -> Page:
    """Change name, address, goal, title or description; old addresses go on leading here.

    A new address counts at once, also for a page that is published. Raises EditedMeanwhile and
    AddressTaken.
    """
    page = _locked(page, revision, actor, over=over)
    before = {name: getattr(page, name) for name in fields}
    if page.kind == Page.Kind.WELCOME:
        fields.pop("slug", None)
    if fields.get("slug", page.slug) != page.slug:
        _check_free(fields["slug"], page)
        PageRedirect.objects.filter(slug=fields["slug"]).delete()
        PageRedirect.objects.get_or_create(slug=page.slug, defaults={"page": page})
    for name, value in fields.items():
        setattr(page, name, value)
    _save(page, actor, *fields)
    changed = [name for name in fields if before[name] != fields[name]]
    if changed:
        record(
            "page.change",
            page,
            actor=actor,
            before={name: before[name] for name in changed},
            after={name: fields[name] for name in changed},
        )
    bump_menu()
    return page


@transaction.atomic
def add_block(
    page: Page, *, kind: str, at: int | None, revision: int, actor: Any, over: bool = False
) -> tuple[Page, str]:
    """Put a new block at that place (None: at the end); return the page and the block's key."""
    page = _locked(page, revision, actor, over=over)
    made = Placed(new_key(), kind, blocks.get(kind).start())
    place = len(page.blocks) if at is None else max(0, min(at, len(page.blocks)))
    page.blocks = [*page.blocks[:place], made.plain(), *page.blocks[place:]]
    return _saved_blocks(page, actor), made.key


@transaction.atomic
def change_block(
    page: Page,
    *,
    key: str,
    settings: dict[str, Any],
    revision: int,
    actor: Any,
    over: bool = False,
) -> Page:
    """Replace the settings of one block. One that is gone meanwhile comes back at the end."""
    page = _locked(page, revision, actor, over=over)
    kinds = {row["key"]: row["kind"] for row in page.blocks}
    if key not in kinds:
        return page
    page.blocks = [
        {**row, "settings": settings} if row["key"] == key else row for row in page.blocks
    ]
    return _saved_blocks(page, actor)


@transaction.atomic
def arrange_blocks(
    page: Page, *, keys: list[str], revision: int, actor: Any, over: bool = False
) -> Page:
    """Put the named blocks in this order; those not named stay behind them."""
    page = _locked(page, revision, actor, over=over)
    place = {key: number for number, key in enumerate(keys)}
    page.blocks = sorted(page.blocks, key=lambda row: place.get(row["key"], len(place)))
    return _saved_blocks(page, actor)


@transaction.atomic
def move_block(page: Page, *, key: str, by: int, revision: int, actor: Any) -> Page:
    """Move a block up (-1) or down (1). At the edge nothing changes."""
    page = _locked(page, revision, actor, over=False)
    keys = [row["key"] for row in page.blocks]
    if key in keys:
        here = keys.index(key)
        there = max(0, min(here + by, len(keys) - 1))
        rows = list(page.blocks)
        rows.insert(there, rows.pop(here))
        page.blocks = rows
    return _saved_blocks(page, actor)


@transaction.atomic
def copy_block(page: Page, *, key: str, revision: int, actor: Any) -> tuple[Page, str]:
    """Put a copy of a block behind it; return the page and the copy's key."""
    page = _locked(page, revision, actor, over=False)
    rows: Stored = []
    made = key
    for row in page.blocks:
        rows.append(row)
        if row["key"] == key:
            made = new_key()
            rows.append({**row, "key": made})
    page.blocks = rows
    return _saved_blocks(page, actor), made


@transaction.atomic
def remove_block(page: Page, *, key: str, revision: int, actor: Any) -> Page:
    """Take a block off the draft. A repeat changes nothing."""
    page = _locked(page, revision, actor, over=False)
    page.blocks = [row for row in page.blocks if row["key"] != key]
    return _saved_blocks(page, actor)


def new_key() -> str:
    return token_hex(4)


def _locked(page: Page, revision: int, actor: Any, *, over: bool) -> Page:
    """Lock the page, and see that nobody else changed its draft since `revision`."""
    page = Page.objects.select_for_update().get(pk=page.pk)
    if page.revision == revision:
        return page
    if not over:
        at = time_format(timezone.localtime(page.edited_at), "H:i")
        raise EditedMeanwhile(who=page.edited_by, at=at, revision=page.revision)
    versions.keep_draft(page, actor=actor)
    return page


def _saved_blocks(page: Page, actor: Any) -> Page:
    page.blocks = _checked(page.blocks)
    _save(page, actor, "blocks")
    return page


def _save(page: Page, actor: Any, *fields: str) -> None:
    page.revision += 1
    page.edited_at, page.edited_by = timezone.now(), _name_of(actor)
    page.save(update_fields=[*fields, "revision", "edited_at", "edited_by"])


def _checked(stored: Stored) -> Stored:
    """Return the blocks as they are stored. Raises PageIsFull and PageTooLarge."""
    rows = [one.plain() for one in placed(stored)]
    if len(rows) > MOST_BLOCKS:
        raise PageIsFull(count=MOST_BLOCKS)
    if len(json.dumps(rows)) > MOST_CHARACTERS:
        raise PageTooLarge
    return rows


def _check_free(slug: str, page: Page | None) -> None:
    taken = Page.objects.filter(slug=slug).exclude(pk=page.pk if page else None).exists()
    redirects = PageRedirect.objects.filter(slug=slug).exclude(page=page)
    if taken or redirects.exists() or (slug == WELCOME_SLUG and page is not None):
        raise AddressTaken(slug=slug)


def _name_of(actor: Any) -> str:
    return str(getattr(actor, "name", "") or getattr(actor, "email", "") or "")[:120]
