"""What is poured: glasses, bottles, cans and cups, seen from the side."""

from simulator.demo.drawing.canvas import Canvas, dark, light
from simulator.demo.drawing.family import draws
from simulator.demo.drawing.scenes import CLEAR, shelf, stand
from simulator.demo.drawing.toppings import TOPPINGS

JUICES = {"orange": "#f59a23", "passion": "#f2c230", "berry": "#c2334f"}
_ICE = '<g fill="#fff" fill-opacity=".45"><rect x="{0}" y="{1}" width="56" height="52" rx="10" transform="rotate(-14 {0} {1})"/><rect x="{2}" y="{3}" width="52" height="50" rx="10" transform="rotate(18 {2} {3})"/></g>'


@draws("glass")
def glass(canvas: Canvas, kind: str, *words: str) -> None:
    """A tall glass of juice with its fruit."""
    shelf(canvas, CLEAR)
    stand(canvas, 400, 512, 190)
    tone = JUICES[kind]
    canvas.add('<path d="M448 210L512 40" stroke="#c0553c" stroke-width="13" stroke-linecap="round"/><path d="M456 188L508 50" stroke="#f0a58e" stroke-width="4" stroke-linecap="round"/>')
    fruit = {"orange": "lemon", "passion": "passion", "berry": "strawberry"}[kind]
    canvas.path("M284 110H516L490 486C488 504 478 512 462 512H338C322 512 312 504 310 486Z", "#ffffff", opacity=0.5)
    canvas.path("M294 178H506L484 480C483 492 476 498 464 498H336C324 498 317 492 316 480Z", tone)
    canvas.path("M440 178H506L484 480C483 492 476 498 464 498H420Z", dark(tone, 0.14), opacity=0.7)
    canvas.ellipse(400, 178, 106, 20, light(tone, 0.45))
    canvas.add(_ICE.format(322, 206, 424, 214))
    for x, y, r in ((350, 380, 7), (440, 430, 9), (380, 450, 5), (454, 340, 6)):
        canvas.circle(x, y, r, light(tone, 0.5), opacity=0.8)
    canvas.line("M318 150L338 440", "#ffffff", 12, opacity=0.75)
    slice_ = TOPPINGS["lemon"].markup
    if fruit == "lemon":
        slice_ = slice_.replace("#e9b922", "#e2761b").replace("#f6d649", "#f79a34").replace("#fff6cf", "#fde3b4")
    elif fruit == "passion":
        slice_ = (
            '<circle r="24" fill="#6b3455"/><circle r="20" fill="#f6e7c6"/><circle r="15" fill="#f2b22a"/><g fill="#3a2a20"><ellipse cx="-6" cy="-4" rx="2" ry="3"/><ellipse cx="5" cy="-6" rx="2" ry="3"/><ellipse cy="4" rx="2" ry="3"/><ellipse cx="8" cy="4" rx="2" ry="3"/><ellipse cx="-8" cy="6" rx="2" ry="3"/></g>'
        )
    else:
        slice_ = TOPPINGS["strawberry"].markup
    canvas.stamp("fruit", slice_, 300, 122, -16, 2.1)
    canvas.stamp("fruit", slice_, 596, 482, 20, 1.7)
    if "mint" in words:
        canvas.stamp("mint", TOPPINGS["mint"].markup, 412, 148, -40, 1.7)


@draws("bottle")
def water(canvas: Canvas, kind: str) -> None:
    """Mineral water: blue, or green where it sparkles."""
    shelf(canvas, CLEAR)
    tone = "#5fb3d9" if kind == "water" else "#5aa889"
    _bottle(canvas, 350, tone, light(tone, 0.75), cap=dark(tone, 0.25))
    stand(canvas, 522, 510, 100)
    canvas.path("M456 318H588L572 496C571 506 566 510 556 510H488C478 510 473 506 472 496Z", "#ffffff", opacity=0.55)
    canvas.path("M463 378H581L570 492C569 499 564 502 556 502H488C480 502 475 499 474 492Z", light(tone, 0.35), opacity=0.85)
    canvas.ellipse(522, 378, 59, 10, light(tone, 0.7))
    canvas.line("M474 340L484 470", "#ffffff", 8, opacity=0.8)
    if kind == "sparkling":
        for x, y, r in ((500, 400, 5), (530, 430, 7), (548, 400, 4), (512, 462, 6), (340, 330, 6), (364, 250, 5), (350, 420, 7)):
            canvas.circle(x, y, r, "#ffffff", opacity=0.8)


def _bottle(canvas: Canvas, x: float, tone: str, label: str, *, cap: str) -> None:
    stand(canvas, x, 510, 150)
    body = f"M{x - 26} 92H{x + 26}V150C{x + 26} 186 {x + 74} 196 {x + 74} 250V486C{x + 74} 502 {x + 64} 510 {x + 50} 510H{x - 50}C{x - 64} 510 {x - 74} 502 {x - 74} 486V250C{x - 74} 196 {x - 26} 186 {x - 26} 150Z"
    canvas.path(body, tone)
    canvas.path(f"M{x + 26} 92V150C{x + 26} 186 {x + 74} 196 {x + 74} 250V486C{x + 74} 502 {x + 64} 510 {x + 50} 510H{x + 30}V92Z", dark(tone, 0.22), opacity=0.55)
    canvas.rect(x - 30, 66, 60, 36, cap, 8)
    canvas.rect(x - 74, 284, 148, 130, label)
    canvas.circle(x, 349, 40, tone)
    canvas.path(f"M{x} 322C{x + 18} 344 {x + 24} 356 {x} 372C{x - 24} 356 {x - 18} 344 {x} 322Z", "#ffffff")
    canvas.line(f"M{x - 54} 236V270M{x - 54} 430V476", "#ffffff", 11, opacity=0.7)


@draws("can")
def can(canvas: Canvas, kind: str) -> None:
    """A cold can, and a glass of what is in it."""
    shelf(canvas, CLEAR)
    tone = {"red": "#c8321f", "green": "#3f8a3f"}[kind]
    drink = {"red": "#4a2013", "green": "#c9822b"}[kind]
    draw_can(canvas, 330, tone)
    stand(canvas, 530, 510, 120)
    canvas.path("M450 236H610L592 492C591 504 584 510 572 510H488C476 510 469 504 468 492Z", "#ffffff", opacity=0.5)
    canvas.path("M457 290H603L588 488C587 496 582 500 574 500H486C478 500 473 496 472 488Z", drink)
    canvas.ellipse(530, 290, 73, 14, light(drink, 0.5))
    canvas.add(_ICE.format(478, 306, 540, 312))
    canvas.line("M470 262L484 460", "#ffffff", 9, opacity=0.7)
    canvas.stamp("lemon", TOPPINGS["lemon"].markup, 604, 240, 20, 1.8)


def draw_can(canvas: Canvas, x: float, tone: str) -> None:
    """A can of 350 ml that stands at x."""
    stand(canvas, x, 510, 160)
    canvas.path(f"M{x - 66} 150H{x + 66}L{x + 82} 182V476L{x + 66} 508H{x - 66}L{x - 82} 476V182Z", tone)
    canvas.path(f"M{x + 30} 150H{x + 66}L{x + 82} 182V476L{x + 66} 508H{x + 30}Z", dark(tone, 0.25), opacity=0.6)
    canvas.path(f"M{x - 82} 330C{x - 30} 280 {x + 20} 380 {x + 82} 300V390C{x + 20} 450 {x - 30} 350 {x - 82} 410Z", "#fffaf0")
    canvas.ellipse(x, 152, 66, 15, "#c9ccd0")
    canvas.ellipse(x, 149, 58, 11, "#eceef0")
    canvas.ellipse(x + 4, 148, 20, 5, "#a9adb3")
    canvas.path(f"M{x - 82} 476L{x - 66} 508H{x + 66}L{x + 82} 476Z", "#c9ccd0")
    canvas.line(f"M{x - 58} 196V310M{x - 58} 430V462", "#ffffff", 12, opacity=0.6)
    for dx, y in ((-20, 220), (24, 250), (-40, 450), (40, 440), (10, 200), (52, 214)):
        canvas.ellipse(x + dx, y, 5, 7, "#ffffff", opacity=0.5)


WINES = {"red": ("#6d1f32", "#3b2a33"), "white": ("#ecd98a", "#55692f"), "rose": ("#f0a594", "#d98d7f"),
         "chianti": ("#6d1f32", "#2f3a2c")}  # fmt: skip


@draws("wine")
def wine(canvas: Canvas, kind: str) -> None:
    """A bottle with a label, and a glass."""
    shelf(canvas, ("#e2c9a5", "#b9a7b5", "#a8b59c", "#d9aa94"))
    tone, bottle = WINES[kind]
    x = 318
    stand(canvas, x, 510, 150)
    body = f"M{x - 22} 60H{x + 22}V176C{x + 22} 214 {x + 70} 214 {x + 70} 270V490C{x + 70} 504 {x + 62} 510 {x + 48} 510H{x - 48}C{x - 62} 510 {x - 70} 504 {x - 70} 490V270C{x - 70} 214 {x - 22} 214 {x - 22} 176Z"
    canvas.path(body, bottle)
    canvas.path(f"M{x + 22} 60V176C{x + 22} 214 {x + 70} 214 {x + 70} 270V490C{x + 70} 504 {x + 62} 510 {x + 48} 510H{x + 26}V60Z", dark(bottle, 0.35), opacity=0.55)
    canvas.rect(x - 24, 50, 48, 92, "#8c2f1f" if kind != "white" else "#b8860b", 6)
    canvas.rect(x - 70, 304, 140, 130, "#f7ecd6")
    canvas.rect(x - 70, 304, 140, 12, "#b8860b")
    if kind == "chianti":
        canvas.path(f"M{x} 330L{x + 22} 352L{x} 398L{x - 22} 352Z", "#8c2f1f")
    else:
        canvas.add(f'<g fill="{dark(tone, 0.1)}"><circle cx="{x - 14}" cy="346" r="10"/><circle cx="{x + 14}" cy="346" r="10"/><circle cx="{x}" cy="346" r="10"/><circle cx="{x - 7}" cy="362" r="10"/><circle cx="{x + 7}" cy="362" r="10"/><circle cx="{x}" cy="378" r="10"/></g>')
    canvas.line(f"M{x - 34} 412H{x + 34}", "#c9b48a", 6)
    canvas.line(f"M{x - 50} 262V292M{x - 50} 448V484", "#ffffff", 10, opacity=0.4)
    g = 532
    stand(canvas, g, 512, 110)
    canvas.path(f"M{g - 80} 180C{g - 96} 300 {g - 60} 346 {g - 8} 350V486H{g - 60}C{g - 66} 486 {g - 66} 512 {g - 50} 512H{g + 50}C{g + 66} 512 {g + 66} 486 {g + 60} 486H{g + 8}V350C{g + 60} 346 {g + 96} 300 {g + 80} 180Z", "#ffffff", opacity=0.55)
    canvas.path(f"M{g - 82} 250C{g - 82} 310 {g - 50} 338 {g} 340C{g + 50} 338 {g + 82} 310 {g + 82} 250Z", tone)
    canvas.ellipse(g, 250, 82, 16, light(tone, 0.35))
    canvas.line(f"M{g - 64} 206C{g - 70} 250 {g - 62} 290 {g - 44} 314", "#ffffff", 10, opacity=0.75)


@draws("cocktail")
def cocktail(canvas: Canvas, kind: str) -> None:
    shelf(canvas, CLEAR)
    tone = {"spritz": "#f07f2d", "negroni": "#c23b22", "caipirinha": "#d6e3a0"}[kind]
    lemon = TOPPINGS["lemon"].markup
    orange = lemon.replace("#e9b922", "#e2761b").replace("#f6d649", "#f79a34").replace("#fff6cf", "#fde3b4")
    lime = lemon.replace("#e9b922", "#4f9a3a").replace("#f6d649", "#a9d36a").replace("#fff6cf", "#e9f3c4")
    if kind == "spritz":
        stand(canvas, 400, 514, 150)
        canvas.path("M250 110C220 290 290 370 388 380V480H320C306 480 306 514 330 514H470C494 514 494 480 480 480H412V380C510 370 580 290 550 110Z", "#ffffff", opacity=0.55)
        canvas.path("M247 178C246 292 310 360 400 362C490 360 554 292 553 178Z", tone)
        canvas.ellipse(400, 178, 153, 26, light(tone, 0.4))
        canvas.add(_ICE.format(300, 200, 440, 214))
        for x, y, r in ((340, 300, 7), (420, 320, 6), (470, 270, 8), (380, 340, 5)):
            canvas.circle(x, y, r, "#fff1d6", opacity=0.7)
        canvas.stamp("orange", orange, 536, 130, 10, 2.5)
        canvas.stamp("mint", TOPPINGS["mint"].markup, 330, 158, -60, 1.6)
        canvas.line("M278 140C264 220 284 292 326 330", "#ffffff", 12, opacity=0.75)
        return
    stand(canvas, 400, 512, 250)
    canvas.path("M256 190H544L526 482C524 502 512 512 494 512H306C288 512 276 502 274 482Z", "#ffffff", opacity=0.55)
    canvas.path("M265 262H535L522 470C520 484 512 490 500 490H300C288 490 280 484 278 470Z", tone, opacity=0.92)
    canvas.ellipse(400, 262, 135, 24, light(tone, 0.4))
    canvas.add(_ICE.format(300, 286, 430, 300), _ICE.format(350, 380, 450, 392))
    if kind == "negroni":
        canvas.path("M470 196C560 170 600 240 548 292C520 320 486 300 500 276C530 262 540 216 480 226Z", "#f08a2b")
        canvas.stamp("orange", orange, 330, 250, 14, 2.1)
    else:
        for x, y, turn in ((330, 330, 0), (450, 360, 40), (370, 430, 80)):
            canvas.stamp("lime", lime, x, y, turn, 1.9)
        canvas.stamp("lime", lime, 540, 200, 10, 2.5)
    canvas.line("M282 226L300 452", "#ffffff", 13, opacity=0.8)


@draws("beer")
def beer(canvas: Canvas, kind: str) -> None:
    """A bottle of beer and a full glass."""
    shelf(canvas, CLEAR)
    tone, glass_, label = {"pilsen": ("#f2b32c", "#6b3f1d", "#f7ecd6"), "ipa": ("#d97b24", "#3b2f2a", "#e07a3f"), "zero": ("#f6cf6a", "#2f6b4f", "#dfeee2")}[kind]
    x = 300
    stand(canvas, x, 510, 130)
    canvas.path(f"M{x - 20} 90H{x + 20}V190C{x + 20} 230 {x + 62} 240 {x + 62} 292V488C{x + 62} 502 {x + 54} 510 {x + 42} 510H{x - 42}C{x - 54} 510 {x - 62} 502 {x - 62} 488V292C{x - 62} 240 {x - 20} 230 {x - 20} 190Z", glass_)
    canvas.path(f"M{x + 20} 90V190C{x + 20} 230 {x + 62} 240 {x + 62} 292V488C{x + 62} 502 {x + 54} 510 {x + 42} 510H{x + 22}V90Z", dark(glass_, 0.4), opacity=0.5)
    canvas.rect(x - 24, 76, 48, 26, "#d9b34a", 6)
    canvas.rect(x - 62, 316, 124, 124, label)
    canvas.path(f"M{x} 332L{x + 14} 362L{x + 46} 366L{x + 22} 388L{x + 30} 420L{x} 404L{x - 30} 420L{x - 22} 388L{x - 46} 366L{x - 14} 362Z", tone if kind != "ipa" else "#f7ecd6")
    canvas.line(f"M{x - 44} 290V306M{x - 44} 452V486M{x - 8} 116V186", "#ffffff", 9, opacity=0.45)
    stand(canvas, 510, 512, 190)
    canvas.add('<path d="M592 290C660 280 672 300 668 350C664 410 640 430 590 430" fill="none" stroke="#fff" stroke-opacity=".65" stroke-width="24"/>')
    canvas.path("M412 190H608L598 490C597 504 588 512 574 512H446C432 512 423 504 422 490Z", "#ffffff", opacity=0.6)
    canvas.path("M422 226H598L588 480C587 490 582 496 572 496H448C438 496 433 490 432 480Z", tone)
    canvas.path("M540 226H598L588 480C587 490 582 496 572 496H530Z", dark(tone, 0.14), opacity=0.6)
    canvas.path("M398 206C388 160 440 146 456 160C472 126 540 128 554 158C590 144 634 166 620 208C622 240 596 246 586 232C572 262 544 244 536 240C520 272 494 250 486 240C470 262 446 256 440 238C424 248 400 238 398 206Z", "#fff7e3")
    canvas.path("M416 204C410 178 440 166 458 182C476 150 530 150 546 180C520 172 500 180 490 196C470 186 440 190 416 204Z", "#ffffff")
    for bx, y, r in ((460, 330, 6), (500, 400, 7), (540, 350, 5), (480, 450, 6), (556, 440, 5)):
        canvas.circle(bx, y, r, light(tone, 0.6), opacity=0.85)
    canvas.line("M442 290L450 450", "#ffffff", 10, opacity=0.7)
