"""What things stand on: a table seen from above, or a shelf seen from the side."""

from simulator.demo.drawing.canvas import SHADE, Canvas, blob, dark, light, mix

WARM = ("#e9c9a2", "#d98f6a", "#a9bb94", "#86a9a2", "#e8c66e", "#d9a79b")
FRESH = ("#f0d6a8", "#e2a98b", "#d7b6c0", "#9fb6c4", "#e9cf8f")
DUSK = ("#e6b98a", "#7f9f98", "#c98a7d", "#8b9db3", "#b9ac7c")
COOL = ("#a9c3d6", "#c9d3b4", "#e5cf9d", "#b7c9cf", "#d9bfa6")
ROSE = ("#e6c3c3", "#d8b7cc", "#ecd3b4", "#c5cbb5", "#c9bfd9")
CLEAR = ("#a8d0cf", "#f0d58c", "#b9d3a4", "#f0bf8f", "#a9c0de")


def table(canvas: Canvas, colours: tuple[str, ...] = WARM, *, cloth: bool = True) -> str:
    """A table top with a patch of light, and sometimes a cloth under the dish. Returns its colour."""
    rng = canvas.rng
    canvas.zoom = 1.13
    base = rng.choice(colours)
    canvas.rect(0, 0, 800, 600, base)
    canvas.path(blob(rng, 320, 230, 400, corners=7, wobble=0.12, squash=0.8), light(base, 0.28))
    if cloth and rng.random() < 0.7:
        _cloth(canvas, base)
    return base


def _cloth(canvas: Canvas, base: str) -> None:
    rng = canvas.rng
    colour = rng.choice(["#fbf3e4", "#f4e3cf", mix(base, "#fffaf0", 0.75)])
    stripe = rng.choice(["#c0553c", "#5f7f63", "#4a6a86", "#c9973b"])
    turn = rng.choice([-24, -14, 14, 24])
    spot = f"rotate({turn} 400 300)"
    canvas.add(f'<g transform="{spot}">')
    canvas.rect(132, 26, 548, 562, SHADE, 12, opacity=0.1)
    canvas.rect(120, 12, 548, 562, colour, 12)
    for x in (150, 168, 612, 630):
        canvas.rect(x, 12, 7 if x in (168, 612) else 12, 562, stripe, opacity=0.75)
    canvas.add("</g>")


def plate(canvas: Canvas, r: float = 236, *, colour: str = "#fffdf8", x: float = 400, y: float = 300) -> None:  # fmt: skip
    """A shallow plate from above."""
    canvas.shadow_disc(x, y, r)
    canvas.circle(x, y, r, mix(colour, "#b7a48e", 0.3))
    canvas.circle(x - 2, y - 3, r - 3, colour)
    canvas.circle(x, y, r * 0.76, mix(colour, "#c9b79f", 0.28))
    canvas.circle(x + 2, y + 3, r * 0.75, mix(colour, "#efe4d2", 0.5))
    _gleam(canvas, x, y, r * 0.9)


def bowl(canvas: Canvas, r: float = 226, *, colour: str = "#fdf8ef", x: float = 400, y: float = 300) -> float:  # fmt: skip
    """A deep bowl from above. Returns the radius of what is in it."""
    canvas.shadow_disc(x, y, r)
    canvas.circle(x, y, r, dark(colour, 0.22))
    canvas.circle(x - 2, y - 3, r - 3, colour)
    canvas.circle(x, y, r * 0.88, dark(colour, 0.3))
    canvas.circle(x + 4, y + 6, r * 0.865, dark(colour, 0.16))
    _gleam(canvas, x, y, r * 0.94)
    return r * 0.82


def _gleam(canvas: Canvas, x: float, y: float, r: float) -> None:
    canvas.line(
        f"M{x - r:.0f} {y - 0.1 * r:.0f}A{r:.0f} {r:.0f} 0 0 1 {x - 0.45 * r:.0f} {y - 0.893 * r:.0f}",
        "#ffffff", 7, opacity=0.8)  # fmt: skip


def board(canvas: Canvas, *, round_: bool = False) -> None:
    """A wooden board."""
    wood = canvas.rng.choice(["#b9794a", "#c58b57", "#a86f45"])
    if round_:
        canvas.shadow_disc(400, 300, 258)
        canvas.circle(400, 300, 258, dark(wood, 0.25))
        canvas.circle(398, 296, 256, wood)
        rings = "M170 250C300 220 520 220 636 262M160 330C300 370 520 372 640 330M210 430C320 452 500 450 590 428M230 160C330 140 480 140 570 168"
    else:
        canvas.rect(118, 126, 590, 392, SHADE, 44, opacity=0.09)
        canvas.rect(116, 118, 580, 384, SHADE, 40, opacity=0.13)
        canvas.rect(105, 104, 580, 384, dark(wood, 0.25), 40)
        canvas.rect(103, 100, 580, 380, wood, 40)
        canvas.circle(640, 290, 18, dark(wood, 0.35))
        rings = "M130 180C280 160 480 200 650 176M124 300C260 320 420 280 590 300M130 410C300 390 480 430 650 404"
    canvas.line(rings, light(wood, 0.25), 5, opacity=0.7)


def shelf(canvas: Canvas, colours: tuple[str, ...] = COOL, *, ground: float = 470) -> str:
    """A wall with a round of light and the surface things stand on. Returns the wall's colour."""
    rng = canvas.rng
    canvas.zoom = 1.08
    base = rng.choice(colours)
    canvas.rect(0, 0, 800, 600, light(base, 0.18))
    canvas.circle(400 + rng.choice([-50, -30, 30, 50]), 280, 250, light(base, 0.52))
    canvas.rect(0, ground, 800, 600 - ground, dark(base, 0.14))
    canvas.rect(0, ground, 800, 12, light(base, 0.3), opacity=0.5)
    return base


def stand(canvas: Canvas, x: float, y: float, w: float) -> None:
    """The shadow of something `w` wide that stands at (x, y)."""
    canvas.ellipse(x + 26, y, w * 0.62 + 18, 22, SHADE, opacity=0.1)
    canvas.ellipse(x + 12, y - 2, w * 0.54, 15, SHADE, opacity=0.18)
