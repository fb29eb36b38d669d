"""An energy utility out of doors: sun, wind, streets and houses."""

from math import cos, pi, sin

from simulator.demo.drawing.canvas import SHADE, Canvas, dark, light
from simulator.demo.drawing.family import draws
from simulator.demo.drawing.scenes import shelf, stand

SKY = ("#a9d0d6", "#b9cfe0", "#f0d9a0", "#bcd8c4")
TEAL, AMBER, NIGHT = "#0b6b6c", "#f2b22a", "#2f4656"


def sun(canvas: Canvas, x: float, y: float, r: float) -> None:
    rays = "".join(f"M{x + r * 1.3 * cos(a):.0f} {y + r * 1.3 * sin(a):.0f}L{x + r * 1.62 * cos(a):.0f} {y + r * 1.62 * sin(a):.0f}" for a in (k * pi / 6 for k in range(12)))
    canvas.line(rays, "#f7c64f", 13)
    canvas.circle(x, y, r, "#f2b22a")
    canvas.circle(x - r * 0.12, y - r * 0.14, r * 0.8, "#fbd05c")


def _hills(canvas: Canvas) -> None:
    sky = canvas.rng.choice(SKY)
    canvas.rect(0, 0, 800, 600, light(sky, 0.35))
    canvas.path("M0 400C120 320 240 330 360 400C500 310 660 320 800 410V600H0Z", "#9cc08a")
    canvas.path("M0 470C180 400 340 430 460 470C580 430 700 430 800 470V600H0Z", "#7fae74")
    canvas.path("M0 540C200 500 560 500 800 540V600H0Z", "#659a63")


def _cloud(canvas: Canvas, x: float, y: float, size: float = 1) -> None:
    canvas.add(f'<g transform="translate({x} {y})scale({size})" fill="#fff" fill-opacity=".9"><circle cx="-44" cy="6" r="30"/><circle cx="0" cy="-14" r="42"/><circle cx="46" cy="4" r="32"/><rect x="-74" y="4" width="152" height="32" rx="16"/></g>')


def _panel(canvas: Canvas, points: tuple[tuple[int, int], ...], columns: int, rows: int) -> None:
    """A solar panel in any slant: upper left, upper right, lower right, lower left."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    canvas.path(f"M{ax} {ay}L{bx} {by}L{cx} {cy}L{dx} {dy}Z", "#234a78", stroke="#dfe7ec", stroke_width=9, stroke_linejoin="round")
    lines = ""
    for k in range(1, columns):
        s = k / columns
        lines += f"M{ax + (bx - ax) * s:.0f} {ay + (by - ay) * s:.0f}L{dx + (cx - dx) * s:.0f} {dy + (cy - dy) * s:.0f}"
    for k in range(1, rows):
        s = k / rows
        lines += f"M{ax + (dx - ax) * s:.0f} {ay + (dy - ay) * s:.0f}L{bx + (cx - bx) * s:.0f} {by + (cy - by) * s:.0f}"
    canvas.line(lines, "#6f9bc9", 4)
    canvas.path(f"M{ax} {ay}L{ax + (bx - ax) * 0.42:.0f} {ay + (by - ay) * 0.42:.0f}L{dx + (cx - dx) * 0.12:.0f} {dy + (cy - dy) * 0.12:.0f}L{dx} {dy}Z", "#ffffff", opacity=0.18)


@draws("solar")
def solar(canvas: Canvas, where: str) -> None:
    _hills(canvas)
    canvas.zoom = 1.08
    if where == "field":
        sun(canvas, 590, 150, 62)
        _cloud(canvas, 230, 150)
        for x, y, s in ((90, 300, 0.7), (330, 300, 0.7), (560, 300, 0.7), (60, 410, 1.0), (410, 410, 1.0)):
            w, h = 230 * s, 110 * s
            canvas.path(f"M{x + w * 0.4:.0f} {y + h:.0f}V{y + h + 34 * s:.0f}M{x + w * 0.8:.0f} {y + h:.0f}V{y + h + 34 * s:.0f}", "none", stroke="#8a969e", stroke_width=12 * s)
            _panel(canvas, ((int(x + 50 * s), y), (int(x + w + 70 * s), y), (int(x + w), int(y + h)), (int(x - 20 * s), int(y + h))), 5, 3)
        return
    sun(canvas, 190, 150, 64)
    _cloud(canvas, 640, 130, 0.9)
    canvas.rect(236, 340, 360, 190, "#fbf3e4")
    canvas.rect(520, 340, 76, 190, "#e6d8c0")
    canvas.path("M190 350L300 190H600L650 350Z", "#c0553c")
    canvas.path("M600 190L650 350H610L568 190Z", "#9c4330")
    _panel(canvas, ((312, 212), (550, 212), (572, 326), (262, 326)), 5, 3)
    canvas.rect(300, 402, 76, 128, TEAL, 8)
    canvas.circle(360, 470, 6, AMBER)
    canvas.rect(420, 400, 76, 70, "#bfe0e8", 8)
    canvas.line("M458 400V470M420 435H496", "#fbf3e4", 7)
    canvas.circle(690, 470, 50, "#4f8f56")
    canvas.circle(666, 446, 30, "#6fae6b")
    canvas.rect(682, 500, 16, 46, "#7a5230")


@draws("bolt")
def bolt(canvas: Canvas, *_: str) -> None:
    """More power for a building."""
    _hills(canvas)
    canvas.zoom = 1.08
    _cloud(canvas, 180, 140, 0.9)
    for x, w, h, tone in ((140, 130, 250, "#d9c29c"), (560, 130, 210, "#c9a28a"), (280, 250, 330, "#fbf3e4")):
        top = 520 - h
        canvas.rect(x, top, w, h, tone, 8)
        canvas.rect(x + w * 0.76, top, w * 0.24, h, dark(tone, 0.12), 8)
        for row in range(int(h / 66)):
            for col in range(int(w / 58)):
                canvas.rect(x + 18 + col * 58, top + 22 + row * 64, 34, 40, "#8fc0c9" if (row + col) % 3 else "#fbd870", 6)
    canvas.circle(560, 220, 112, "#fff3c0", opacity=0.75)
    canvas.path("M590 90L486 246H556L516 372L650 198H574L622 90Z", dark(AMBER, 0.2), transform="translate(8 10)", opacity=0.5)
    canvas.path("M590 90L486 246H556L516 372L650 198H574L622 90Z", AMBER)
    canvas.path("M590 90L486 246H520L610 90Z", "#fbd870")


@draws("lamp")
def lamp(canvas: Canvas, *_: str) -> None:
    """A street at night, one lamp out of the row."""
    canvas.zoom = 1.08
    canvas.rect(0, 0, 800, 600, "#33506b")
    canvas.circle(600, 130, 54, "#f7e6b0")
    canvas.circle(580, 120, 48, "#33506b")
    for x, y in ((120, 90), (220, 150), (420, 70), (700, 220), (520, 210), (330, 120)):
        canvas.circle(x, y, 4, "#fdf3d0")
    for x, w, h in ((0, 150, 180), (140, 120, 130), (250, 150, 210), (520, 130, 150), (640, 170, 220)):
        canvas.rect(x, 480 - h, w, h, "#27405a")
        canvas.rect(x + 24, 510 - h, 26, 30, "#f2c14f" if w % 4 else "#3f5f7c", 4)
        canvas.rect(x + 72, 540 - h, 26, 30, "#3f5f7c", 4)
    canvas.rect(0, 480, 800, 120, "#1f3347")
    canvas.path("M520 170L420 480H680Z", "#fbe39a", opacity=0.28)
    for x, on in ((300, False), (560, True)):
        canvas.rect(x - 8, 160, 16, 330, "#9fb0b4", 6)
        canvas.path(f"M{x} 168C{x} 120 {x - 20} 116 {x - 50} 116", "none", stroke="#9fb0b4", stroke_width=14, stroke_linecap="round")
        canvas.path(f"M{x - 96} 128C{x - 96} 100 {x - 40} 100 {x - 36} 128Z", "#cfd8da")
        canvas.ellipse(x - 66, 130, 30, 9, "#ffe9a0" if on else "#5f7686")
        canvas.rect(x - 26, 478, 52, 22, "#7f9196", 8)
    canvas.ellipse(540, 486, 110, 18, "#fbe39a", opacity=0.4)
    canvas.line("M222 182l-22 20M240 196v28M200 160l-28 6", "#f2b22a", 8)


@draws("charger")
def charger(canvas: Canvas, *_: str) -> None:
    _hills(canvas)
    canvas.zoom = 1.08
    canvas.rect(0, 500, 800, 100, "#8a969e")
    canvas.line("M40 552H160M240 552H360M440 552H560M640 552H760", "#e6ebec", 9)
    canvas.rect(118, 170, 120, 340, SHADE, 24, opacity=0.13)
    canvas.rect(110, 160, 120, 340, "#fbfdfc", 24)
    canvas.rect(194, 160, 36, 340, "#d5dedc", 18)
    canvas.rect(130, 190, 80, 66, NIGHT, 10)
    canvas.path("M174 198L154 226H168L160 248L188 218H172L184 198Z", AMBER)
    canvas.circle(170, 300, 16, "#56b374")
    canvas.path("M230 330C300 330 250 470 330 470C370 470 356 410 380 400", "none", stroke=NIGHT, stroke_width=15, stroke_linecap="round")
    canvas.ellipse(540, 506, 230, 20, SHADE, opacity=0.2)
    canvas.path("M330 470C318 400 340 380 400 368L456 300C470 284 490 278 512 278H590C620 278 640 290 656 312L692 366C750 374 770 400 766 450C766 470 758 478 744 478H350C338 478 332 478 330 470Z", TEAL)
    canvas.path("M330 440C500 460 640 460 766 430C768 452 764 478 744 478H350C336 478 330 470 330 440Z", dark(TEAL, 0.3))
    canvas.path("M430 366L472 314C480 304 490 300 504 300H548V366Z", "#cfe8ee")
    canvas.path("M562 300H588C606 300 620 306 632 322L660 366H562Z", "#cfe8ee")
    canvas.line("M452 352L488 312", "#ffffff", 9, opacity=0.9)
    for x in (430, 672):
        canvas.circle(x, 478, 46, "#232b33")
        canvas.circle(x, 478, 24, "#cfd8da")
        canvas.circle(x, 478, 9, "#8a969e")
    canvas.rect(738, 400, 26, 22, "#fbd870", 8)
    canvas.circle(384, 402, 12, AMBER)


@draws("battery")
def battery(canvas: Canvas, *_: str) -> None:
    shelf(canvas, SKY)
    stand(canvas, 400, 512, 300)
    canvas.rect(262, 92, 276, 420, "#cfd8da", 40)
    canvas.rect(262, 92, 246, 412, "#fbfdfc", 38)
    canvas.rect(292, 130, 60, 16, "#cfd8da", 8)
    for step in range(5):
        y = 416 - step * 52
        canvas.rect(304, y, 150, 40, "#56b374" if step < 4 else "#dfe7e6", 10)
        if step < 4:
            canvas.rect(304, y, 150, 14, "#8fd0a4", 7)
    canvas.path("M404 226L350 312H386L366 384L432 286H394L420 226Z", "#fffdf8", stroke="#3f9a5f", stroke_width=7, stroke_linejoin="round")
    canvas.circle(478, 138, 10, "#56b374")
    canvas.line("M538 440C610 440 600 500 690 500", NIGHT, 13)
    canvas.rect(676, 458, 60, 56, TEAL, 12)
    canvas.circle(700, 484, 6, "#ffffff")
    canvas.circle(716, 484, 6, "#ffffff")


@draws("wind")
def wind(canvas: Canvas, *_: str) -> None:
    _hills(canvas)
    canvas.zoom = 1.08
    _cloud(canvas, 180, 130, 0.9)
    _cloud(canvas, 640, 220, 0.7)
    for x, y, s, base in ((570, 250, 0.72, 480), (230, 290, 0.56, 460), (400, 180, 1.0, 540)):
        canvas.path(f"M{x - 8 * s:.0f} {y}L{x - 15 * s:.0f} {base}H{x + 15 * s:.0f}L{x + 8 * s:.0f} {y}Z", "#fbfdfc")
        canvas.path(f"M{x + 2 * s:.0f} {y}L{x + 3 * s:.0f} {base}H{x + 15 * s:.0f}L{x + 8 * s:.0f} {y}Z", "#cfd8da")
        turn = canvas.rng.uniform(0, 120)
        blades = "".join(f'<g transform="rotate({turn + k * 120:.0f})"><path d="M-6 0C-26-40-16-130 0-176C10-130 14-40 8 0Z" fill="#fbfdfc"/><path d="M1 0C2-60 2-130 0-176C10-130 14-40 8 0Z" fill="#d5dedc"/></g>' for k in range(3))
        canvas.add(f'<g transform="translate({x} {y})scale({s})">{blades}<circle r="16" fill="{TEAL}"/><circle cx="-3" cy="-3" r="9" fill="#5fa8a8"/></g>')
    canvas.line("M60 240C120 220 150 260 210 240M560 110C620 90 650 130 710 110", "#ffffff", 9, opacity=0.8)
