"""Are two colours far enough apart to be read? WCAG 2's ratio, from 1 (alike) to 21.

The browser's preview (`frontend/src/behaviours/contrast.ts`) follows the same rules.
"""

from dataclasses import dataclass

READABLE = 4.5  # ordinary text
LIGHT, DARK = "#ffffff", "#111b1c"


@dataclass(frozen=True)
class Verdict:
    """`ink` reads best on `colour`; `ratio` is the worse of ink on it and of it on white."""

    colour: str
    ink: str
    ratio: float

    @property
    def is_readable(self) -> bool:
        return self.ratio >= READABLE


def verdict(colour: str) -> Verdict:
    """Judge a brand colour such as `#1f6f54`: under its own text, and as text on a white page."""
    ink = ink_on(colour)
    return Verdict(colour, ink, round(min(ratio(colour, ink), ratio(colour, LIGHT)), 1))


def ink_on(colour: str) -> str:
    """Return the light or dark text colour that reads better on `colour`."""
    return LIGHT if ratio(colour, LIGHT) >= ratio(colour, DARK) else DARK


def ratio(first: str, second: str) -> float:
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
