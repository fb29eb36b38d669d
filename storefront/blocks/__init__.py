"""The blocks pages are built from: one file each, found by its `kind`.

A block declares a form `Settings`, from which its panel in the editor is drawn, and a template
`storefront/blocks/<kind>.html`, which gets `block` (a `Drawn`) and what `context` returns. What is
stored are plain JSON values; a page never fails over an old or a missing one.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise

from flowt.registry import Registry
from storefront.builder.scene import Scene


@dataclass(frozen=True, slots=True)
class Placed:
    """One block as a page stores it."""

    key: str
    kind: str
    settings: dict[str, Any]

    def plain(self) -> dict[str, Any]:
        return {"key": self.key, "kind": self.kind, "settings": self.settings}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One block as its template gets it. `s` are its settings, `data` what `context` returned."""

    key: str
    kind: str
    template: str
    s: dict[str, Any]
    data: dict[str, Any] = field(default_factory=dict)
    label: str | Promise = ""

    @property
    def anchor(self) -> str:
        return f"b-{self.key}"


class Block:
    """One block of a page, of a kind. `scene` is what it may know of the page; without one only
    `summary` and `next_change` may be asked."""

    kind: ClassVar[str] = ""
    label: ClassVar[str | Promise] = ""
    hint: ClassVar[str | Promise] = ""
    icon: ClassVar[str] = "square"
    shows: ClassVar[tuple[str, ...]] = ()  # visitors see it once one of these settings is filled
    Settings: ClassVar[type[forms.Form]]
    do_not_call_in_templates: ClassVar[bool] = True  # a class: a template takes it as it is

    def __init__(self, settings: dict[str, Any], key: str = "", scene: Scene | None = None) -> None:
        self.settings, self.key = settings, key
        self._scene = scene

    @property
    def scene(self) -> Scene:
        assert self._scene is not None  # only asked while the page is drawn
        return self._scene

    @classmethod
    def start(cls) -> dict[str, Any]:
        """Return the settings of a new block: what its form begins with."""
        fields = cls.Settings().fields.items()
        return {name: _plain(one.initial) for name, one in fields}

    @property
    def is_empty(self) -> bool:
        return bool(self.shows) and not any(self.settings.get(name) for name in self.shows)

    def summary(self) -> str:
        """Return a few words that tell this block from others of its kind."""
        return str(self.settings.get("title") or "")

    def context(self) -> dict[str, Any]:
        """Return what the template needs beside the settings."""
        return {}

    def next_change(self) -> datetime | None:
        """When the block looks different by itself."""
        return None

    def schema(self) -> list[dict[str, Any]]:
        """Return what the block is in schema.org's words."""
        return []


blocks: Registry[Block] = Registry(Block)


def _plain(value: Any) -> Any:
    """A first value as JSON keeps it: words in the language of who works, "" for nothing."""
    return "" if value is None else str(value) if isinstance(value, Promise) else value


def placed(stored: list[dict[str, Any]]) -> list[Placed]:
    """Return the blocks that a page stores; one of a kind no longer known is passed over."""
    return [
        Placed(str(row["key"]), row["kind"], {**blocks.get(row["kind"]).start(), **row["settings"]})
        for row in stored
        if row.get("kind") in blocks
    ]


def draw(stored: list[dict[str, Any]], scene: Scene) -> list[Drawn]:
    """Return a page's blocks, ready for their templates; empty ones for who edits them alone."""
    pairs = [(one, made(one, scene)) for one in placed(stored)]
    return [
        Drawn(
            one.key,
            one.kind,
            f"storefront/blocks/{one.kind}.html",
            one.settings,
            block.context(),
            block.label,
        )
        for one, block in pairs
        if scene.is_preview or not block.is_empty
    ]


def made(one: Placed, scene: Scene | None = None) -> Block:
    return blocks.get(one.kind)(one.settings, one.key, scene)


def next_change(stored: list[dict[str, Any]], now: datetime) -> datetime | None:
    """When any of a page's blocks looks different by itself."""
    moments = [made(one).next_change() for one in placed(stored)]
    return min((at for at in moments if at and at > now), default=None)


def schemas(stored: list[dict[str, Any]], scene: Scene) -> list[dict[str, Any]]:
    return [data for one in placed(stored) for data in made(one, scene).schema()]
