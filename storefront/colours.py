"""A tenant's two colours, made into a palette on which everything can be read (WCAG 2.2).

Lightness is moved in OKLCH, where a step looks the same in every hue; the hue stays the tenant's.
"""

import math
from dataclasses import dataclass

TEXT = 4.5  # contrast that text needs
TEXT_ON_TINT = 5.2  # with room for browsers, which mix tints in another space
SHAPE = 3.0  # and what is only seen
LIGHT_GROUNDS = ("#ffffff", "#f3f7f7")  # surface and ground of `tokens.css`
DARK_GROUNDS = ("#121819", "#0a0f10")

Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class Palette:
    """Hex colours. `brand_ink` is read on `brand`, `brand_text` on the ground and on a tint."""

    brand: str
    brand_ink: str
    brand_soft: str
    brand_text: str
    accent: str
    accent_ink: str


def light(brand: str, accent: str) -> Palette:
    """Return the palette on light grounds: the tenant's colours as they are."""
    soft = _at_lightness(brand, 0.96, chroma=0.03)
    return Palette(
        brand=brand,
        brand_ink=ink_on(brand),
        brand_soft=soft,
        brand_text=_until_readable(
            brand, (*LIGHT_GROUNDS, mix(brand, "#ffffff", 0.09)), -0.01, TEXT_ON_TINT
        ),
        accent=accent,
        accent_ink=ink_on(accent),
    )


def dark(brand: str, accent: str) -> Palette:
    """Return the palette on dark grounds: too dark a colour is raised until it is seen."""
    seen = _until_readable(brand, DARK_GROUNDS, 0.01, SHAPE)
    grounds = (*DARK_GROUNDS, mix(seen, DARK_GROUNDS[0], 0.15))
    return Palette(
        brand=seen,
        brand_ink=ink_on(seen),
        brand_soft=_at_lightness(brand, 0.27, chroma=0.045),
        brand_text=_until_readable(seen, grounds, 0.01, TEXT_ON_TINT),
        accent=_until_readable(accent, DARK_GROUNDS, 0.01, SHAPE),
        accent_ink=ink_on(_until_readable(accent, DARK_GROUNDS, 0.01, SHAPE)),
    )


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(ground: str) -> str:
    """Return what is read on `ground`: white where it may be, else a black as soft as it can be."""
    inks = ("#ffffff", "#10181a")
    return next((ink for ink in inks if contrast(ink, ground) >= TEXT), "#000000")


def mix(colour: str, into: str, share: float) -> str:
    """Return `share` of a colour laid over another."""
    pairs = zip(_rgb(colour), _rgb(into), strict=True)
    red, green, blue = (a * share + b * (1 - share) for a, b in pairs)
    return _hex((red, green, blue))


def _until_readable(colour: str, grounds: tuple[str, ...], step: float, least: float = TEXT) -> str:
    """Move the lightness until the colour stands out from every ground."""
    lightness, chroma, hue = _oklch(colour)
    while min(contrast(colour, ground) for ground in grounds) < least and 0 <= lightness <= 1:
        lightness += step
        colour = _from_oklch(lightness, chroma, hue)
    return colour


def _at_lightness(colour: str, lightness: float, *, chroma: float) -> str:
    _lightness, most, hue = _oklch(colour)
    return _from_oklch(lightness, min(most, chroma), hue)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part) for part in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(min(max(part, 0), 1) * 255):02x}" for part in rgb)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _gamma(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _oklch(colour: str) -> tuple[float, float, float]:
    """Björn Ottosson's OKLab, in polar form: lightness 0 to 1, chroma, hue in radians."""
    r, g, b = (_linear(part) for part in _rgb(colour))
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    middle = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b_ = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b_), math.atan2(b_, a)


def _from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """Back to sRGB; what lies outside it loses chroma until it fits."""
    while True:
        rgb = _to_rgb(lightness, chroma, hue)
        if chroma <= 0 or all(-0.001 <= part <= 1.001 for part in rgb):
            return _hex(rgb)
        chroma = chroma - 0.005 if chroma > 0.005 else 0.0


def _to_rgb(lightness: float, chroma: float, hue: float) -> Rgb:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return _gamma(red), _gamma(green), _gamma(blue)
