"""A sheet of 800 × 600 to draw on, in flat shapes with one light from the upper left."""

from collections.abc import Iterable
from math import cos, hypot, pi, sin
from random import Random

WIDTH, HEIGHT = 800, 600
CENTRE = (400, 300)
SHADE = "#2a1206"


def number(value: float) -> str:
    """Write a coordinate as briefly as it stays exact enough."""
    text = f"{value:.1f}".rstrip("0").rstrip(".") if abs(value) < 10 else f"{value:.0f}"
    return {"-0": "0", "": "0"}.get(text, text)


def mix(one: str, other: str, share: float) -> str:
    """Return `one` with `share` (0 to 1) of `other` in it."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def light(colour: str, share: float = 0.3) -> str:
    return mix(colour, "#fff8ea", share)


def dark(colour: str, share: float = 0.25) -> str:
    return mix(colour, "#301a20", share)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


class Canvas:
    """Collects shapes. `rng` is seeded by what is drawn, so a drawing never changes by itself."""

    def __init__(self, seed: str) -> None:
        self.rng = Random(seed)  # noqa: S311 - a drawing, not a secret
        self.parts: list[str] = []
        self.symbols: dict[str, str] = {}
        self.taken: list[tuple[float, float, float]] = []
        self.zoom = 1.0

    def add(self, *fragments: str) -> None:
        self.parts += fragments

    def shape(self, tag: str, **attributes: object) -> None:
        self.parts.append(element(tag, **attributes))

    def rect(self, x: float, y: float, w: float, h: float, fill: str, rx: float = 0, **more: object) -> None:  # fmt: skip
        extra = {"rx": rx} if rx else {}
        self.shape("rect", x=x, y=y, width=w, height=h, **extra, fill=fill, **more)

    def circle(self, x: float, y: float, r: float, fill: str, **more: object) -> None:
        self.shape("circle", cx=x, cy=y, r=r, fill=fill, **more)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: str, **more: object) -> None:
        self.shape("ellipse", cx=x, cy=y, rx=rx, ry=ry, fill=fill, **more)

    def path(self, d: str, fill: str, **more: object) -> None:
        self.shape("path", d=d, fill=fill, **more)

    def line(self, d: str, stroke: str, width: float, **more: object) -> None:
        self.shape("path", d=d, fill="none", stroke=stroke, stroke_width=width, stroke_linecap="round", **more)  # fmt: skip

    def shadow_disc(self, x: float, y: float, r: float, squash: float = 1.0) -> None:
        """A round thing's shadow on the table, soft at its edge."""
        for spread, opacity in ((14, 0.07), (4, 0.12)):
            self.ellipse(x + 12, y + 18, r + spread, r * squash + spread, SHADE, opacity=opacity)

    def shadow_path(self, d: str, dx: float = 12, dy: float = 16) -> None:
        """The shadow of any outline."""
        where = f"translate({number(dx)} {number(dy)})"
        self.path(d, SHADE, opacity=0.13, transform=where, stroke=SHADE, stroke_width=10,
                  stroke_linejoin="round")  # fmt: skip

    def stamp(self, name: str, markup: str, x: float, y: float, turn: float = 0, size: float = 1) -> None:  # fmt: skip
        """Put a small picture (drawn around 0, 0) somewhere; its markup is written once."""
        key = self.symbols.get(name)
        if key is None:
            key = self.symbols[name] = "abcdefghijklmnopqrstuvwxyz"[len(self.symbols)]
            self.parts.insert(0, f'<defs><g id="{key}">{markup}</g></defs>')
        moves = f"translate({number(x)} {number(y)})"
        if turn:
            moves += f"rotate({turn:.0f})"
        if size != 1:
            moves += f"scale({size:.2f})"
        self.parts.append(f'<use href="#{key}" transform="{moves}"/>')

    def scatter(self, name: str, markup: str, count: int, reach: float, room: float, *,
                centre: tuple[float, float] = CENTRE, inner: float = 0,
                sizes: tuple[float, float] = (1, 1)) -> None:  # fmt: skip
        """Stamp `count` times inside a ring, each as far from all others as it can be."""
        for _ in range(count):
            best, best_gap = None, -1e9
            for _ in range(24):
                angle = self.rng.uniform(0, 2 * pi)
                away = (self.rng.uniform(inner**2, reach**2)) ** 0.5
                x, y = centre[0] + away * cos(angle), centre[1] + away * sin(angle)
                gap = min(
                    (hypot(x - ox, y - oy) - room - other for ox, oy, other in self.taken),
                    default=1e6,
                )
                if gap > best_gap:
                    best, best_gap = (x, y), gap
            x, y = best  # type: ignore[misc]
            self.taken.append((x, y, room))
            self.stamp(name, markup, x, y, self.rng.uniform(0, 360), self.rng.uniform(*sizes))

    def scatter_large(self, name: str, markup: str, count: int, reach: float, room: float, scale: float, **more: object) -> None:
        """`scatter`, with the picture itself enlarged once."""
        self.scatter(f"{name}{scale}", f'<g transform="scale({scale})">{markup}</g>', count, reach, room * scale, **more)

    def svg(self) -> str:
        """The whole picture; `zoom` cuts off what is near its edge."""
        width, height = WIDTH / self.zoom, HEIGHT / self.zoom
        box = [number(n) for n in ((WIDTH - width) / 2, (HEIGHT - height) / 2, width, height)]
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{" ".join(box)}" width="{WIDTH}" height="{HEIGHT}">'
        return head + "".join(self.parts) + "</svg>\n"


def element(tag: str, **attributes: object) -> str:
    """Write one element; `_` in a name is `-`, and numbers are kept short."""
    words = []
    for name, value in attributes.items():
        text = f"{value:.2f}".strip("0") if name == "opacity" else number(value) if isinstance(value, int | float) else str(value)
        words.append(f'{name.replace("_", "-")}="{text}"')
    return f"<{tag} {' '.join(words)}/>"


def smooth(points: Iterable[tuple[float, float]]) -> str:
    """A closed soft outline through the middles between `points`."""
    corners = list(points)
    middles = [((x + nx) / 2, (y + ny) / 2) for (x, y), (nx, ny) in zip(corners, corners[1:] + corners[:1], strict=True)]
    start = middles[-1]
    steps = "".join(f"Q{number(x)} {number(y)} {number(mx)} {number(my)}" for (x, y), (mx, my) in zip(corners, middles, strict=True))
    return f"M{number(start[0])} {number(start[1])}{steps}Z"


def blob(rng: Random, x: float, y: float, r: float, *, corners: int = 9, wobble: float = 0.08,
         squash: float = 1.0) -> str:  # fmt: skip
    """A round outline that no machine made."""
    points = []
    for step in range(corners):
        angle = 2 * pi * (step + rng.uniform(-0.15, 0.15)) / corners
        away = r * (1.04 + rng.uniform(-wobble, wobble))
        points.append((x + away * cos(angle), y + away * squash * sin(angle)))
    return smooth(points)


def rounded(points: Iterable[tuple[float, float]], radius: float = 14) -> str:
    """A closed polygon whose corners are rounded by `radius`."""
    corners = list(points)
    steps = []
    for index, (x, y) in enumerate(corners):
        ends = []
        for px, py in (corners[index - 1], corners[(index + 1) % len(corners)]):
            far = hypot(px - x, py - y)
            share = min(radius / far, 0.5)
            ends.append((x + (px - x) * share, y + (py - y) * share))
        (ax, ay), (bx, by) = ends
        verb = "L" if steps else "M"
        steps.append(f"{verb}{number(ax)} {number(ay)}Q{number(x)} {number(y)} {number(bx)} {number(by)}")  # fmt: skip
    return "".join(steps) + "Z"
