"""Pasta, risotto, oven dishes, salads and what is served in bowls."""

from math import cos, pi, sin

from simulator.demo.drawing.canvas import Canvas, blob, dark, light, mix, number, rounded
from simulator.demo.drawing.family import draws
from simulator.demo.drawing.scenes import FRESH, WARM, board, bowl, plate, table
from simulator.demo.drawing.toppings import TOPPINGS

SAUCES = {
    "sugo": "#cf4a2c", "ragu": "#a84527", "carbonara": "#f3d27c", "alfredo": "#f4e3ba",
    "pesto": "#6f9a3b", "butter": "#eebf55", "oil": "#efd58c",
}  # fmt: skip
RICE = {"saffron": "#f2b632", "brown": "#c59a6a", "lemon": "#f5e08a", "beet": "#b8416a"}


def dress(canvas: Canvas, names: tuple[str, ...], reach: float, *, most: int = 6, size: float = 1.3) -> None:  # fmt: skip
    """Put toppings over the middle of a dish."""
    for name in names:
        if topping := TOPPINGS.get(name):
            count = min(most, topping.count)
            canvas.scatter_large(name, topping.markup, count, reach, topping.room, size)


def _strands(canvas: Canvas, colour: str, width: float, count: int) -> None:
    """A nest of long pasta: arcs wound about the middle."""
    rng = canvas.rng
    tones = {colour: [], light(colour, 0.25): [], dark(colour, 0.12): []}
    for step in range(count):
        r = 30 + 132 * (1 - step / count) + rng.uniform(-8, 8)
        x, y = 400 + rng.uniform(-26, 26), 296 + rng.uniform(-22, 22)
        a, span = rng.uniform(0, 2 * pi), rng.uniform(1.6, 3.6)
        d = f"M{number(x + r * cos(a))} {number(y + r * sin(a))}A{number(r)} {number(r)} 0 {int(span > pi)} 1 {number(x + r * cos(a + span))} {number(y + r * sin(a + span))}"
        rng.choice(list(tones.values())).append(d)
    for tone, arcs in sorted(tones.items()):
        canvas.line("".join(arcs), tone, width)


@draws("pasta")
def pasta(canvas: Canvas, shape: str, sauce: str, *words: str) -> None:
    """A deep plate of pasta: "pasta spaghetti sugo basil"."""
    rng = canvas.rng
    table(canvas, WARM)
    glaze = rng.choice(["#fdf8ef", "#f3ece0", "#5e7784", "#e8dccb"])
    bowl(canvas, 232, colour=glaze)
    tone = SAUCES[sauce]
    canvas.path(blob(rng, 400, 300, 186, corners=12, wobble=0.04), dark(tone, 0.18))
    dough = mix("#f2cf7c", tone, 0.3 if sauce in ("sugo", "ragu", "pesto") else 0.12)
    if shape in ("spaghetti", "fettuccine"):
        canvas.path(blob(rng, 398, 296, 172, corners=12, wobble=0.05), dark(dough, 0.22))
        _strands(canvas, dough, 11 if shape == "spaghetti" else 22, 32 if shape == "spaghetti" else 22)
        if sauce in ("sugo", "ragu", "pesto"):
            canvas.path(blob(rng, 400, 290, 84, corners=9, wobble=0.16), dark(tone, 0.12))
            canvas.path(blob(rng, 397, 285, 76, corners=9, wobble=0.18), tone)
    else:
        _pieces(canvas, shape, dough, tone, sauce)
    if sauce == "ragu":
        for _ in range(9):
            canvas.path(blob(rng, 400 + rng.uniform(-58, 58), 286 + rng.uniform(-52, 52), 14, corners=6, wobble=0.2), rng.choice(["#7c3119", "#94401f", "#bf5d36"]))
    canvas.taken.clear()
    dress(canvas, words, 100, most=5)


_SHAPES = {
    "penne": '<rect x="-38" y="-14" width="76" height="28" rx="12" fill="{d}"/><rect x="-38" y="-14" width="74" height="22" rx="10" fill="{c}"/><path d="M-26-6H22M-26 1H22" stroke="{d}" stroke-width="2"/><ellipse cx="33" rx="6" ry="11" fill="{k}"/>',
    "gnocchi": '<ellipse rx="31" ry="24" fill="{d}"/><ellipse cx="-2" cy="-3" rx="28" ry="20" fill="{c}"/><path d="M-14-14Q-8 0-14 12M0-17Q6 0 0 14M13-14Q18-2 13 10" stroke="{d}" stroke-width="3.5" fill="none" stroke-linecap="round"/>',
    "ravioli": '<path d="M-44-38Q-37-44-29-40T-14-41T0-41T15-41T30-40T43-38Q46-30 42-22T43-8T42 8T43 22T42 38Q36 44 28 41T14 42T0 42T-15 42T-30 41T-43 38Q-46 30-43 22T-43 8T-43-8T-42-22T-44-38Z" fill="{d}"/><rect x="-38" y="-37" width="74" height="71" rx="10" fill="{c}"/><rect x="-25" y="-26" width="48" height="46" rx="19" fill="{l}"/>',
}


def _pieces(canvas: Canvas, shape: str, dough: str, tone: str, sauce: str) -> None:
    """Short pasta, heaped and glazed."""
    canvas.path(blob(canvas.rng, 400, 298, 172, corners=12, wobble=0.06), tone)
    soaked = mix(dough, tone, 0.25) if sauce == "pesto" else dough
    markup = _SHAPES[shape].format(c=soaked, d=dark(soaked, 0.28), k=dark(soaked, 0.5), l=light(soaked, 0.45))
    count, room = {"penne": (26, 20), "gnocchi": (26, 26), "ravioli": (9, 48)}[shape]
    canvas.scatter(shape, markup, count, 136, room)
    for _ in range(7):
        x, y = 400 + canvas.rng.uniform(-95, 95), 298 + canvas.rng.uniform(-90, 90)
        canvas.path(blob(canvas.rng, x, y, canvas.rng.uniform(12, 22), corners=7, wobble=0.2), light(tone, 0.12), opacity=0.85)


@draws("risotto")
def risotto(canvas: Canvas, kind: str, *words: str) -> None:
    """Creamy rice in a wide plate, with its grains."""
    rng = canvas.rng
    table(canvas, WARM)
    plate(canvas, 240, colour=rng.choice(["#fffdf8", "#4d6470", "#efe3d3"]))
    tone = RICE[kind]
    canvas.path(blob(rng, 402, 304, 168, corners=13, wobble=0.05), dark(tone, 0.22))
    canvas.path(blob(rng, 398, 298, 164, corners=13, wobble=0.05), tone)
    grain = f'<ellipse rx="15" ry="7" fill="{light(tone, 0.42)}"/><ellipse cx="2" cy="3" rx="13" ry="4" fill="{dark(tone, 0.1)}" opacity=".5"/>'
    canvas.scatter("grain", grain, 40, 146, 12)
    canvas.taken.clear()
    dress(canvas, tuple("mozzarella" if word == "cheese" else word for word in words), 92, most=6)
    parsley = TOPPINGS["parsley"]
    canvas.scatter("parsley", parsley.markup, 5, 120, 14, sizes=(0.6, 0.9))


@draws("salad")
def salad(canvas: Canvas, *words: str) -> None:
    """Leaves in a bowl; caprese, burrata and carpaccio lie on a plate."""
    rng = canvas.rng
    table(canvas, FRESH)
    if words == ("caprese",):
        plate(canvas, 240)
        _ring_of_slices(canvas)
        return
    glaze = rng.choice(["#fdf8ef", "#d9c3a5", "#6b8288", "#f1e6d6"])
    bowl(canvas, 234, colour=glaze)
    canvas.path(blob(rng, 400, 300, 188, corners=12, wobble=0.05), "#3f7a30")
    for name, count in (("lettuce", 10), ("arugula", 6)):
        canvas.scatter_large(name, TOPPINGS[name].markup, count if name in words or name == "lettuce" else 5, 138, 34, 1.3)
    canvas.taken.clear()
    rest = tuple(word for word in words if word not in ("lettuce", "arugula"))
    dress(canvas, rest, 118, most=6)


def _ring_of_slices(canvas: Canvas) -> None:
    """Tomato and mozzarella by turns, as it is laid in Capri."""
    for step in range(12):
        angle = step * pi / 6
        x, y = 400 + 112 * cos(angle), 300 + 112 * sin(angle)
        name = "tomato" if step % 2 else "mozzarella"
        canvas.circle(x + 5, y + 7, 44, "#3a1d10", opacity=0.12)
        canvas.stamp(name, TOPPINGS[name].markup, x, y, angle * 57.3, 1.55 if step % 2 else 1.3)
    for x, y in ((400, 290), (386, 316), (416, 312)):
        canvas.stamp("basil", TOPPINGS["basil"].markup, x, y, canvas.rng.uniform(0, 360), 1.2)
    for step in range(9):
        angle = step * 0.7 + 0.3
        canvas.circle(400 + 172 * cos(angle), 300 + 172 * sin(angle), 5, "#8a9a3a", opacity=0.8)


@draws("burrata")
def burrata(canvas: Canvas, *words: str) -> None:
    rng = canvas.rng
    table(canvas, FRESH)
    plate(canvas, 240, colour="#42606b")
    canvas.path(blob(rng, 400, 308, 158, corners=11, wobble=0.12), "#5f8a35")
    canvas.path(blob(rng, 396, 302, 146, corners=11, wobble=0.14), "#7fae46")
    cherry = '<circle r="30" fill="#b3301f"/><circle cx="-2" cy="-3" r="27" fill="#dd4a33"/><ellipse cx="-10" cy="-12" rx="8" ry="5" fill="#f7a58f" transform="rotate(-35)"/>'
    canvas.scatter("cherry", cherry, 9, 148, 32, inner=116)
    canvas.circle(408, 312, 92, "#24370f", opacity=0.25)
    canvas.path("M310 304C306 236 358 214 388 208C384 190 396 182 408 184C422 182 430 194 424 208C462 216 500 246 494 306C490 362 448 392 402 392C352 392 312 362 310 304Z", "#e9dcc2")
    canvas.path("M316 298C314 240 360 220 392 214C388 196 398 190 408 190C420 190 424 200 418 214C456 220 488 250 484 298C480 350 444 378 400 378C354 378 318 350 316 298Z", "#fffaf0")
    canvas.line("M392 216C384 236 378 246 372 262M406 216C408 240 408 250 410 270M420 216C430 232 438 246 442 258", "#e7d9bb", 5)
    canvas.line("M338 288C340 262 352 248 366 240", "#ffffff", 9, opacity=0.9)
    for x, y in ((470, 226), (330, 380), (486, 372)):
        canvas.stamp("basil", TOPPINGS["basil"].markup, x, y, rng.uniform(0, 360), 1.1)


@draws("carpaccio")
def carpaccio(canvas: Canvas, *words: str) -> None:
    rng = canvas.rng
    table(canvas, WARM)
    plate(canvas, 244)
    for step in range(9):
        angle = step * 2 * pi / 9
        x, y = 400 + 106 * cos(angle), 300 + 100 * sin(angle)
        leaf = blob(rng, x, y, 70, corners=8, wobble=0.1)
        canvas.path(leaf, "#a12f38", stroke="#f3c9c0", stroke_width=4, opacity=0.93)
    canvas.path(blob(rng, 400, 300, 84, corners=8, wobble=0.1), "#b83b43")
    canvas.line("M300 250C330 240 340 262 372 252M430 372C460 356 480 372 512 350M300 350C330 366 340 350 372 362M440 236C470 250 480 232 506 250", "#e58f8a", 4)
    canvas.taken.clear()
    dress(canvas, words, 92, most=8)
    canvas.scatter("caper", '<circle r="9" fill="#566b2c"/><circle cx="-3" cy="-3" r="4" fill="#8fa653"/>', 8, 150, 16)


@draws("lasagna")
def lasagna(canvas: Canvas, kind: str, *_: str) -> None:
    """What comes out of the oven in its own dish."""
    rng = canvas.rng
    table(canvas, WARM)
    ware = rng.choice(["#b5472f", "#4f6b72", "#d9c7ad"])
    for x, y, w, h, colour, rx in (
        (142, 132, 560, 388, "#2a120620", 60), (122, 108, 560, 388, dark(ware, 0.3), 60),
        (120, 102, 556, 384, ware, 58), (150, 130, 496, 326, dark(ware, 0.4), 42),
    ):  # fmt: skip
        canvas.rect(x, y, w, h, colour, rx)
    for x in (96, 676):
        canvas.rect(x, 250, 28, 96, dark(ware, 0.15), 12)
    base = {"green": "#c9532f", "ragu": "#c34f2b", "rolls": "#f2dfb3", "shells": "#eaa27f"}[kind]
    canvas.rect(160, 140, 478, 308, base, 34)
    {"ragu": _gratin, "green": _gratin, "rolls": _rolls, "shells": _shells}[kind](canvas, kind)
    for x, y in ((330, 240), (470, 350), (520, 220)):
        canvas.stamp("basil", TOPPINGS["basil"].markup, x, y, rng.uniform(0, 360), 1.1)
    canvas.line("M144 170C146 138 160 128 190 124", light(ware, 0.5), 7, opacity=0.8)


def _gratin(canvas: Canvas, kind: str) -> None:
    rng = canvas.rng
    for _ in range(16 if kind == "ragu" else 11):
        x, y = rng.uniform(205, 595), rng.uniform(180, 410)
        canvas.path(blob(rng, x, y, rng.uniform(40, 70), corners=7, wobble=0.16, squash=0.72), rng.choice(["#f6d98c", "#fbe8b4", "#efc56b"]))
    for _ in range(10):
        x, y = rng.uniform(190, 610), rng.uniform(170, 420)
        canvas.path(blob(rng, x, y, rng.uniform(8, 22), corners=5, wobble=0.2, squash=0.7), rng.choice(["#a9571f", "#c97b31", "#8a3f1a"]), opacity=0.75)
    if kind == "green":
        slice_ = '<circle r="40" fill="#43294a"/><circle r="35" fill="#e4d3a0"/><g fill="#b79a63"><circle cx="-12" cy="-6" r="3"/><circle cx="10" cy="-10" r="3"/><circle cx="4" cy="12" r="3"/><circle cx="-10" cy="12" r="3"/></g>'
        for x, y in ((250, 230), (395, 300), (545, 300), (270, 370), (430, 400), (400, 190)):
            canvas.stamp("aubergine", slice_, x, y, rng.uniform(0, 360))


def _rolls(canvas: Canvas, _: str) -> None:
    for step in range(4):
        x = 188 + step * 108
        canvas.rect(x + 6, 166, 92, 264, "#b98c4a", 40, opacity=0.4)
        canvas.rect(x, 158, 92, 264, "#e9c57e", 40)
        canvas.rect(x + 6, 160, 74, 256, "#f7e0a8", 34)
        for end in (178, 402):
            canvas.ellipse(x + 46, end, 26, 13, "#5f8a45")
            canvas.ellipse(x + 44, end - 2, 17, 8, "#f4ead2")
    rng = canvas.rng
    for _i in range(9):
        x, y = rng.uniform(200, 600), rng.uniform(220, 370)
        canvas.path(blob(rng, x, y, rng.uniform(26, 48), corners=8, wobble=0.2, squash=0.6), rng.choice(["#fff6e0", "#fbe7b5", "#d99a45"]), opacity=0.9)


def _shells(canvas: Canvas, _: str) -> None:
    shell = '<path d="M-58 10C-58-40 58-40 58 10C44 46-44 46-58 10Z" fill="#c98f45"/><path d="M-54 4C-52-38 52-38 54 4C40 34-40 34-54 4Z" fill="#f5d48f"/><ellipse cy="6" rx="36" ry="17" fill="#fdf1da"/><path d="M-30-20Q-24-8-26 0M-10-26Q-6-14-8-6M12-26Q10-14 10-6M32-18Q26-8 26 0" stroke="#dcae62" stroke-width="4" fill="none"/>'
    for row, y in enumerate((196, 294, 392)):
        for x in (228, 342, 456, 570):
            canvas.stamp("shell", shell, x - (row % 2) * 14, y, canvas.rng.uniform(-14, 14), 0.95)
            shrimp = TOPPINGS["shrimp"].markup
            canvas.stamp("shrimp", shrimp, x - (row % 2) * 14, y - 2, canvas.rng.uniform(0, 360), 0.75)


@draws("fried")
def fried(canvas: Canvas, shape: str, *_: str) -> None:
    """Golden things on paper, with a sauce to dip in."""
    rng = canvas.rng
    table(canvas, FRESH)
    plate(canvas, 242, colour=rng.choice(["#50707a", "#fffdf8", "#e3d2ba"]))
    canvas.path(rounded([(270, 150), (560, 190), (540, 460), (240, 430)], 24), "#f8efdd", opacity=0.95)
    markup, count, room = {
        "ball": ('<circle cx="5" cy="8" r="50" fill="#3a1d10" opacity=".16"/><circle r="50" fill="#a85f22"/><circle cx="-3" cy="-4" r="46" fill="#d98f3a"/><circle cx="-10" cy="-13" r="28" fill="#eab05c"/><g fill="#f8d690"><circle cx="-20" cy="-22" r="4"/><circle cx="-4" cy="-28" r="3"/><circle cx="14" cy="-10" r="3"/><circle cx="-24" cy="2" r="3"/></g><g fill="#9c551c"><circle cx="20" cy="14" r="4"/><circle cx="2" cy="26" r="4"/><circle cx="-14" cy="18" r="3"/></g>', 6, 52),
        "ring": ('<g fill="none"><circle cx="4" cy="7" r="34" stroke="#3a1d10" stroke-opacity=".15" stroke-width="24"/><circle r="34" stroke="#b06a25" stroke-width="25"/><circle cx="-1" cy="-2" r="34" stroke="#e5a44b" stroke-width="19"/><circle cx="-2" cy="-4" r="34" stroke="#f6cd84" stroke-width="6" stroke-dasharray="14 9"/></g>', 11, 36),
        "stick": ('<rect x="-76" y="-16" width="160" height="46" rx="14" fill="#3a1d10" opacity=".13"/><rect x="-80" y="-23" width="160" height="46" rx="13" fill="#c2812b"/><rect x="-80" y="-24" width="156" height="38" rx="12" fill="#f2bd4a"/><path d="M-64-14H40" stroke="#fbe09a" stroke-width="6" stroke-linecap="round"/>', 9, 36),
    }[shape]  # fmt: skip
    canvas.scatter(shape, markup, count, 116, room, centre=(366, 296), sizes=(0.95, 1.05))
    sauce = {"ball": "#c8422a", "ring": "#f6e8b8", "stick": "#f0e6cf"}[shape]
    x, y = 545, 395
    canvas.shadow_disc(x, y, 66)
    canvas.circle(x, y, 70, "#d8c8b2")
    canvas.circle(x - 2, y - 3, 68, "#fffaf0")
    canvas.circle(x, y, 54, dark(sauce, 0.2))
    canvas.circle(x + 1, y + 3, 51, sauce)
    canvas.line(f"M{x - 24} {y}C{x - 18} {y - 26} {x + 26} {y - 22} {x + 22} {y + 4}C{x + 14} {y + 22} {x - 10} {y + 18} {x - 6} {y + 2}", light(sauce, 0.35), 6)
    canvas.stamp("parsley", TOPPINGS["parsley"].markup, x + 4, y - 4, 0, 1.3)


@draws("board")
def charcuterie(canvas: Canvas, *_: str) -> None:
    """Cold cuts, cheese and olives on a board."""
    table(canvas, WARM, cloth=False)
    board(canvas)
    for x, y in ((180, 170), (225, 220), (180, 268), (250, 160), (262, 268)):
        canvas.circle(x + 5, y + 7, 40, "#3a1d10", opacity=0.12)
        canvas.stamp("pepperoni", TOPPINGS["pepperoni"].markup, x, y, x % 360, 1.35)
    for x, y in ((196, 370), (268, 396), (214, 428)):
        canvas.stamp("ham", TOPPINGS["ham"].markup, x, y, x, 1.5)
    for x, y, turn in ((400, 190, -18), (440, 244, 8), (380, 280, 26)):
        canvas.add(
            f'<g transform="translate({x} {y})rotate({turn})"><path d="M-66 30L62-30L70 26Z" fill="#3a1d10" opacity=".13" transform="translate(6 9)"/><path d="M-66 30L62-30L70 26Z" fill="#e9b84e"/><path d="M-66 26L62-34L66 4Z" fill="#fbe09a"/><circle cx="34" cy="0" r="6" fill="#e0a93d"/><circle cx="10" cy="14" r="5" fill="#e0a93d"/></g>'
        )
    for x, y, turn in ((560, 190, 14), (600, 260, -8)):
        canvas.add(
            f'<g transform="translate({x} {y})rotate({turn})"><rect x="-58" y="-38" width="120" height="86" rx="18" fill="#3a1d10" opacity=".13"/><rect x="-62" y="-46" width="120" height="86" rx="18" fill="#b87333"/><rect x="-58" y="-46" width="112" height="72" rx="16" fill="#e4ac5d"/><g fill="#8a5224"><circle cx="-30" cy="-20" r="7"/><circle cx="6" cy="-8" r="7"/><circle cx="32" cy="-26" r="7"/><circle cx="-14" cy="10" r="7"/></g><path d="M-40 4L-26 12M14-34L26-26" stroke="#5f8a4c" stroke-width="5" stroke-linecap="round"/></g>'
        )
    x, y = 440, 400
    canvas.shadow_disc(x, y, 62)
    canvas.circle(x, y, 66, "#fffaf0")
    canvas.circle(x, y, 52, "#5d7038")
    canvas.taken.clear()
    canvas.scatter("green", '<circle r="17" fill="#7f9a3f"/><circle r="6" fill="#c8452f"/><path d="M-10-5A12 12 0 0 1-3-12" stroke="#cfdd95" stroke-width="4" fill="none" stroke-linecap="round"/>', 8, 36, 18, centre=(x, y))
    for px, py in ((574, 400), (610, 380), (560, 440), (606, 430), (640, 412)):
        canvas.stamp("berry", TOPPINGS["berry"].markup, px, py, 0, 1.3)
