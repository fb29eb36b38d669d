"""Pizzas and toasts."""

from math import cos, pi, sin

from simulator.demo.drawing.canvas import Canvas, blob, dark, light
from simulator.demo.drawing.family import draws
from simulator.demo.drawing.scenes import DUSK, WARM, board, table
from simulator.demo.drawing.toppings import TOPPINGS

SAUCES = {
    "red": ("#bf3d25", "#d9573a"),
    "white": ("#eccd84", "#f9e6b4"),
    "chocolate": ("#4a2617", "#6b3a22"),
    "caramel": ("#b8742c", "#d99a4a"),
}
CHEESE = ("#eebf57", "#f8dc8d")


@draws("pizza")
def pizza(canvas: Canvas, *words: str) -> None:
    """A pizza on its board: "pizza white mushroom", "pizza half pepperoni basil"."""
    rng = canvas.rng
    table(canvas, DUSK, cloth=False)
    board(canvas, round_=True)
    kind = next((word for word in words if word in SAUCES), "")
    canvas.shadow_disc(400, 300, 214)
    canvas.path(blob(rng, 400, 300, 222, corners=12, wobble=0.018), "#a9642b")
    canvas.path(blob(rng, 398, 296, 217, corners=12, wobble=0.016), "#d99a4e")
    canvas.path(blob(rng, 396, 293, 206, corners=12, wobble=0.014), "#e9b468")
    _scorch(canvas)
    under, over = SAUCES.get(kind, SAUCES["red"])
    canvas.path(blob(rng, 400, 300, 184, corners=12, wobble=0.02), under)
    if kind in ("red", ""):
        canvas.path(blob(rng, 400, 300, 176, corners=11, wobble=0.03), over)
    else:
        canvas.path(blob(rng, 398, 297, 176, corners=11, wobble=0.03), over)
    if not kind:
        edge, top = CHEESE
        canvas.path(blob(rng, 400, 301, 172, corners=11, wobble=0.05), edge)
        canvas.path(blob(rng, 397, 297, 165, corners=11, wobble=0.06), top)
    _spots(canvas, light(over if kind else CHEESE[1], 0.5), dark(over if kind else CHEESE[0], 0.1))
    if words[:1] == ("half",):
        _halves(canvas, words[1], words[2])
    else:
        _cuts(canvas, dark(CHEESE[0] if not kind else over, 0.22))
        _dress(canvas, [word for word in words if word not in SAUCES])


def _scorch(canvas: Canvas) -> None:
    """What the wood fire leaves on the rim."""
    for _ in range(6):
        angle, away = canvas.rng.uniform(0, 2 * pi), canvas.rng.uniform(194, 208)
        x, y = 398 + away * cos(angle), 296 + away * sin(angle)
        size = canvas.rng.uniform(6, 15)
        canvas.ellipse(x, y, size, size * 0.6, "#7c421c", opacity=0.45, transform=f"rotate({angle * 57.3 + 90:.0f} {x:.0f} {y:.0f})")
    canvas.line("M214 222A206 206 0 0 1 330 104", "#f8dba1", 9, opacity=0.8)


def _spots(canvas: Canvas, pale: str, deep: str) -> None:
    for _ in range(5):
        angle, away = canvas.rng.uniform(0, 2 * pi), canvas.rng.uniform(20, 150)
        x, y = 400 + away * cos(angle), 300 + away * sin(angle)
        canvas.ellipse(x, y, canvas.rng.uniform(10, 24), canvas.rng.uniform(7, 15), canvas.rng.choice([pale, pale, deep]), opacity=0.5)


def _cuts(canvas: Canvas, colour: str) -> None:
    turn = canvas.rng.uniform(0, pi / 4)
    lines = "".join(f"M{400 + 186 * cos(turn + k * pi / 4):.0f} {300 + 186 * sin(turn + k * pi / 4):.0f}L{400 - 186 * cos(turn + k * pi / 4):.0f} {300 - 186 * sin(turn + k * pi / 4):.0f}" for k in range(4))
    canvas.line(lines, colour, 3, opacity=0.55)


def _dress(canvas: Canvas, names: list[str]) -> None:
    share = {1: 1.2, 2: 0.85, 3: 0.7}.get(len(names), 0.52)
    for name in names:
        topping = TOPPINGS[name]
        count = max(4, round(topping.count * share))
        canvas.scatter_large(name, topping.markup, count, 146, topping.room, 1.3)


def _halves(canvas: Canvas, left: str, right: str) -> None:
    """Two flavours, parted by a cut from top to bottom."""
    canvas.path("M400 124A176 176 0 0 1 400 476Z", "#f1e0b0", opacity=0.75)
    canvas.path("M400 112V488", "none", stroke="#9c5a25", stroke_width=7, stroke_linecap="round")
    for name, x, count in ((left, 312, 8), (right, 488, 7)):
        topping = TOPPINGS[name]
        for y, reach, many in ((300, 66, count - 4), (196, 24, 2), (404, 24, 2)):
            inward = (x - 400) * (0.2 if y != 300 else 0)
            canvas.scatter_large(name, topping.markup, many, reach, topping.room, 1.2, centre=(x - inward, y))
    if right == "basil":
        tomato = TOPPINGS["mozzarella"]
        canvas.scatter("mozzarella", tomato.markup, 3, 70, tomato.room, centre=(486, 300))


@draws("toast")
def toast(canvas: Canvas, *words: str) -> None:
    """Three slices of bread on a board, dressed alike."""
    rng = canvas.rng
    table(canvas, WARM)
    board(canvas)
    for x, y, turn in ((240, 295, -14), (396, 285, 4), (552, 300, 16)):
        slice_ = blob(rng, 0, 0, 92, corners=8, wobble=0.05, squash=1.32)
        canvas.add(f'<g transform="translate({x} {y})rotate({turn})">')
        canvas.shadow_path(slice_, 8, 12)
        canvas.path(slice_, "#a8622c")
        canvas.path(blob(rng, -2, -4, 86, corners=8, wobble=0.05, squash=1.34), "#dfa65c")
        canvas.path(blob(rng, -2, -4, 76, corners=8, wobble=0.05, squash=1.34), "#f6dba6")
        canvas.path(blob(rng, 0, -2, 60, corners=8, wobble=0.1, squash=1.4), "#d9583c" if "tomato" in words else "#fdf3dc")
        canvas.add("</g>")
        for name, count in zip(words, (3, 2), strict=False):
            topping = TOPPINGS[name]
            canvas.scatter_large(name, topping.markup, count, 50, topping.room * 0.8, 1.1, centre=(x, y))
