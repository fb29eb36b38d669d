"""What blocks may know of the page they stand on, read once for all of them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog import shelf
from catalog.menu import Card, Picture
from catalog.models.items import Item
from storefront.builder.models import Page, PagePicture
from storefront.offering import stall_of

TARGETS = (
    ("menu", _("The menu")),
    ("catalog", _("The full catalogue")),
    ("form", _("The form on this page")),
    ("offer", _("The offer on this page")),
    ("whatsapp", "WhatsApp"),
    ("phone", _("A phone call")),
    ("link", _("Another address")),
)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a button leads. `is_away`: out of this business's pages."""

    url: str
    is_away: bool = False


@dataclass
class Scene:
    """`stored` are the page's blocks; `bound_form` is a form that came back with errors, by key."""

    request: HttpRequest
    tenant: Any
    page: Page
    stored: list[dict[str, Any]]
    now: datetime
    is_preview: bool = False
    bound_forms: dict[str, Any] = field(default_factory=dict)
    thanked: str = ""  # the key of the form that was just sent
    true_until: datetime | None = None  # when one of the cards that were drawn changes by itself

    @cached_property
    def _pictures(self) -> dict[int, Picture]:
        wanted = set(_picture_ids(self.stored))
        rows = PagePicture.objects.filter(pk__in=wanted) if wanted else ()
        return {row.pk: shelf.picture(row) for row in rows}  # type: ignore[arg-type]

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """Every item of the menu, as its card says it now, offers included."""
        things = shelf.read(Item.objects.on_menu(), self.now)
        cards = [thing.card() for thing in things]
        stall = stall_of(cards, self.now)
        moments = [stall.true_until, *(thing.true_until for thing in things)]
        self.true_until = min((at for at in moments if at), default=None)
        return tuple(stall.cards.get(card.id, card) for card in cards)

    @cached_property
    def star(self) -> Card | None:
        """The item a page shows where it has no picture of its own."""
        pictured = [card for card in self.cards if card.picture]
        return next((card for card in pictured if card.is_highlight), next(iter(pictured), None))

    def picture(self, number: Any) -> Picture | None:
        return self._pictures.get(number) if isinstance(number, int) else None

    def anchor(self, kind: str) -> str:
        """Return the anchor of the page's first block of that kind, "" without one."""
        keys = (row["key"] for row in self.stored if row.get("kind") == kind)
        return next((f"#b-{key}" for key in keys), "")

    def link(self, target: str, url: str = "") -> Link:
        """Return where a button leads; the menu where its own goal is not there."""
        if target in ("form", "offer") and (anchor := self.anchor(target)):
            return Link(anchor)
        if target == "whatsapp" and self.tenant.whatsapp:
            return Link(f"https://wa.me/{self.tenant.whatsapp.lstrip('+')}", True)
        if target == "phone" and (number := self.tenant.phone or self.tenant.whatsapp):
            return Link(f"tel:{number}")
        if target == "link" and url.startswith("https://"):
            return Link(url, True)
        name = "storefront:catalog" if target == "catalog" else "storefront:menu"
        return Link(reverse(name))

    def coupon_link(self, code: str) -> Link:
        """Return the address that applies a coupon and goes on to the menu."""
        return Link(reverse("storefront:coupon", args=[code]))


def _picture_ids(stored: Collection[dict[str, Any]]) -> list[int]:
    found: list[Any] = []
    for row in stored:
        settings = row.get("settings") or {}
        found += [settings.get("picture"), *(settings.get("pictures") or ())]
    return [value for value in found if isinstance(value, int)]
