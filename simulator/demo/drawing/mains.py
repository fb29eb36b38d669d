"""Plates of meat, fish and poultry with what goes beside them."""

from simulator.demo.drawing.canvas import Canvas, blob, dark, light
from simulator.demo.drawing.dishes import _strands
from simulator.demo.drawing.family import draws
from simulator.demo.drawing.scenes import WARM, plate, table
from simulator.demo.drawing.toppings import TOPPINGS

# Each is drawn around 0, 0, about 220 across, with the light from the upper left.
_STEAK = '<path d="M-118 8C-112-62-38-84 30-70C104-58 132-4 108 44C84 84-2 88-58 74C-102 62-122 44-118 8Z" fill="#4a2016"/><path d="M-114 0C-106-62-36-80 28-68C98-56 124-6 102 36C78 72-2 76-56 64C-96 54-116 34-114 0Z" fill="#7d3a24"/><path d="M-96-4C-88-50-30-64 24-54C80-46 102-10 86 20C66 48-2 54-50 44C-82 36-98 20-96-4Z" fill="#9a4f31"/><path d="M-84-26L70 34M-64-48L92 14M-96 8L30 54" stroke="#3d1a12" stroke-width="9" stroke-linecap="round"/><path d="M-112-14C-98-62-34-80 20-72" stroke="#f2d3a6" stroke-width="10" fill="none" stroke-linecap="round"/>'
_BREADED = '<path d="M-120 6C-120-56-46-78 22-72C92-66 130-20 116 30C104 76 16 80-44 74C-96 68-120 48-120 6Z" fill="#9c5a20"/><path d="M-116 0C-114-56-44-74 20-68C86-62 122-20 110 22C98 62 14 66-42 62C-92 58-116 40-116 0Z" fill="#d38e3a"/><g fill="#eebc68"><ellipse cx="-70" cy="-22" rx="18" ry="9"/><ellipse cx="-14" cy="-42" rx="20" ry="9"/><ellipse cx="48" cy="-34" rx="18" ry="8"/><ellipse cx="-40" cy="20" rx="16" ry="8"/><ellipse cx="30" cy="8" rx="20" ry="9"/><ellipse cx="84" cy="0" rx="12" ry="7"/></g>'
MEATS = {
    "steak": _STEAK,
    "milanesa": _BREADED,
    "parmigiana": _BREADED + '<path d="M-96-2C-96-48-34-62 22-58C78-52 104-14 92 18C78 46 10 50-40 46C-78 42-96 28-96-2Z" fill="#c6432a"/><path d="M-78-8C-76-44-26-54 20-48C62-44 84-12 74 8C66 20 52 12 42 26C30 40 8 24-8 36C-26 46-36 26-52 28C-72 26-80 12-78-8Z" fill="#fbe3a4"/><path d="M-58-12C-52-34-12-42 16-38" stroke="#fff6dc" stroke-width="9" fill="none" stroke-linecap="round"/><g fill="#d98f3a" opacity=".7"><ellipse cx="20" cy="-6" rx="14" ry="7"/><ellipse cx="-26" cy="8" rx="11" ry="6"/></g>',
    "chicken": '<path d="M-116 14C-112-48-40-74 34-66C104-58 122-8 100 34C76 74-12 78-62 68C-100 60-118 46-116 14Z" fill="#9a5a22"/><path d="M-112 6C-106-48-38-70 32-62C96-54 114-8 94 26C70 60-12 66-60 56C-96 50-114 36-112 6Z" fill="#e0a24c"/><path d="M-92 0C-84-38-30-54 26-48C72-42 90-14 76 8" stroke="#f6cf88" stroke-width="14" fill="none" stroke-linecap="round"/><path d="M-66-40L20 52M-20-54L62 42M30-54L92 20" stroke="#8a4a18" stroke-width="9" stroke-linecap="round"/>',
    "salmon": '<path d="M-122-14C-90-54 60-62 116-30C126 0 118 34 104 46C40 66-70 62-116 42C-128 24-128 4-122-14Z" fill="#c9683f"/><path d="M-120-18C-88-54 58-62 112-32C120-6 112 22 100 32C40 50-70 46-112 30C-124 14-124-4-120-18Z" fill="#f39a6b"/><path d="M-88-34C-80-6-84 14-92 30M-48-44C-38-10-42 18-50 40M-4-48C8-12 4 20-4 42M40-48C52-14 48 16 40 38M80-42C90-14 86 10 78 30" stroke="#fbc9a6" stroke-width="7" fill="none" stroke-linecap="round"/><path d="M-110-22C-70-46 40-52 96-36" stroke="#fff" stroke-opacity=".5" stroke-width="7" fill="none" stroke-linecap="round"/>',
    "fish": '<path d="M-126 0C-96-46 40-60 122-20C130-4 128 12 120 24C40 60-96 48-126 0Z" fill="#c99a55"/><path d="M-122-4C-94-46 40-58 116-22C124-8 122 4 114 14C38 46-94 38-122-4Z" fill="#f7e2b4"/><path d="M-80-28C-68-8-72 8-84 20M-30-42C-16-12-20 12-34 32M24-46C38-14 34 14 22 34M74-38C86-12 82 8 72 24" stroke="#e2bd7a" stroke-width="6" fill="none" stroke-linecap="round"/><path d="M-90-22C-50-42 30-48 84-32" stroke="#fff" stroke-opacity=".7" stroke-width="7" fill="none" stroke-linecap="round"/>',
    "meatball": '<circle cx="0" cy="6" r="86" fill="#5a2715"/><circle r="84" fill="#8a4426"/><circle cx="-14" cy="-16" r="56" fill="#a55a35"/><path d="M-66-30C-52-72 50-78 72-26C58 0 40-18 24 2C8 20-8-10-26 6C-44 14-60 4-66-30Z" fill="#cf4a2c"/><path d="M-48-38C-34-62 20-66 42-48" stroke="#f09071" stroke-width="9" fill="none" stroke-linecap="round"/>',
    "stew": '<circle cx="0" cy="6" r="98" fill="#4a2016"/><circle r="94" fill="#8f4a2a"/><circle cx="-6" cy="-8" r="70" fill="#a8613a"/><circle r="32" fill="#f3e6cf"/><circle r="17" fill="#d9a35a"/><path d="M-74-20C-64-60-20-76 22-70M-58 40C-34 64 20 70 50 50" stroke="#c98a5c" stroke-width="10" fill="none" stroke-linecap="round"/>',
    "nugget": "".join(f'<g transform="translate({x} {y})rotate({t})"><rect x="-46" y="-32" width="92" height="68" rx="30" fill="#9c5a20"/><rect x="-45" y="-34" width="88" height="60" rx="28" fill="#dd9c45"/><ellipse cx="-10" cy="-12" rx="22" ry="9" fill="#f0c378"/></g>' for x, y, t in ((-56, -34, -12), (48, -44, 20), (-4, 30, 4), (84, 34, -30))),
}  # fmt: skip


def _rice(canvas: Canvas, x: float, y: float) -> None:
    canvas.path(blob(canvas.rng, x + 4, y + 7, 74, corners=9, wobble=0.06), "#c9b898", opacity=0.7)
    canvas.path(blob(canvas.rng, x, y, 72, corners=9, wobble=0.06), "#fbf5e4")
    canvas.scatter("rice", '<ellipse rx="9" ry="4" fill="#e4d6b8"/>', 20, 56, 8, centre=(x, y))
    canvas.stamp("parsley", TOPPINGS["parsley"].markup, x - 6, y - 4, 0, 1.2)


def _mash(canvas: Canvas, x: float, y: float, tone: str = "#f4cf74") -> None:
    canvas.path(blob(canvas.rng, x + 4, y + 7, 78, corners=9, wobble=0.07), dark(tone, 0.3), opacity=0.6)
    canvas.path(blob(canvas.rng, x, y, 76, corners=9, wobble=0.07), tone)
    canvas.line(f"M{x - 46} {y + 10}C{x - 50} {y - 44} {x + 46} {y - 48} {x + 44} {y + 4}C{x + 36} {y + 40} {x - 22} {y + 34} {x - 18} {y + 4}C{x - 10} {y - 18} {x + 16} {y - 12} {x + 14} {y + 4}", light(tone, 0.5), 10)
    canvas.stamp("parsley", TOPPINGS["parsley"].markup, x, y, 0, 1.2)


def _potato(canvas: Canvas, x: float, y: float) -> None:
    wedge = '<path d="M-36 10C-38-22 30-30 38 2C34 24-28 30-36 10Z" fill="#b97a28"/><path d="M-34 4C-34-20 28-28 34-2C30 14-28 20-34 4Z" fill="#f3c75c"/><path d="M-20-6C-8-14 10-16 20-10" stroke="#fde6a2" stroke-width="6" fill="none" stroke-linecap="round"/>'
    canvas.scatter("wedge", wedge, 7, 62, 30, centre=(x, y))


def _leaves(canvas: Canvas, x: float, y: float) -> None:
    canvas.scatter("lettuce", TOPPINGS["lettuce"].markup, 4, 42, 34, centre=(x, y))
    canvas.scatter("tomato", TOPPINGS["tomato"].markup, 2, 36, 26, centre=(x, y))


def _vegetables(canvas: Canvas, x: float, y: float) -> None:
    for name, count in (("broccoli", 3), ("carrot", 3), ("zucchini", 2)):
        canvas.scatter(name, TOPPINGS[name].markup, count, 58, 26, centre=(x, y))


def _noodles(canvas: Canvas, x: float, y: float) -> None:
    canvas.add(f'<g transform="translate({x - 232:.0f} {y - 172:.0f})scale(.58)">')
    canvas.circle(400, 296, 140, "#c99a3e")
    _strands(canvas, "#f2cf7c", 13, 22)
    canvas.add("</g>")


SIDES = {
    "rice": _rice, "mash": _mash, "potato": _potato, "salad": _leaves, "veg": _vegetables,
    "polenta": lambda canvas, x, y: _mash(canvas, x, y, "#f6c243"), "pasta": _noodles,
}  # fmt: skip


@draws("plate")
def main_dish(canvas: Canvas, meat: str, *words: str) -> None:
    """A plate with its meat in front and one or two sides behind it."""
    rng = canvas.rng
    table(canvas, WARM)
    plate(canvas, 250, colour=rng.choice(["#fffdf8", "#fffdf8", "#516a73", "#efe2d0"]))
    canvas.add('<g transform="translate(400 300)scale(1.17)translate(-400 -306)">')
    sides = [word for word in words if word in SIDES]
    places = [(322, 214), (490, 218)] if len(sides) > 1 else [(404, 200)]
    for side, (x, y) in zip(sides, places, strict=False):
        SIDES[side](canvas, x, y)
    x, y, turn = 396, 372, rng.uniform(-14, 2)
    canvas.add(f'<g transform="translate({x + 8} {y + 14})rotate({turn:.0f})scale(1.08)" opacity=".16"><ellipse rx="122" ry="74" fill="#2a1206"/></g>')
    canvas.add(f'<g transform="translate({x} {y})rotate({turn:.0f})scale(1.08)">{MEATS[meat]}</g>')
    spots = {"lemon": (520, 372), "rosemary": (390, 352), "asparagus": (400, 290)}
    for word in words:
        if word in spots:
            sx, sy = spots[word]
            topping = TOPPINGS[word].markup
            for step in range(3 if word == "asparagus" else 1):
                canvas.stamp(word, topping, sx + step * 9, sy + step * 18 - 10, -8 + step * 7, 1.25)
    if meat in ("milanesa", "fish") and "lemon" not in words:
        canvas.stamp("lemon", TOPPINGS["lemon"].markup, 524, 400, 20, 1.25)
    canvas.taken.clear()
    canvas.scatter("parsley", TOPPINGS["parsley"].markup, 3, 60, 20, centre=(x, y))
    canvas.add("</g>")
