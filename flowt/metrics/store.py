"""Counters of this process, kept until they are carried over: a dictionary and one lock."""

from bisect import bisect_left
from collections import defaultdict
from threading import Lock

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
MAX_SERIES = 5_000  # of one process between two flushes: a mistake must not fill the memory
OTHER = "(other)"
Key = tuple[str, ...]  # name, then the labels' values

_lock = Lock()
_counts: dict[Key, float] = defaultdict(float)
_spreads: dict[Key, list[float]] = {}
definitions: dict[str, "Counter | Histogram"] = {}


class Counter:
    """A number that only grows, one for each combination of its labels' values."""

    kind = "counter"

    def __init__(self, name: str, text: str, labels: tuple[str, ...]) -> None:
        self.name, self.text, self.labels = name, text, labels
        definitions[name] = self

    def add(self, *values: str, by: float = 1) -> None:
        """Count `by` more; `values` are those of the labels, in order."""
        key = (self.name, *values)
        with _lock:
            if len(_counts) >= MAX_SERIES and key not in _counts:
                key = (self.name, *(OTHER for _ in values))
            _counts[key] += by


class Histogram:
    """How long something took, in seconds, by `BUCKETS`."""

    kind = "histogram"

    def __init__(self, name: str, text: str, labels: tuple[str, ...]) -> None:
        self.name, self.text, self.labels = name, text, labels
        definitions[name] = self

    def observe(self, seconds: float, *values: str) -> None:
        key = (self.name, *values)
        at = bisect_left(BUCKETS, seconds)
        with _lock:
            spread = _spreads.get(key)
            if spread is None:
                if len(_spreads) >= MAX_SERIES:
                    key = (self.name, *(OTHER for _ in values))
                spread = _spreads.setdefault(key, [0.0] * (len(BUCKETS) + 2))
            spread[at] += 1
            spread[-1] += seconds


def take() -> tuple[dict[Key, float], dict[Key, list[float]]]:
    """Hand over what was counted since the last time, and begin anew."""
    global _counts, _spreads
    with _lock:
        taken = (_counts, _spreads)
        _counts, _spreads = defaultdict(float), {}
    return taken


def give_back(counts: dict[Key, float], spreads: dict[Key, list[float]]) -> None:
    """Put back what could not be carried over: it goes with the next."""
    with _lock:
        for key, value in counts.items():
            _counts[key] += value
        for key, spread in spreads.items():
            mine = _spreads.setdefault(key, [0.0] * len(spread))
            _spreads[key] = [a + b for a, b in zip(mine, spread, strict=True)]
