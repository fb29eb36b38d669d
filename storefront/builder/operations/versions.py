"""Versions of a page, and what visitors see of them: publishing, schedules, going back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from catalog.operations.menu import bump_menu
from flowt import due
from flowt.audit.trail import record
from flowt.events import publish
from storefront.builder.errors import NothingToPublish, PageIsLive, TimePassed, TimesReversed
from storefront.builder.models import Page, PageVersion
from storefront.events import PagePublished, PageUnpublished

KIND = "storefront.page_clock"
Status, Reason = Page.Status, PageVersion.Reason


@transaction.atomic
def publish_page(page: Page, *, actor: Any) -> Page:
    """Show the draft as it stands. An earlier schedule for publishing is forgotten.

    Publishing what is published already changes nothing. Raises NothingToPublish.
    """
    page = _locked(page)
    version = _version_of_draft(page, Reason.PUBLISHED, actor)
    if page.status == Status.PUBLISHED and page.published_number == version.number:
        return page
    if page.unpublish_at and page.unpublish_at <= timezone.now():
        page.unpublish_at = None
    _show(page, version.number)
    _settle_clock(page)
    record("page.publish", page, actor=actor, after={"version": version.number})
    publish(PagePublished(page_id=page.pk, version=version.number), actor=actor)
    bump_menu()
    return page


@transaction.atomic
def schedule_page(
    page: Page, *, publish_at: datetime | None, unpublish_at: datetime | None, actor: Any
) -> Page:
    """Have the draft as it stands now shown from `publish_at` on, and taken down at
    `unpublish_at`; None takes that time back.

    Raises NothingToPublish, TimePassed and TimesReversed.
    """
    page, now = _locked(page), timezone.now()
    if any(at is not None and at <= now for at in (publish_at, unpublish_at)):
        raise TimePassed
    if publish_at and unpublish_at and unpublish_at <= publish_at:
        raise TimesReversed
    page.publish_at, page.unpublish_at = publish_at, unpublish_at
    page.scheduled_number = (
        _version_of_draft(page, Reason.SCHEDULED, actor).number if publish_at else None
    )
    page.save(update_fields=["publish_at", "unpublish_at", "scheduled_number"])
    _settle_clock(page)
    times = {"publish_at": publish_at, "unpublish_at": unpublish_at}
    record("page.schedule", page, actor=actor, after=times)
    bump_menu()
    return page


@transaction.atomic
def unpublish_page(page: Page, *, actor: Any) -> Page:
    """Take a page down, and forget its schedule. A repeat changes nothing."""
    page = _locked(page)
    if page.status != Status.PUBLISHED and not page.publish_at and not page.unpublish_at:
        return page
    was_shown = page.status == Status.PUBLISHED
    _take_down(page)
    page.publish_at = page.unpublish_at = page.scheduled_number = None
    page.save(update_fields=["publish_at", "unpublish_at", "scheduled_number"])
    _settle_clock(page)
    record("page.unpublish", page, actor=actor)
    if was_shown:
        publish(PageUnpublished(page_id=page.pk), actor=actor)
    bump_menu()
    return page


@transaction.atomic
def keep_time(page_id: int) -> None:
    """Write down what the clock has done to a page. Called early, late or twice, it does what is
    due by now, and once."""
    page = Page.objects.select_for_update().filter(pk=page_id).first()
    if page is None:
        return
    now = timezone.now()
    if page.publish_at and page.publish_at <= now and page.scheduled_number:
        number = page.scheduled_number
        page.publish_at = page.scheduled_number = None
        page.save(update_fields=["publish_at", "scheduled_number"])
        _show(page, number)
        record("page.publish", page, actor=None, after={"version": number})
        publish(PagePublished(page_id=page.pk, version=number))
        bump_menu()
    if page.unpublish_at and page.unpublish_at <= now:
        page.unpublish_at = None
        page.save(update_fields=["unpublish_at"])
        _take_down(page)
        record("page.unpublish", page, actor=None)
        publish(PageUnpublished(page_id=page.pk))
        bump_menu()
    _settle_clock(page)


@transaction.atomic
def restore_version(page: Page, *, number: int, actor: Any) -> Page:
    """Make the draft what version `number` was, as a new version; a published page shows it.

    A draft that no version holds is kept as one first, so nothing is lost.
    """
    page = _locked(page)
    old = page.versions.get(number=number)
    keep_draft(page, actor=actor)
    page.title, page.description, page.blocks = old.title, old.description, old.blocks
    page.revision += 1
    page.edited_at = timezone.now()
    page.save(update_fields=["title", "description", "blocks", "revision", "edited_at"])
    version = _add_version(page, Reason.RESTORED, actor, restored_from=number)
    if page.status == Status.PUBLISHED:
        _show(page, version.number)
        publish(PagePublished(page_id=page.pk, version=version.number), actor=actor)
    record("page.restore", page, actor=actor, after={"version": number})
    bump_menu()
    return page


@transaction.atomic
def delete_page(page: Page, *, actor: Any) -> None:
    """Delete a page that nobody sees, with its versions. Raises PageIsLive."""
    page = _locked(page)
    if page.status == Status.PUBLISHED or page.publish_at:
        raise PageIsLive
    record("page.delete", page, actor=actor, before={"name": page.name, "slug": page.slug})
    due.unschedule(KIND, str(page.pk))
    page.delete()
    bump_menu()


def keep_draft(page: Page, *, actor: Any) -> None:
    """Keep the draft as a version if no version holds it yet, within the caller's transaction."""
    newest = page.versions.first()
    if page.blocks and (newest is None or newest.content() != page.content()):
        _add_version(page, Reason.KEPT, actor)


def _locked(page: Page) -> Page:
    return Page.objects.select_for_update().get(pk=page.pk)


def _version_of_draft(page: Page, reason: str, actor: Any) -> PageVersion:
    """Return the version that holds the draft: the newest where nothing changed since."""
    if not page.blocks:
        raise NothingToPublish
    newest = page.versions.first()
    if newest is not None and newest.content() == page.content():
        return newest
    return _add_version(page, reason, actor)


def _add_version(
    page: Page, reason: str, actor: Any, restored_from: int | None = None
) -> PageVersion:
    last = page.versions.aggregate(last=Max("number"))["last"] or 0
    return page.versions.create(
        number=last + 1,
        reason=reason,
        restored_from=restored_from,
        actor_id=getattr(actor, "pk", None),
        author=str(getattr(actor, "name", "") or getattr(actor, "email", ""))[:120],
        **page.content(),
    )


def _show(page: Page, number: int) -> None:
    page.status, page.published_number = Status.PUBLISHED, number
    page.publish_at = page.scheduled_number = None
    fields = ["status", "published_number", "publish_at", "scheduled_number", "unpublish_at"]
    page.save(update_fields=fields)


def _take_down(page: Page) -> None:
    if page.status == Status.PUBLISHED:
        page.status = Status.ENDED
        page.save(update_fields=["status"])


def _settle_clock(page: Page) -> None:
    """Have `keep_time` called at the next moment that matters; not at all where there is none."""
    moments = [at for at in (page.publish_at, page.unpublish_at) if at]
    if moments:
        due.schedule(KIND, str(page.pk), run_at=min(moments))
    else:
        due.unschedule(KIND, str(page.pk))
