from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

WELCOME_SLUG = "boas-vindas"


class PageQuerySet(models.QuerySet["Page"]):
    def live(self, now: datetime) -> Self:
        """What visitors may see at `now`, by the clock: a late worker changes nothing."""
        begun = Q(status=Page.Status.PUBLISHED) | Q(publish_at__lte=now)
        return self.filter(begun).exclude(unpublish_at__lte=now)


class Page(models.Model):
    """A page made of blocks. `title`, `description` and `blocks` are the draft; what visitors see
    is the version `published_number`, or from `publish_at` on `scheduled_number`."""

    class Kind(models.TextChoices):
        LANDING = "landing", _("Campaign page")
        WELCOME = "welcome", _("Welcome page")  # one a business, at an address of its own

    class Goal(models.TextChoices):
        LEAD = "lead", _("Contacts")
        OFFER = "offer", _("An offer")
        EVENT = "event", _("An event")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")  # never shown yet
        PUBLISHED = "published", _("Published")
        ENDED = "ended", _("Taken down")  # was shown; its address says that it is gone

    name = models.CharField(_("name"), max_length=80)  # for the team
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.LANDING)
    goal = models.CharField(_("goal"), max_length=10, choices=Goal, default=Goal.LEAD)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    title = models.CharField(_("title"), max_length=70, blank=True)
    description = models.CharField(_("description"), max_length=160, blank=True)
    blocks = models.JSONField(default=list)  # [{"key", "kind", "settings"}]
    revision = models.PositiveIntegerField(default=1)  # of the draft: grows with every change
    edited_at = models.DateTimeField(auto_now_add=True)
    edited_by = models.CharField(max_length=120, blank=True)  # as the other editor is told
    published_number = models.PositiveIntegerField(null=True, blank=True)
    scheduled_number = models.PositiveIntegerField(null=True, blank=True)
    publish_at = models.DateTimeField(null=True, blank=True)
    unpublish_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], name="one_welcome_page", condition=Q(kind="welcome")
            ),
            models.CheckConstraint(
                name="published_page_has_a_version",
                condition=~Q(status="published") | Q(published_number__isnull=False),
            ),
            models.CheckConstraint(
                name="scheduled_page_has_a_version",
                condition=Q(publish_at__isnull=True) | Q(scheduled_number__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        if self.kind == self.Kind.WELCOME:
            return reverse("storefront:welcome")
        return reverse("storefront:page", args=[self.slug])

    def is_live(self, now: datetime) -> bool:
        begun = self.status == self.Status.PUBLISHED or _reached(self.publish_at, now)
        return begun and not _reached(self.unpublish_at, now)

    def number_at(self, now: datetime) -> int | None:
        """The number of the version that is shown at `now`."""
        return self.scheduled_number if _reached(self.publish_at, now) else self.published_number

    def next_change(self, now: datetime) -> datetime | None:
        """When what visitors see changes by itself."""
        moments = [at for at in (self.publish_at, self.unpublish_at) if at and at > now]
        return min(moments, default=None)

    def content(self) -> dict[str, Any]:
        return {"title": self.title, "description": self.description, "blocks": self.blocks}


class PageVersion(models.Model):
    """A page as it was at one moment. Never rewritten: going back makes a new one."""

    class Reason(models.TextChoices):
        PUBLISHED = "published", _("Published")
        SCHEDULED = "scheduled", _("To be published")
        RESTORED = "restored", _("Brought back")
        KEPT = "kept", _("Kept before a change")

    page = models.ForeignKey(Page, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=70, blank=True)
    description = models.CharField(max_length=160, blank=True)
    blocks = models.JSONField(default=list)
    reason = models.CharField(max_length=10, choices=Reason)
    restored_from = models.PositiveIntegerField(null=True, blank=True)
    actor_id = models.BigIntegerField(null=True)  # a user in `public`
    author = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="page_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} v{self.number}"

    def content(self) -> dict[str, Any]:
        return {"title": self.title, "description": self.description, "blocks": self.blocks}


class PageRedirect(models.Model):
    """An address a page once had. It leads to where the page is now."""

    slug = models.SlugField(max_length=80, unique=True)
    page = models.ForeignKey(Page, models.CASCADE, related_name="redirects")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug


class PagePicture(models.Model):
    """A picture for pages. `file` is the stem in the tenant's media folder; WebP copies of the
    widths in `widths` stand beside it as `<stem>-<width>.webp`, or one drawing as `<stem>.svg`."""

    file = models.CharField(max_length=120, unique=True)
    is_drawing = models.BooleanField(default=False)
    widths = ArrayField(models.PositiveIntegerField(), default=list)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField(_("description for who cannot see it"), max_length=160, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.alt or self.file


def _reached(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now
