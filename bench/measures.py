"""What a benchmark found, and how it is put into words."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

ROUNDS = 5


@dataclass(frozen=True)
class Spread:
    """The median of some rounds, with the least and the most."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(statistics.median(values), min(values), max(values))

    def text(self, pattern: str = "{:.2f}") -> str:
        shown = (pattern.format(value) for value in (self.median, self.least, self.most))
        return "{} ({}–{})".format(*shown)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the table. `share` is how much of the target was reached: 1 is just met."""

    job: str
    reference: str
    ours: str
    theirs: str
    ratio: str
    target: str
    share: float
    seconds: float = 0.0
    notes: tuple[str, ...] = field(default=())

    @property
    def is_met(self) -> bool:
        return self.share >= 1


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of them lie (0.99: the slowest hundredth begins)."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def by_turns(
    ours: Callable[[], object], theirs: Callable[[], object], rounds: int = ROUNDS
) -> tuple[list, list]:
    """Run both alternately, each first in every other round, so that a slow minute hits both."""
    mine, other = [], []
    for turn in range(rounds):
        pair = [(ours, mine), (theirs, other)]
        for run, results in pair if turn % 2 == 0 else reversed(pair):
            results.append(run())
    return mine, other
