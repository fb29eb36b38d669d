"""What a distributor carries: cartons, sacks, tins, jugs and packs."""

from simulator.demo.drawing.canvas import Canvas, dark, light, rounded
from simulator.demo.drawing.drinks import draw_can
from simulator.demo.drawing.family import draws
from simulator.demo.drawing.scenes import COOL, shelf, stand
from simulator.demo.drawing.toppings import TOPPINGS

KRAFT = "#c99b66"
_MARKS = {
    "drop": '<path d="M0-38C20-10 28 4 25 16C20 40-20 40-25 16C-28 4-20-10 0-38Z" fill="{c}"/>',
    "grain": '<path d="M0 38V-8" stroke="{c}" stroke-width="6"/><g fill="{c}"><ellipse cy="-26" rx="8" ry="15"/><ellipse cx="-15" cy="-8" rx="8" ry="14" transform="rotate(-35-15-8)"/><ellipse cx="15" cy="-8" rx="8" ry="14" transform="rotate(35 15-8)"/><ellipse cx="-15" cy="16" rx="8" ry="14" transform="rotate(-35-15 16)"/><ellipse cx="15" cy="16" rx="8" ry="14" transform="rotate(35 15 16)"/></g>',
    "bean": '<g fill="{c}"><ellipse cx="-17" cy="4" rx="17" ry="25" transform="rotate(-24-17 4)"/><ellipse cx="20" cy="-4" rx="17" ry="25" transform="rotate(20 20-4)"/></g><path d="M-22-16Q-10 4-16 26M14-26Q26-4 24 18" stroke="#fff" stroke-opacity=".7" stroke-width="5" fill="none"/>',
    "grape": '<g fill="{c}"><circle cx="-20" cy="-14" r="13"/><circle cx="4" cy="-16" r="13"/><circle cx="26" cy="-12" r="13"/><circle cx="-8" cy="6" r="13"/><circle cx="16" cy="8" r="13"/><circle cx="4" cy="28" r="13"/></g><path d="M4-28C6-40 16-44 26-44" stroke="#4c8f3a" stroke-width="6" fill="none"/>',
    "cube": '<path d="M0-34L32-16V18L0 36L-32 18V-16Z" fill="{c}"/><path d="M0-34L32-16L0 2L-32-16Z" fill="#fff" fill-opacity=".55"/>',
    "leaf": '<path d="M-30 24C-34-20 4-40 36-34C38 4 14 34-18 28Z" fill="{c}"/><path d="M-30 34C-14 4 4-10 24-22" stroke="#fff" stroke-width="5" fill="none" stroke-linecap="round"/>',
    "tomato": '<circle cy="6" r="30" fill="{c}"/><path d="M0-16L-22-30L-8-20L0-40L8-20L22-30Z" fill="#4c8f3a"/>',
    "oval": '<ellipse rx="22" ry="30" transform="rotate(30)" fill="{c}"/><circle cx="8" cy="-10" r="7" fill="#c8321f"/>',
    "star": '<path d="M0-36L11-11L38-9L17 8L24 34L0 20L-24 34L-17 8L-38-9L-11-11Z" fill="{c}"/>',
}  # fmt: skip


def mark(canvas: Canvas, name: str, x: float, y: float, colour: str, size: float = 1.0) -> None:
    markup = _MARKS[name].format(c=colour)
    canvas.add(f'<g transform="translate({x:.0f} {y:.0f})scale({size})">{markup}</g>')


@draws("pack")
def pack(canvas: Canvas, kind: str) -> None:
    """Bottles or cans in a shrink wrap."""
    shelf(canvas, COOL)
    stand(canvas, 400, 512, 430)
    if kind == "colacan":
        for x in (250, 400, 550):
            draw_can(canvas, x, "#b3271d")
        canvas.path("M160 300H640V500C640 508 634 512 626 512H174C166 512 160 508 160 500Z", "#ffffff", opacity=0.34)
        canvas.line("M190 326V480M210 326V400", "#ffffff", 9, opacity=0.7)
        return
    tone, cap, name = {"water": ("#8cc8e6", "#2f7fb0", "drop"), "sparkling": ("#8fcdb2", "#2f7f63", "drop"), "guarana": ("#3f8a4a", "#d8472f", "leaf"), "longneck": ("#7a4a20", "#d9b34a", "star")}[kind]
    for row, y in ((0, -28), (1, 0)):
        for step in range(4):
            x = 214 + step * 124 + (18 if row == 0 else 0)
            shade = dark(tone, 0.18) if row == 0 else tone
            neck = 16 if kind == "longneck" else 20
            canvas.path(f"M{x - neck} {130 + y}H{x + neck}V{180 + y}C{x + neck} {214 + y} {x + 54} {222 + y} {x + 54} {266 + y}V{512}H{x - 54}V{266 + y}C{x - 54} {222 + y} {x - neck} {214 + y} {x - neck} {180 + y}Z", shade)
            canvas.rect(x - neck - 5, 110 + y, neck * 2 + 10, 32, cap, 7)
            if row:
                canvas.line(f"M{x - 38} 270V320", "#ffffff", 9, opacity=0.6)
    canvas.path("M148 296H640C652 296 656 304 656 314V500C656 508 650 512 640 512H160C150 512 144 508 144 500V314C144 304 144 296 148 296Z", "#ffffff", opacity=0.32)
    canvas.rect(144, 352, 512, 106, cap)
    canvas.rect(144, 352, 512, 10, light(cap, 0.4))
    for x in (250, 400, 550):
        mark(canvas, name, x, 408, "#fffaf0", 0.85)
    canvas.line("M168 318V336M168 474V496M190 318H260", "#ffffff", 8, opacity=0.8)


@draws("crate")
def crate(canvas: Canvas, *_: str) -> None:
    """A crate of returnable bottles."""
    shelf(canvas, COOL)
    stand(canvas, 400, 512, 440)
    for step in range(5):
        x = 224 + step * 88
        canvas.path(f"M{x - 13} 120H{x + 13}V200C{x + 13} 226 {x + 36} 236 {x + 36} 280V360H{x - 36}V280C{x - 36} 236 {x - 13} 226 {x - 13} 200Z", "#6b3f1d")
        canvas.rect(x - 17, 104, 34, 28, "#d9b34a", 6)
        canvas.line(f"M{x - 22} 280V306", "#ffffff", 7, opacity=0.4)
    canvas.path(rounded([(158, 300), (642, 300), (630, 512), (170, 512)], 16), "#b9351f")
    canvas.path(rounded([(520, 300), (642, 300), (630, 512), (520, 512)], 16), "#9c2b1a", opacity=0.6)
    canvas.rect(150, 290, 500, 36, "#d04a30", 14)
    canvas.rect(330, 350, 140, 44, "#7e2114", 22)
    for x in (220, 580):
        canvas.rect(x - 40, 420, 80, 60, "#9c2b1a", 12)
    mark(canvas, "star", 400, 452, "#fbe3a4", 1.0)


@draws("keg")
def keg(canvas: Canvas, *_: str) -> None:
    shelf(canvas, COOL)
    stand(canvas, 400, 512, 260)
    canvas.path("M270 130C262 200 262 420 270 500C300 518 500 518 530 500C538 420 538 200 530 130C500 112 300 112 270 130Z", "#aeb6bd")
    canvas.path("M450 120C490 122 516 124 530 130C538 200 538 420 530 500C516 506 490 510 450 512Z", "#88929b", opacity=0.8)
    for y in (210, 410):
        canvas.path(f"M264 {y}C300 {y + 14} 500 {y + 14} 536 {y}V{y + 22}C500 {y + 36} 300 {y + 36} 264 {y + 22}Z", "#8f99a2")
    canvas.ellipse(400, 128, 126, 26, "#d3d9de")
    canvas.ellipse(400, 126, 98, 17, "#9aa4ad")
    canvas.rect(376, 84, 48, 46, "#c2ccd3", 10)
    canvas.rect(366, 74, 68, 20, "#2f6b4f", 8)
    canvas.circle(400, 326, 64, "#f2b32c")
    mark(canvas, "star", 400, 326, "#fffaf0", 1.1)
    canvas.line("M292 160C288 260 288 380 294 470", "#ffffff", 14, opacity=0.7)


@draws("sack")
def sack(canvas: Canvas, kind: str) -> None:
    """A full sack, with some of what is in it in front."""
    shelf(canvas, COOL)
    stand(canvas, 390, 512, 330)
    paper, tone, name = {"flour": ("#f4ead6", "#b9532f", "grain"), "rice": ("#f7f2e6", "#2f7f63", "grain"), "bean": ("#efdcc0", "#8a4f2a", "bean"), "sugar": ("#fdfaf2", "#2f6fa8", "cube"), "salt": ("#eef3f6", "#3f7f96", "cube")}[kind]
    canvas.path("M238 132C300 112 480 112 546 132C566 220 574 400 552 500C500 518 290 518 236 500C212 400 220 220 238 132Z", paper)
    canvas.path("M470 118C500 120 530 126 546 132C566 220 574 400 552 500C536 506 500 510 470 512C500 400 500 230 470 118Z", dark(paper, 0.12))
    canvas.path("M236 140L250 96C300 84 480 84 536 96L548 140C480 124 300 124 236 140Z", dark(paper, 0.08))
    canvas.line("M248 122C320 106 470 106 538 122", tone, 6, stroke_dasharray="16 10")
    canvas.path("M226 250C300 238 490 238 562 250C566 330 566 360 562 420C480 432 300 432 224 420C220 360 220 320 226 250Z", tone)
    canvas.circle(392, 334, 66, "#fffaf0")
    mark(canvas, name, 392, 334, tone, 1.25)
    canvas.line("M252 160C246 190 244 210 244 232M246 440V480", "#ffffff", 11, opacity=0.8)
    heap = {"flour": "#fffaf0", "rice": "#fdf6e3", "bean": "#9c5f35", "sugar": "#ffffff", "salt": "#ffffff"}[kind]
    canvas.path("M520 522C540 470 580 452 612 452C650 452 690 480 704 522Z", dark(heap, 0.1))
    canvas.path("M530 518C552 476 584 462 608 462C640 464 668 490 676 518Z", heap)
    if kind in ("bean", "rice"):
        seed = f'<ellipse rx="11" ry="7" fill="{dark(heap, 0.25)}"/><ellipse cx="-2" cy="-2" rx="6" ry="3" fill="{light(heap, 0.4)}"/>'
        canvas.scatter("seed", seed, 16, 58, 9, centre=(612, 500))


@draws("pouch")
def pouch(canvas: Canvas, *_: str) -> None:
    """Coffee in a pouch with a valve."""
    shelf(canvas, COOL)
    stand(canvas, 400, 512, 270)
    canvas.path("M276 96H524L546 200C556 320 552 430 538 506C480 520 320 520 262 506C248 430 244 320 254 200Z", "#3b2a26")
    canvas.path("M450 96H524L546 200C556 320 552 430 538 506C520 510 490 513 460 514C490 400 480 200 450 96Z", "#2a1c19")
    canvas.rect(268, 84, 264, 36, "#241815", 8)
    canvas.path("M252 250C320 238 480 238 548 250V420C480 432 320 432 252 420Z", "#d9a45a")
    canvas.circle(400, 334, 68, "#fff4de")
    mark(canvas, "bean", 400, 334, "#5b3020", 1.4)
    canvas.circle(400, 180, 17, "#15100e")
    canvas.circle(400, 180, 9, "#55423b")
    canvas.line("M284 150C276 180 274 200 272 230", "#ffffff", 10, opacity=0.5)
    bean = '<ellipse rx="20" ry="13" fill="#4a2617"/><path d="M-17 2Q0-8 17-2" stroke="#8a5538" stroke-width="4" fill="none"/>'
    for x, y, turn in ((600, 500, 10), (640, 512, -24), (616, 482, 60), (190, 510, -14)):
        canvas.stamp("coffee", bean, x, y, turn)


@draws("carton")
def carton(canvas: Canvas, kind: str) -> None:
    """A shipping carton with one of its packs in front."""
    shelf(canvas, COOL)
    stand(canvas, 400, 512, 470)
    tone, name = {"grape": ("#6b2f6f", "grape"), "rice": ("#2f7f63", "grain"), "pasta": ("#c8452f", "grain"), "oil": ("#d99a1f", "drop"), "milk": ("#2f6fa8", "drop")}[kind]
    canvas.path("M170 200L250 140H620L560 200Z", light(KRAFT, 0.3))
    canvas.path("M560 200L620 140V440L560 508Z", dark(KRAFT, 0.25))
    canvas.rect(170, 200, 390, 308, KRAFT)
    canvas.path("M330 200L390 140H440L392 200V262H330Z", "#e3c293")
    canvas.rect(196, 300, 130, 120, tone, 10)
    mark(canvas, name, 261, 360, "#fffaf0", 1.1)
    canvas.line("M200 446H320M200 470H280", dark(KRAFT, 0.35), 8)
    x = 500
    stand(canvas, x, 514, 130)
    if kind in ("rice", "pasta"):
        canvas.path(rounded([(424, 250), (576, 250), (584, 510), (416, 510)], 12), tone)
        canvas.path(rounded([(540, 250), (576, 250), (584, 510), (540, 510)], 12), dark(tone, 0.2))
        canvas.rect(424, 238, 152, 28, dark(tone, 0.15), 6)
        canvas.rect(442, 300, 116, 96, "#fffaf0", 12)
        mark(canvas, name, x, 348, tone, 1.1)
        if kind == "pasta":
            canvas.line("M448 424V494M464 424V494M480 424V494M496 424V494M512 424V494", "#f6d98c", 8)
        else:
            canvas.ellipse(x - 6, 456, 58, 34, "#fdf6e3")
    elif kind == "oil":
        canvas.path("M474 220H526V262C526 286 562 292 562 330V496C562 506 556 512 546 512H454C444 512 438 506 438 496V330C438 292 474 286 474 262Z", "#f2c53d")
        canvas.rect(470, 196, 60, 34, "#c8321f", 8)
        canvas.rect(438, 360, 124, 100, "#fffaf0")
        mark(canvas, name, x, 410, tone, 1.1)
        canvas.line("M454 330V346M454 474V494", "#ffffff", 9, opacity=0.8)
    else:
        canvas.path("M430 290L456 236H544L570 290Z", light(tone, 0.7))
        canvas.rect(446, 214, 108, 32, light(tone, 0.45), 6)
        canvas.rect(430, 288, 140, 222, "#fdfaf2", 4)
        canvas.rect(534, 288, 36, 222, "#e4ddd0")
        canvas.rect(430, 330, 140, 112, tone)
        mark(canvas, name, 492, 386, "#fffaf0", 1.05)
        canvas.circle(500, 262, 13, tone)


@draws("tin")
def tin(canvas: Canvas, kind: str) -> None:
    shelf(canvas, COOL)
    stand(canvas, 400, 512, 270)
    if kind == "oil":
        canvas.path(rounded([(280, 170), (520, 170), (520, 510), (280, 510)], 14), "#3f6b34")
        canvas.rect(462, 170, 58, 340, "#2f5228", 10)
        canvas.path("M290 170L306 140H494L510 170Z", "#c9b45a")
        canvas.rect(330, 96, 52, 50, "#a8933f", 8)
        canvas.add('<path d="M420 140C420 104 486 104 486 140" fill="none" stroke="#a8933f" stroke-width="14"/>')
        canvas.rect(280, 236, 240, 196, "#f4ead0")
        canvas.rect(280, 236, 240, 12, "#c9b45a")
        canvas.add(
            '<g transform="translate(400 330)"><path d="M-70 40C-30 10 20-10 76-46" stroke="#5d6b35" stroke-width="7" fill="none"/><g fill="#6f8f3f"><ellipse cx="-40" cy="0" rx="30" ry="11" transform="rotate(-60-40 0)"/><ellipse cx="10" cy="-34" rx="30" ry="11" transform="rotate(-70 10-34)"/><ellipse cx="24" cy="18" rx="30" ry="11" transform="rotate(20 24 18)"/></g><ellipse cx="-20" cy="40" rx="22" ry="27" fill="#3f4f2a"/><ellipse cx="54" cy="-4" rx="20" ry="25" fill="#5d7038"/></g>'
        )
        canvas.line("M300 200V222M300 446V490", "#ffffff", 10, opacity=0.5)
        return
    canvas.path("M262 160V490C300 520 500 520 538 490V160Z", "#c9ccd0")
    canvas.path("M262 206C330 226 470 226 538 206V452C470 472 330 472 262 452Z", "#c8321f")
    canvas.path("M470 220C500 218 526 212 538 206V452C526 458 500 464 470 466Z", "#9c2317", opacity=0.7)
    canvas.ellipse(400, 160, 138, 30, "#e4e7ea")
    canvas.ellipse(400, 158, 116, 22, "#b4b9bf")
    canvas.circle(396, 338, 76, "#fff4de")
    mark(canvas, "tomato", 396, 336, "#d9402a", 1.5)
    canvas.line("M284 190V214M284 240V430", "#ffffff", 11, opacity=0.55)
    canvas.stamp("basil", TOPPINGS["basil"].markup, 466, 420, -20, 1.1)


@draws("jar", "tub")
def jar(canvas: Canvas, kind: str) -> None:
    """A bucket or jar with its lid."""
    shelf(canvas, COOL)
    stand(canvas, 400, 512, 300)
    body, lid, name, tone = {"olive": ("#8fa653", "#3f5f2f", "oval", "#6f8a35"), "cream": ("#fdf8ea", "#2f6fa8", "drop", "#2f6fa8"), "butter": ("#fbe7a2", "#c9962a", "cube", "#d9a92f")}[kind]
    canvas.path("M252 190H548L528 488C526 504 516 512 500 512H300C284 512 274 504 272 488Z", body)
    canvas.path("M480 190H548L528 488C526 504 516 512 500 512H460Z", dark(body, 0.14), opacity=0.8)
    if kind == "olive":
        canvas.scatter("green", '<circle r="17" fill="#6f8a35"/><circle r="6" fill="#3f4f1f"/>', 26, 118, 16, centre=(400, 340))
    canvas.rect(236, 150, 328, 52, lid, 18)
    canvas.rect(236, 150, 328, 18, light(lid, 0.35), 9)
    canvas.add(f'<path d="M262 240C262 310 538 310 538 240" fill="none" stroke="{dark(lid, 0.1)}" stroke-width="7" opacity=".5"/>')
    canvas.rect(300, 300, 200, 130, "#fffaf0", 18)
    canvas.rect(300, 300, 200, 18, lid, 9)
    mark(canvas, name, 400, 374, tone, 1.2)
    canvas.line("M276 232L290 440", "#ffffff", 12, opacity=0.65)


@draws("cheese")
def cheese(canvas: Canvas, kind: str) -> None:
    shelf(canvas, COOL)
    stand(canvas, 400, 510, 430)
    if kind == "bar":
        canvas.path("M170 300L260 220H640L580 300Z", "#fdf3d6")
        canvas.path("M580 300L640 220V410L580 506Z", "#e3cf9c")
        canvas.path(rounded([(170, 300), (580, 300), (580, 506), (170, 506)], 10), "#f7e6b8")
        canvas.rect(170, 356, 300, 90, "#c8321f", 6)
        canvas.rect(194, 380, 150, 14, "#fff4de", 7)
        canvas.rect(194, 406, 96, 12, "#f0a58e", 6)
        canvas.line("M190 320H420", "#ffffff", 10, opacity=0.8)
        canvas.path("M520 300L580 300V506H520Z", "#fffaf0", opacity=0.5)
        return
    canvas.path("M170 270V440C220 520 580 520 630 440V270Z", "#b9812f")
    canvas.path("M540 320C590 310 616 296 630 270V440C616 470 590 486 540 494Z", "#96651f", opacity=0.7)
    canvas.ellipse(400, 270, 230, 74, "#e9b84e")
    canvas.ellipse(394, 264, 200, 60, "#f3cc72")
    canvas.path("M400 268L576 330V462C520 484 460 494 400 494Z", "#fbe6a4")
    canvas.path("M400 268L576 330L560 338L400 284Z", "#fff4cf")
    for x, y, r in ((440, 380, 8), (500, 420, 11), (460, 450, 7), (530, 380, 7)):
        canvas.circle(x, y, r, "#e9c567")
    canvas.line("M200 330V430M230 350V450", "#d9a245", 8)


@draws("eggs")
def eggs(canvas: Canvas, *_: str) -> None:
    shelf(canvas, COOL)
    stand(canvas, 400, 512, 480)
    for row, y in enumerate((300, 356)):
        for step in range(6):
            x = 180 + step * 88 + (0 if row else 12)
            canvas.path(f"M{x} {y - 70}C{x + 34} {y - 70} {x + 46} {y - 14} {x + 40} {y + 20}C{x + 30} {y + 52} {x - 30} {y + 52} {x - 40} {y + 20}C{x - 46} {y - 14} {x - 34} {y - 70} {x} {y - 70}Z", "#fdf6ea" if (row + step) % 3 else "#f0d9bd")
            canvas.ellipse(x - 14, y - 36, 8, 14, "#ffffff", opacity=0.9)
    canvas.path("M126 372H674L650 494C648 506 640 512 628 512H172C160 512 152 506 150 494Z", "#9a8f86")
    for step in range(6):
        x = 180 + step * 88
        canvas.path(f"M{x - 44} 372C{x - 44} 420 {x + 44} 420 {x + 44} 372Z", "#837970")
    canvas.rect(300, 436, 200, 52, "#f7e6b8", 10)
    canvas.line("M330 462H470", "#c9962a", 10)
