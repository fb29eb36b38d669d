"""Families of plug-ins: one file a member, found by its `kind`."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise

Member = TypeVar("Member")


class Registry(Generic[Member]):
    """The members of one family, by `kind`. A member registers itself with `@family.register`."""

    def __init__(self, base: type[Member]) -> None:
        self.base = base
        self._members: dict[str, type[Member]] = {}

    def register(self, member: type[Member]) -> type[Member]:
        """Add a class. Raises TypeError for a wrong base, ValueError for a taken `kind`."""
        if not (isinstance(member, type) and issubclass(member, self.base)):
            raise TypeError(f"{member!r} is not a {self.base.__name__}")
        kind: str = getattr(member, "kind", "")
        if not kind:
            raise ValueError(f"{member.__name__} declares no kind")
        if kind in self._members:
            raise ValueError(f"{kind!r} is taken by {self._members[kind].__name__}")
        self._members[kind] = member
        return member

    def load(self, package: str) -> None:
        """Import every module of `package`, so that its members register."""
        for module in iter_modules(import_module(package).__path__):
            import_module(f"{package}.{module.name}")

    def get(self, kind: str) -> type[Member]:
        """Return the class of `kind`. Raises KeyError naming what is known."""
        try:
            return self._members[kind]
        except KeyError:
            raise KeyError(f"{kind!r} is not one of {sorted(self._members)}") from None

    def choices(self) -> list[tuple[str, str | Promise]]:
        members: list[Any] = list(self._members.values())
        return [(member.kind, member.label) for member in members]

    def __iter__(self) -> Iterator[type[Member]]:
        return iter(self._members.values())

    def __contains__(self, kind: object) -> bool:
        return kind in self._members

    def __len__(self) -> int:
        return len(self._members)
