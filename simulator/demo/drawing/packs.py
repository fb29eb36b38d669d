"""Disposables and what cleans a kitchen."""

from simulator.demo.drawing.canvas import SHADE, Canvas, dark, light
from simulator.demo.drawing.family import draws
from simulator.demo.drawing.goods import KRAFT, mark
from simulator.demo.drawing.scenes import COOL, shelf, stand


@draws("pizzabox")
def pizzabox(canvas: Canvas, *_: str) -> None:
    """A pile of flat boxes, one open on top."""
    shelf(canvas, COOL)
    stand(canvas, 400, 512, 470)
    for step in range(6):
        y = 484 - step * 30
        canvas.rect(160, y, 480, 28, KRAFT if step % 2 else light(KRAFT, 0.15), 5)
        canvas.rect(540, y, 100, 28, dark(KRAFT, 0.2), 5, opacity=0.5)
    canvas.path("M160 330L200 290H600L640 330Z", light(KRAFT, 0.35))
    canvas.path("M200 290L236 96H564L600 290Z", light(KRAFT, 0.2))
    canvas.path("M214 280L246 108H554L586 280Z", "#e9cda4")
    canvas.circle(400, 196, 66, "#c8452f")
    canvas.circle(400, 196, 52, "#f6d98c")
    for x, y in ((380, 176), (424, 184), (396, 220), (364, 208), (432, 216)):
        canvas.circle(x, y, 11, "#c8432f")
    canvas.line("M400 144V248M348 196H452", "#d9a245", 4)
    canvas.rect(330, 420, 140, 46, "#c8452f", 8)


@draws("cups")
def cups(canvas: Canvas, *_: str) -> None:
    shelf(canvas, COOL)
    for x, top in ((300, 150), (490, 230)):
        stand(canvas, x, 512, 160)
        canvas.path(f"M{x - 60} 512L{x - 84} {top + 40}H{x + 84}L{x + 60} 512Z", "#fdfaf2")
        canvas.path(f"M{x + 30} {top + 40}H{x + 84}L{x + 60} 512H{x + 24}Z", "#ded8cc")
        for y in range(top + 60, 470, 34):
            canvas.line(f"M{x - 80} {y}Q{x} {y + 18} {x + 80} {y}", "#cfc7b8", 4)
        canvas.ellipse(x, top + 40, 86, 22, "#eee8dc")
        canvas.ellipse(x, top + 40, 72, 16, "#cbbfab")
    canvas.path("M590 512L570 392H690L672 512Z", "#7fb8c9")
    canvas.ellipse(630, 392, 60, 15, "#a5d3e0")
    canvas.ellipse(630, 392, 50, 10, "#5f9bb0")


@draws("napkin")
def napkin(canvas: Canvas, *_: str) -> None:
    shelf(canvas, COOL)
    stand(canvas, 400, 512, 420)
    for step in range(7):
        y = 480 - step * 26
        canvas.rect(210, y, 380, 30, "#fffdf8" if step % 2 else "#efe9de", 8)
        canvas.rect(500, y, 90, 30, "#d9d0c0", 8, opacity=0.6)
    canvas.path("M210 324L300 190L590 324Z", "#ffffff")
    canvas.path("M300 190L330 300L590 324Z", "#e9e1d3")
    canvas.rect(210, 392, 380, 70, "#2f7f63")
    mark(canvas, "leaf", 400, 428, "#fffaf0", 0.8)


@draws("bag")
def kraft_bag(canvas: Canvas, *_: str) -> None:
    shelf(canvas, COOL)
    stand(canvas, 390, 512, 310)
    canvas.add(f'<g fill="none" stroke="{dark(KRAFT, 0.3)}" stroke-width="12" stroke-linecap="round"><path d="M330 200C330 90 450 90 450 200"/></g>')
    canvas.path("M250 190H530V512H250Z", KRAFT)
    canvas.path("M530 190L580 230V490L530 512Z", dark(KRAFT, 0.28))
    canvas.path("M250 190H530L580 230H300Z", dark(KRAFT, 0.35))
    canvas.path("M250 190H530V240H250Z", light(KRAFT, 0.18))
    canvas.circle(390, 370, 72, "#fff4de")
    mark(canvas, "leaf", 390, 370, "#3f7f45", 1.3)
    canvas.add(f'<path d="M310 240C310 120 470 120 470 240" fill="none" stroke="{dark(KRAFT, 0.15)}" stroke-width="12" stroke-linecap="round"/>')
    canvas.line("M272 260V480", "#ffffff", 9, opacity=0.35)


@draws("rolls")
def rolls(canvas: Canvas, kind: str) -> None:
    shelf(canvas, COOL)
    tone, core = ("#fffdf8", "#c9a57a") if kind == "towel" else ("#3a4450", "#aeb6bd")
    for x, y in ((290, 400), (510, 400), (400, 232)):
        if y > 300:
            stand(canvas, x, 512, 200)
        canvas.circle(x + 8, y + 8, 106, SHADE, opacity=0.13)
        canvas.circle(x, y, 106, dark(tone, 0.12))
        canvas.circle(x - 2, y - 3, 103, tone)
        for r in (84, 66, 50):
            canvas.circle(x, y, r, "none", stroke=dark(tone, 0.14) if kind == "towel" else light(tone, 0.2), stroke_width=4)
        canvas.circle(x, y, 36, core)
        canvas.circle(x + 3, y + 4, 24, dark(core, 0.45))
        canvas.line(f"M{x - 88} {y - 20}A90 90 0 0 1 {x - 30} {y - 84}", "#ffffff", 8, opacity=0.5)
    if kind == "towel":
        canvas.path("M596 330C640 350 650 420 640 512H584C600 460 600 400 580 360Z", "#f1ece2")
    else:
        canvas.path("M604 350C660 380 660 450 650 512H560C590 470 606 420 604 350Z", "#4a5664")


@draws("jug")
def jug(canvas: Canvas, kind: str) -> None:
    """Five litres with a handle."""
    shelf(canvas, COOL)
    stand(canvas, 400, 512, 290)
    tone = {"green": "#6fb35a", "lilac": "#a98ac9", "blue": "#6fa8d9"}[kind]
    canvas.path("M340 110H430V166C470 176 540 200 540 270V484C540 502 530 512 512 512H288C270 512 260 502 260 484V290C260 220 300 200 340 190Z", tone)
    canvas.path("M470 190C510 206 540 226 540 270V484C540 502 530 512 512 512H466Z", dark(tone, 0.16), opacity=0.8)
    canvas.path("M440 220C476 216 506 236 506 276V318C506 332 486 336 480 322L464 276C456 262 440 258 440 240Z", dark(tone, 0.42))
    canvas.rect(330, 78, 110, 46, "#fffaf0", 10)
    canvas.line("M350 88V114M372 88V114M394 88V114M416 88V114", "#d9cfbd", 5)
    canvas.path("M260 340H540V456H260Z", "#fffaf0")
    mark(canvas, "leaf" if kind != "blue" else "drop", 340, 398, dark(tone, 0.1), 1.0)
    canvas.rect(390, 372, 120, 14, dark(tone, 0.2), 7)
    canvas.rect(390, 398, 86, 12, light(tone, 0.3), 6)
    canvas.rect(390, 422, 104, 12, light(tone, 0.3), 6)
    canvas.line("M284 270V322M284 474V490", "#ffffff", 12, opacity=0.7)


@draws("spray")
def spray(canvas: Canvas, *_: str) -> None:
    shelf(canvas, COOL)
    stand(canvas, 410, 512, 190)
    tone = "#f0a53a"
    canvas.path("M330 60H470C490 60 500 76 494 92L486 112H430V150H372V128L318 116C300 110 306 60 330 60Z", "#2f6fa8")
    canvas.path("M318 116L300 190C296 206 318 214 324 198L346 124Z", "#d8472f")
    canvas.rect(296, 68, 30, 40, "#1f4f7f", 6)
    canvas.path("M372 150H430C434 200 506 210 506 290V486C506 502 496 512 480 512H332C316 512 306 502 306 486V290C306 210 370 200 372 150Z", tone)
    canvas.path("M440 190C470 206 506 226 506 290V486C506 502 496 512 480 512H440Z", dark(tone, 0.16), opacity=0.8)
    canvas.rect(306, 310, 200, 130, "#fffaf0")
    mark(canvas, "star", 406, 376, tone, 1.1)
    canvas.line("M328 270V296M328 456V486", "#ffffff", 11, opacity=0.8)
    for x, y, r in ((240, 80, 8), (206, 66, 6), (216, 100, 7), (176, 88, 5), (250, 108, 5), (180, 116, 6)):
        canvas.circle(x, y, r, "#ffffff", opacity=0.85)


@draws("gloves")
def gloves(canvas: Canvas, *_: str) -> None:
    shelf(canvas, COOL)
    stand(canvas, 400, 512, 420)
    canvas.path("M330 260C310 200 330 120 346 70C352 52 374 56 374 76L372 150L392 48C396 30 418 34 416 54L408 150L438 62C446 44 466 52 460 72L438 170L470 110C480 96 498 108 490 124L452 230L440 280Z", "#8fc4dd")
    canvas.path("M346 240C336 190 344 130 356 80M408 150L400 200M438 170L424 216", "none", stroke="#5f9bb8", stroke_width=6, stroke_linecap="round")
    canvas.path("M190 300L240 250H620L574 300Z", "#d3e3ea")
    canvas.ellipse(408, 274, 120, 20, "#3f6f86")
    canvas.path("M330 282C330 260 350 250 390 254C430 250 450 258 446 284Z", "#8fc4dd")
    canvas.rect(190, 300, 384, 210, "#fdfaf2")
    canvas.path("M574 300L620 250V456L574 510Z", "#c9d6dc")
    canvas.rect(190, 300, 384, 60, "#2f7f96")
    canvas.rect(220, 390, 150, 18, "#2f7f96", 9)
    canvas.rect(220, 424, 220, 12, "#c9d6dc", 6)
    canvas.rect(220, 448, 180, 12, "#c9d6dc", 6)
    mark(canvas, "leaf", 500, 434, "#2f7f96", 0.9)
