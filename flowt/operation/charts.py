"""Small charts as numbers for an SVG: places and sizes in a box of fixed width and height."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 600.0, 120.0


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    label: Any
    value: float
    tone: str = ""


@dataclass(frozen=True)
class Bars:
    """`most` is what the highest bar stands for."""

    bars: list[Bar]
    most: float

    @property
    def is_empty(self) -> bool:
        return not any(bar.value for bar in self.bars)


@dataclass(frozen=True)
class Line:
    """`line` and `area` are SVG paths; the scale runs from `least` to `most`."""

    line: str
    area: str
    least: float
    most: float
    first_label: Any
    last_label: Any
    last: float


def bars(values: Sequence[float], labels: Sequence[Any], *, width: float = WIDTH) -> Bars:
    """Lay out one bar for each value, the highest filling the box; what is not 0 is visible."""
    most = max([*values, 1])
    step = width / max(len(values), 1)
    found = []
    for number, (value, label) in enumerate(zip(values, labels, strict=True)):
        height = max(value / most * HEIGHT, 2.0 if value else 0.0)
        found.append(
            Bar(
                x=round(number * step + step * 0.12, 2),
                y=round(HEIGHT - height, 2),
                width=round(step * 0.76, 2),
                height=round(height, 2),
                label=label,
                value=value,
            )
        )
    return Bars(found, most)


def line(values: Sequence[float], labels: Sequence[Any], *, from_zero: bool = True) -> Line | None:
    """Lay out a line through the values; None where there are fewer than two."""
    if len(values) < 2:
        return None
    least = 0.0 if from_zero else min(values)
    most = max(*values, least + 1)
    step = WIDTH / (len(values) - 1)
    points = [
        f"{number * step:.1f} {HEIGHT - (value - least) / (most - least) * (HEIGHT - 4) - 2:.1f}"
        for number, value in enumerate(values)
    ]
    path = "M" + "L".join(points)
    return Line(
        line=path,
        area=f"{path}L{WIDTH:.1f} {HEIGHT}L0 {HEIGHT}Z",
        least=least,
        most=most,
        first_label=labels[0],
        last_label=labels[-1],
        last=values[-1],
    )
