"""The picture that other sites show for a link to ours: 1200 × 630, drawn in the tenant's colours.

Its address holds a hash of all that is drawn, so it may be kept for ever; it is drawn once and
kept in the tenant's media folder.
"""

import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont

from flowt.pictures import NotAPicture, TooManyPixels, opened
from storefront.colours import ink_on, mix

SIZE = (1200, 630)
EDGE = 72
DRAWING = 2  # of this module: another look is another picture
FOLDER = "og"
FONTS = "figtree-latin-wght-normal-*.woff2"
MOST_PIXELS = 4_000_000


@dataclass(frozen=True, slots=True)
class Card:
    """What a link's picture says. `photo` is a raster picture in the media folder, or ""."""

    title: str
    subtitle: str
    store: str
    address: str
    brand: str
    accent: str
    logo: str = ""
    photo: str = ""

    @classmethod
    def of(cls, tenant: Any, title: str, subtitle: str = "", photo: str = "") -> "Card":
        host = tenant.slug
        return cls(
            title=title.strip()[:120] or tenant.name,
            subtitle=subtitle.strip()[:120],
            store=tenant.name,
            address=host,
            brand=tenant.brand_colour,
            accent=tenant.accent_colour,
            logo=tenant.logo,
            photo=photo,
        )

    @property
    def digest(self) -> str:
        parts = [getattr(self, name) for name in self.__slots__]
        return blake2b("\0".join([str(DRAWING), *parts]).encode(), digest_size=10).hexdigest()


def path_of(kind: str, slug: str, card: Card) -> str:
    """Return the address of a card's picture."""
    return reverse("storefront:og", args=[kind, slug, card.digest])


def picture_of(card: Card) -> bytes:
    """Return the PNG of a card, from the media folder if it was drawn before."""
    name = f"{FOLDER}/{card.digest}.png"
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            return bytes(file.read())
    content = draw(card)
    default_storage.save(name, ContentFile(content))
    return content


def draw(card: Card) -> bytes:
    """Draw a card: the store above, the title large, a photo or shapes of its colours beside."""
    ink = ink_on(card.brand)
    image = Image.new("RGB", SIZE, card.brand)
    pen = ImageDraw.Draw(image)
    _shapes(pen, card)
    has_photo = _photo(image, card)
    width = 640 if has_photo else 900
    _store(image, pen, card, ink)
    _words(pen, card, ink, width)
    pen.rounded_rectangle((EDGE, 556, EDGE + 96, 564), 4, fill=card.accent)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _shapes(pen: ImageDraw.ImageDraw, card: Card) -> None:
    """Large rounds that grow out of the lower right corner."""
    light, dark = mix("#ffffff", card.brand, 0.1), mix("#000000", card.brand, 0.14)
    for radius, colour in ((520, light), (380, dark), (240, mix(card.accent, card.brand, 0.85))):
        pen.ellipse((1180 - radius, 600 - radius, 1180 + radius, 600 + radius), fill=colour)


def _photo(image: Image.Image, card: Card) -> bool:
    if not card.photo:
        return False
    with suppress(NotAPicture, TooManyPixels, OSError):
        with default_storage.open(card.photo) as file:
            data = bytes(file.read())
        with opened(data, most_pixels=MOST_PIXELS) as photo:
            side = min(photo.size)
            left, top = (photo.width - side) // 2, (photo.height - side) // 2
            square = photo.crop((left, top, left + side, top + side)).convert("RGB")
            square = square.resize((450, 450), Image.Resampling.LANCZOS)
            image.paste(square, (678, 90), _rounded(450, 56))
        return True
    return False


def _rounded(side: int, radius: int) -> Image.Image:
    mask = Image.new("L", (side * 2, side * 2), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, side * 2 - 1, side * 2 - 1), radius * 2, fill=255)
    return mask.resize((side, side), Image.Resampling.LANCZOS)


def _store(image: Image.Image, pen: ImageDraw.ImageDraw, card: Card, ink: str) -> None:
    """The logo, or the first letter on a tile, and the name."""
    tile = Image.new("RGB", (88, 88), "#ffffff")
    logo = _logo(card)
    if logo is not None:
        tile.paste(logo, (0, 0), logo if logo.mode == "RGBA" else None)
    else:
        own = ImageDraw.Draw(tile)
        letter = card.store[:1].upper()
        own.text((44, 44), letter, font=font(52, 800), fill=_dark_enough(card.brand), anchor="mm")
    image.paste(tile, (EDGE, EDGE), _rounded(88, 24))
    name = _cut(card.store, font(34, 650), 480)
    pen.text((EDGE + 112, EDGE + 44), name, font=font(34, 650), fill=ink, anchor="lm")


def _dark_enough(colour: str) -> str:
    return colour if ink_on(colour) == "#ffffff" else mix("#000000", colour, 0.6)


def _logo(card: Card) -> Image.Image | None:
    if not card.logo or card.logo.endswith(".svg"):
        return None
    with suppress(NotAPicture, TooManyPixels, OSError):
        with default_storage.open(card.logo) as file:
            data = bytes(file.read())
        with opened(data, most_pixels=MOST_PIXELS) as logo:
            return logo.resize((88, 88), Image.Resampling.LANCZOS)
    return None


def _words(pen: ImageDraw.ImageDraw, card: Card, ink: str, width: int) -> None:
    """The title as large as three lines of it allow, and what stands under it."""
    size, lines = next(_fitting(card.title, width))
    face = font(size, 800)
    height = round(size * 1.12)
    room = len(lines) * height + (54 if card.subtitle else 0)
    top = 200 + (340 - room) // 2
    for place, line in enumerate(lines):
        pen.text((EDGE - 3, top + place * height), line, font=face, fill=ink)
    if card.subtitle:
        small = font(34, 500)
        text = _cut(card.subtitle, small, width)
        soft = mix(ink, card.brand, 0.86)
        pen.text((EDGE, top + len(lines) * height + 18), text, font=small, fill=soft)


def _fitting(title: str, width: int) -> Iterator[tuple[int, list[str]]]:
    for size in (104, 92, 80, 70, 60, 52):
        lines = _wrapped(title, font(size, 800), width)
        if len(lines) <= 3 and all(font(size, 800).getlength(line) <= width for line in lines):
            yield size, lines
    face = font(52, 800)
    yield 52, [_cut(line, face, width) for line in _wrapped(title, face, width)[:3]]


def _wrapped(text: str, face: Any, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and face.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _cut(text: str, face: Any, width: int) -> str:
    if face.getlength(text) <= width:
        return text
    while text and face.getlength(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"


@lru_cache(maxsize=32)
def font(size: int, weight: int) -> Any:
    """The pages' own face; where the front end was not built, Pillow's."""
    folder = Path(settings.BASE_DIR) / "frontend" / "dist" / "assets"
    file = next(iter(sorted(folder.glob(FONTS))), None)
    if file is None:
        return ImageFont.load_default(size)
    face = ImageFont.truetype(file, size)
    face.set_variation_by_axes([weight])
    return face
