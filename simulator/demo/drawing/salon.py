"""Tools and treatments of a beauty studio."""

from simulator.demo.drawing.canvas import SHADE, Canvas, blob, dark, light
from simulator.demo.drawing.family import draws
from simulator.demo.drawing.scenes import ROSE, shelf, stand, table
from simulator.demo.drawing.toppings import TOPPINGS

SKIN = ("#e8b48c", "#c98a5e", "#8d5a3a", "#f1c8a6")
STEEL = "#c8cdd3"
GOLD = "#c9973b"


def lay(canvas: Canvas, markup: str, x: float, y: float, turn: float = 0, size: float = 1) -> None:
    """Put a thing on the table with its shadow; its colours are its own."""
    canvas.add(f'<g transform="translate({x:.0f} {y:.0f})rotate({turn:.0f})scale({size})">{markup}</g>')


def sprigs(canvas: Canvas) -> None:
    """A sprig that reaches in from a corner."""
    for x, y, turn in ((70, 90, 30), (120, 60, 70), (60, 160, -10), (730, 520, 200), (690, 556, 240)):
        canvas.stamp("sage", TOPPINGS["sage"].markup, x, y, turn, 1.7)


@draws("scissors")
def scissors(canvas: Canvas, *_: str) -> None:
    table(canvas, ROSE, cloth=False)
    sprigs(canvas)
    comb = (
        '<rect x="-150" y="-34" width="300" height="34" rx="12" fill="#2a1206" opacity=".13" transform="translate(10 16)"/><rect x="-150" y="-40" width="300" height="34" rx="12" fill="#5b3a52"/>'
        + "".join(f'<rect x="{-140 + 17 * i}" y="-10" width="8" height="62" rx="4" fill="#5b3a52"/>' for i in range(17))
        + '<path d="M-134-30H110" stroke="#8f6a86" stroke-width="6" stroke-linecap="round"/>'
    )
    lay(canvas, comb, 400, 456, -6, 1.1)
    blade = f'<path d="M0 0L240-74C262-80 268-60 250-50L10 30Z" fill="{STEEL}"/><path d="M10 30L250-50C262-56 262-66 254-70L4 14Z" fill="#9ea6ae"/><path d="M4 20L-92 52" stroke="{STEEL}" stroke-width="24" stroke-linecap="round"/><ellipse cx="-142" cy="70" rx="56" ry="40" transform="rotate(-18-142 70)" fill="none" stroke="#7a3b5e" stroke-width="22"/><path d="M-186 60C-176 36-150 26-120 34" fill="none" stroke="#b77a9c" stroke-width="7" stroke-linecap="round"/>'
    lay(
        canvas,
        f'<g opacity=".12" transform="translate(12 18)"><path d="M0 0L240-74L10 30Z M0 0L240 74L10-30Z" fill="{SHADE}"/></g>' + blade + f'<g transform="scale(1-1)">{blade}</g><circle r="19" fill="#8d959d"/><circle cx="-2" cy="-2" r="14" fill="#eceff2"/><path d="M-8 4L8-6" stroke="#8d959d" stroke-width="4"/>',
        376,
        240,
        -16,
        1.12,
    )


@draws("razor")
def razor(canvas: Canvas, *_: str) -> None:
    """Clipper, brush and a rolled towel."""
    table(canvas, ROSE, cloth=False)
    towel = '<rect x="-150" y="-70" width="300" height="150" rx="60" fill="#2a1206" opacity=".12" transform="translate(10 16)"/><rect x="-150" y="-72" width="300" height="144" rx="60" fill="#fbf6ec"/><rect x="-150" y="10" width="300" height="62" rx="31" fill="#e6dccb"/><circle cx="118" r="62" fill="#efe6d6"/><path d="M118-40A40 40 0 1 1 84 22A26 26 0 1 1 122 22" fill="none" stroke="#cfc1aa" stroke-width="8" stroke-linecap="round"/><path d="M-90-72V72M-74-72V72" stroke="#7a3b5e" stroke-width="7"/>'
    lay(canvas, towel, 330, 450, -4, 1.05)
    clip = '<rect x="-74" y="-170" width="150" height="330" rx="50" fill="#2a1206" opacity=".13" transform="translate(14 18)"/><path d="M-62-130H62L74 120C74 160 40 176 0 176S-74 160-74 120Z" fill="#2f3640"/><path d="M20-130H62L74 120C74 160 40 176 10 176Z" fill="#1f252d"/><rect x="-66" y="-172" width="132" height="46" rx="10" fill="#c8cdd3"/><path d="M-60-172V-196M-44-172V-196M-28-172V-196M-12-172V-196M4-172V-196M20-172V-196M36-172V-196M52-172V-196" stroke="#aab2ba" stroke-width="9" stroke-linecap="round"/><rect x="-22" y="-80" width="44" height="90" rx="22" fill="#c9973b"/><circle cy="-54" r="14" fill="#fbe6b4"/><path d="M-46-100V90" stroke="#fff" stroke-opacity=".3" stroke-width="9" stroke-linecap="round"/><circle cy="120" r="10" fill="#5fae6b"/>'
    lay(canvas, clip, 300, 248, -24, 0.98)
    brush = '<path d="M-50-40C-70-120-50-170 0-180S70-120 50-40Z" fill="#2a1206" opacity=".13" transform="translate(12 16)"/><path d="M-52-30C-76-120-52-172 0-182S76-120 52-30Z" fill="#d9c2a3"/><path d="M-30-40C-40-100-28-150 0-170M20-40C34-90 28-140 10-168" stroke="#b99a74" stroke-width="6" fill="none"/><rect x="-46" y="-40" width="92" height="34" rx="8" fill="#c9973b"/><path d="M-34-8H34C26 40 44 80 44 116C44 150 20 160 0 160S-44 150-44 116C-44 80-26 40-34-8Z" fill="#7a3b5e"/><path d="M-22 6C-18 50-30 80-30 112" stroke="#b77a9c" stroke-width="8" fill="none" stroke-linecap="round"/>'
    lay(canvas, brush, 552, 270, 18, 1)


@draws("dryer")
def dryer(canvas: Canvas, *_: str) -> None:
    table(canvas, ROSE, cloth=False)
    sprigs(canvas)
    body = '<path d="M-170-60C-170-130 60-130 110-80L200-104V74L110 50C60 100-170 90-170-60Z" fill="#2a1206" opacity=".13" transform="translate(14 20)"/><path d="M-60 40L-90 230C-92 252-30 262-18 240L40 60Z" fill="#5b2b47"/><path d="M110-90L206-112C214-112 216-106 216-98V64C216 72 212 76 204 74L110 54Z" fill="#3b2a33"/><path d="M-172-16C-172-112 50-122 116-92V56C50 92-172 84-172-16Z" fill="#7a3b5e"/><path d="M-160 16C-140 70 50 78 116 42V56C50 92-140 84-160 16Z" fill="#5b2b47"/><circle cx="-88" cy="-16" r="48" fill="#5b2b47"/><g fill="none" stroke="#c9973b" stroke-width="6"><circle cx="-88" cy="-16" r="36"/><circle cx="-88" cy="-16" r="22"/><circle cx="-88" cy="-16" r="8"/></g><path d="M-20-84C30-92 70-90 100-80" stroke="#c992b0" stroke-width="10" fill="none" stroke-linecap="round"/><rect x="-62" y="110" width="26" height="52" rx="13" fill="#c9973b" transform="rotate(8-50 136)"/>'
    lay(canvas, body, 360, 250, -8, 1.08)
    canvas.line("M640 190C690 170 690 220 740 200M640 250C690 230 690 280 740 260M636 310C690 290 690 340 740 320", "#ffffff", 10, opacity=0.7)


@draws("colour")
def colour(canvas: Canvas, *words: str) -> None:
    """A bowl of tint with its brush, and locks of hair."""
    table(canvas, ROSE, cloth=False)
    rng = canvas.rng
    tones = rng.choice([("#8a3b2a", "#c8693f", "#e9a05f"), ("#6b3a24", "#b9793f", "#f0cf8a")])
    for step, tone in enumerate(tones):
        x = 590 + step * 46
        canvas.line(f"M{x} 40C{x - 60} 160 {x + 50} 260 {x - 20} 420C{x - 34} 470 {x - 10} 510 {x - 30} 560", tone, 44)
        canvas.line(f"M{x - 10} 60C{x - 66} 170 {x + 38} 264 {x - 30} 410", light(tone, 0.35), 6)
    canvas.shadow_disc(320, 320, 186)
    canvas.circle(320, 320, 188, "#3b2a33")
    canvas.circle(317, 316, 185, "#57404d")
    canvas.circle(322, 326, 150, "#2a1c24")
    cream = tones[1]
    canvas.path(blob(rng, 322, 330, 138, corners=10, wobble=0.08), dark(cream, 0.2))
    canvas.path(blob(rng, 318, 322, 130, corners=10, wobble=0.1), cream)
    canvas.line("M250 330C250 260 380 250 384 320C384 380 290 380 292 330C296 300 340 304 338 330", light(cream, 0.4), 16)
    brush = '<path d="M-20-30H20L30-130C30-146-30-146-30-130Z" fill="#2f2429"/><rect x="-26" y="-34" width="52" height="44" rx="8" fill="#c9973b"/><path d="M-16 8H16L10 250C10 266-10 266-10 250Z" fill="#7a3b5e"/><path d="M-6 20L-4 230" stroke="#b77a9c" stroke-width="5"/>'
    lay(canvas, f'<g opacity=".14" transform="translate(14 16)"><path d="M-16 8H16L10 250C10 266-10 266-10 250Z" fill="{SHADE}"/></g>{brush}', 420, 240, -138, 1.1)


@draws("foils")
def foils(canvas: Canvas, *_: str) -> None:
    """Locks folded into foil."""
    table(canvas, ROSE, cloth=False)
    for step in range(6):
        x = 130 + step * 110
        tone = ("#6b3f24", "#e9bd76", "#8a5430", "#f3d596", "#6b3f24", "#d9a55a")[step]
        canvas.line(f"M{x} -20C{x - 40} 140 {x + 50} 280 {x} 440C{x - 14} 500 {x + 14} 560 {x} 640", tone, 74)
        canvas.line(f"M{x - 16} 0C{x - 54} 140 {x + 30} 280 {x - 16} 440", light(tone, 0.35), 7)
    for x, y, turn in ((240, 300, -6), (462, 340, 5), (348, 190, 2)):
        foil = f'<rect x="-76" y="-120" width="152" height="250" rx="8" fill="{SHADE}" opacity=".16" transform="translate(10 14)"/><rect x="-76" y="-120" width="152" height="250" rx="8" fill="#cdd3d9"/><path d="M-76-120L20-120L-76 60Z" fill="#eef1f4"/><path d="M-76 40H76M-76 84H76M-30-120L10 130" stroke="#aab3bb" stroke-width="4"/><path d="M76-40L40 130H76Z" fill="#b4bcc4"/>'
        lay(canvas, foil, x, y, turn)


@draws("cream")
def cream(canvas: Canvas, *_: str) -> None:
    """An open jar of mask with a spatula."""
    table(canvas, ROSE)
    canvas.shadow_disc(360, 320, 186)
    canvas.circle(360, 320, 188, "#a8672a")
    canvas.circle(357, 316, 185, "#c98a45")
    canvas.circle(360, 320, 156, "#8a5220")
    canvas.path(blob(canvas.rng, 362, 324, 144, corners=10, wobble=0.05), "#f3e3c6")
    canvas.path(blob(canvas.rng, 358, 318, 136, corners=10, wobble=0.07), "#fff8e8")
    canvas.line("M280 330C270 240 430 230 436 320C436 400 316 396 318 334C322 292 384 290 386 328C384 350 354 352 352 334", "#f0dcb8", 14)
    canvas.add(
        '<g transform="rotate(38 520 300)"><rect x="470" y="120" width="40" height="330" rx="20" fill="#2a1206" opacity=".13" transform="translate(12 14)"/><rect x="470" y="120" width="40" height="330" rx="20" fill="#d9b98a"/><ellipse cx="490" cy="430" rx="34" ry="64" fill="#d9b98a"/><ellipse cx="488" cy="440" rx="22" ry="46" fill="#fff8e8"/><path d="M482 140V350" stroke="#f3e0bd" stroke-width="7" stroke-linecap="round"/></g>'
    )
    for x, y, turn in ((600, 470, 20), (650, 440, -30), (640, 500, 70)):
        canvas.stamp("sage", TOPPINGS["sage"].markup, x, y, turn, 1.6)


@draws("nails")
def nails(canvas: Canvas, *words: str) -> None:
    """A hand at rest, with painted nails."""
    table(canvas, ROSE, cloth=False)
    rng = canvas.rng
    skin, polish = rng.choice(SKIN), rng.choice(["#b3273f", "#7a3b5e", "#d9707f", "#2f6b62"])
    long = 26 if "long" in words else 0
    canvas.add('<g transform="translate(400 330)rotate(-16)">')
    towel = '<rect x="-330" y="120" width="660" height="240" rx="40" fill="#2a1206" opacity=".1" transform="translate(8 12)"/><rect x="-330" y="120" width="660" height="240" rx="40" fill="#fbf6ec"/><path d="M-330 170H330" stroke="#c9973b" stroke-width="9"/>'
    canvas.add(towel)
    fingers = ((-128, -60, 58, 190, -13), (-52, -120, 62, 240, -4), (30, -132, 62, 256, 3), (108, -96, 58, 226, 11))
    canvas.add(f'<g opacity=".13" transform="translate(14 18)" fill="{SHADE}"><rect x="-150" y="40" width="300" height="330" rx="90"/></g>')
    for x, y, w, h, turn in fingers:
        canvas.add(
            f'<g transform="translate({x} {y})rotate({turn})"><rect x="{-w / 2:.0f}" y="0" width="{w}" height="{h}" rx="{w / 2:.0f}" fill="{skin}"/><path d="M{w / 2 - 12:.0f} 30V{h - 40}" stroke="{dark(skin, 0.16)}" stroke-width="10" stroke-linecap="round"/>'
            f'<rect x="-21" y="{-long - 10}" width="42" height="{66 + long}" rx="20" fill="{dark(polish, 0.15)}"/><rect x="-21" y="{-long - 12}" width="38" height="{62 + long}" rx="18" fill="{polish}"/><path d="M-9 {-long + 4}V{26}" stroke="#fff" stroke-opacity=".7" stroke-width="6" stroke-linecap="round"/></g>'
        )
    canvas.path("M-156 90C-156 50-100 40-60 50L96 44C140 44 160 70 158 130L150 300C150 340 120 370 60 370H-50C-120 370-148 330-152 280Z", skin)
    canvas.path("M158 130C210 120 236 70 250 20C258-6 300 2 298 34C292 110 240 210 152 262Z", skin)
    canvas.add(f'<g transform="translate(272 -4)rotate(14)"><rect x="-20" y="{-long - 16}" width="40" height="{62 + long}" rx="19" fill="{polish}"/><path d="M-8 {-long}V20" stroke="#fff" stroke-opacity=".7" stroke-width="6" stroke-linecap="round"/></g>')
    canvas.line("M-88 120V170M-6 112V170M72 116V176M120 250C150 240 180 220 196 190", dark(skin, 0.2), 6, opacity=0.7)
    canvas.add("</g>")


@draws("polish")
def polish(canvas: Canvas, *_: str) -> None:
    """Three bottles of nail polish."""
    shelf(canvas, ROSE)
    for x, y, tone in ((260, 512, "#d9707f"), (400, 512, "#7a3b5e"), (540, 512, "#c9973b")):
        stand(canvas, x, y, 120)
        tall = 24 if x == 400 else 0
        canvas.path(f"M{x - 22} {180 - tall}C{x - 22} {160 - tall} {x + 22} {160 - tall} {x + 22} {180 - tall}L{x + 28} {330 - tall}H{x - 28}Z", "#2f2429")
        canvas.line(f"M{x - 12} {190 - tall}L{x - 16} {316 - tall}", "#7a6a72", 6)
        canvas.rect(x - 22, 326 - tall, 44, 20, "#c8cdd3", 4)
        canvas.path(f"M{x - 30} {346 - tall}H{x + 30}C{x + 64} {360 - tall} {x + 62} {400 - tall} {x + 62} 430V480C{x + 62} 504 {x + 52} 512 {x + 30} 512H{x - 30}C{x - 52} 512 {x - 62} 504 {x - 62} 480V430C{x - 62} {400 - tall} {x - 64} {360 - tall} {x - 30} {346 - tall}Z", tone)
        canvas.path(f"M{x + 20} {346 - tall}H{x + 30}C{x + 64} {360 - tall} {x + 62} {400 - tall} {x + 62} 430V480C{x + 62} 504 {x + 52} 512 {x + 30} 512H{x + 16}Z", dark(tone, 0.2), opacity=0.7)
        canvas.line(f"M{x - 44} {400 - tall}V470", "#ffffff", 10, opacity=0.75)
    canvas.line("M120 470C180 440 170 520 220 500", "#d9707f", 16)


@draws("facial")
def facial(canvas: Canvas, *_: str) -> None:
    """A face at rest under a mask, with slices of cucumber."""
    table(canvas, ROSE, cloth=False)
    skin = canvas.rng.choice(SKIN)
    canvas.path("M400 60C560 60 610 190 600 330C590 470 520 580 400 590C280 580 210 470 200 330C190 190 240 60 400 60Z", "#fbf6ec")
    canvas.path("M400 104C520 104 560 200 552 320C544 440 480 528 400 536C320 528 256 440 248 320C240 200 280 104 400 104Z", dark(skin, 0.12))
    canvas.path("M400 110C512 110 548 204 540 318C532 430 474 514 398 522C322 514 264 430 258 318C252 204 288 110 400 110Z", skin)
    canvas.path("M400 132C490 132 524 210 518 306C512 400 466 480 400 488C334 480 288 400 282 306C276 210 310 132 400 132Z", "#9fc3a0")
    canvas.path("M386 138C320 146 290 214 292 300C296 380 330 440 372 470C330 410 316 330 324 262C330 204 350 160 386 138Z", "#bcd8b8")
    canvas.path("M364 404C384 392 416 392 436 404C420 428 380 428 364 404Z", "#c9707a")
    canvas.path("M352 402C380 384 420 384 448 402C446 440 354 440 352 402Z", "none", stroke=skin, stroke_width=12)
    canvas.line("M364 406C384 412 416 412 436 406", "#9c4a56", 4)
    canvas.line("M400 290V346C392 352 404 360 414 352", dark("#9fc3a0", 0.25), 6)
    for x in (336, 464):
        canvas.circle(x + 3, 272, 48, SHADE, opacity=0.15)
        canvas.stamp("cucumber", TOPPINGS["cucumber"].markup, x, 266, x, 2.0)
    canvas.path("M240 170C250 80 330 50 400 50S550 80 560 170C520 110 460 98 400 98S280 110 240 170Z", "#fffdf6")
    canvas.line("M270 120C330 76 470 76 530 120", "#e0d4c0", 6)
    sprigs(canvas)


def _face_part(canvas: Canvas) -> str:
    skin = canvas.rng.choice(SKIN)
    canvas.rect(0, 0, 800, 600, skin)
    canvas.path("M0 0H800V140C600 90 200 90 0 170Z", light(skin, 0.25), opacity=0.6)
    canvas.path("M0 470C200 540 600 520 800 440V600H0Z", dark(skin, 0.1), opacity=0.6)
    return skin


@draws("lashes")
def eye(canvas: Canvas, *words: str) -> None:
    """One eye, close by."""
    skin = _face_part(canvas)
    canvas.path("M150 230C250 130 480 110 640 200C650 214 640 226 622 222C480 176 300 190 168 250C150 256 140 244 150 230Z", "#4a2c1d")
    canvas.line("M190 222C300 160 460 150 600 200", "#6f4630", 7)
    for step in range(9):
        x = 200 + step * 46
        canvas.line(f"M{x} {226 - (4 - abs(step - 4)) * 9}l26 -24", "#38200f", 5)
    canvas.path("M170 380C250 280 520 260 640 370C540 470 280 480 170 380Z", "#fffaf2")
    canvas.circle(404, 370, 76, "#5b3a22")
    canvas.circle(404, 370, 60, canvas.rng.choice(["#7a5230", "#4f7a63", "#5a7f9c"]))
    canvas.circle(404, 370, 30, "#1d1310")
    canvas.circle(382, 346, 15, "#ffffff")
    canvas.path("M160 380C240 262 530 240 650 370C540 290 270 300 160 380Z", "#2a1a14")
    canvas.line("M180 396C280 476 540 466 628 384", dark(skin, 0.28), 6)
    canvas.path("M176 330C280 236 500 224 622 306C500 256 290 262 176 330Z", dark(skin, 0.18), opacity=0.7)
    rays = "".join(
        f"M{x} {y}Q{x + dx * 0.2:.0f} {y + dy * 0.8:.0f} {x + dx} {y + dy}"
        for x, y, dx, dy in ((190, 350, -50, -40), (230, 322, -44, -56), (280, 300, -34, -64), (336, 286, -20, -70),
                             (394, 278, -4, -74), (452, 280, 14, -72), (508, 290, 32, -68), (560, 308, 46, -58),
                             (606, 332, 56, -44), (640, 360, 58, -24))
    )  # fmt: skip
    canvas.line(rays, "#2a1a14", 9)


@draws("brow")
def brow(canvas: Canvas, *_: str) -> None:
    """The eye, and tweezers at the brow."""
    eye(canvas)
    tweezers = f'<path d="M0 0L300-60L306-40L12 16Z M0 8L304-14L304 8L8 26Z" fill="{SHADE}" opacity=".14" transform="translate(8 16)"/><path d="M0 4C120-60 220-76 320-70L322-50C220-50 120-30 8 12Z" fill="{GOLD}"/><path d="M0 4C120 0 220-20 322-50L324-30C230 10 120 26 6 12Z" fill="#e3bd6b"/>'
    lay(canvas, tweezers, 470, 176, -30, 1.0)
