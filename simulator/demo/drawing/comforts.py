"""What a studio pampers with, and what it sells to take home."""

from simulator.demo.drawing.canvas import Canvas, blob, dark, light
from simulator.demo.drawing.family import draws
from simulator.demo.drawing.salon import GOLD, lay, sprigs
from simulator.demo.drawing.scenes import ROSE, shelf, stand, table
from simulator.demo.drawing.toppings import TOPPINGS


@draws("stones")
def stones(canvas: Canvas, *_: str) -> None:
    shelf(canvas, ROSE)
    stand(canvas, 380, 512, 330)
    for y, rx, ry, tone in ((462, 190, 50, "#4f5660"), (380, 150, 44, "#6b737d"), (308, 112, 37, "#59616b"), (248, 74, 28, "#828a93")):
        canvas.ellipse(380, y, rx, ry, tone)
        canvas.ellipse(370, y - ry * 0.3, rx * 0.72, ry * 0.42, light(tone, 0.25), opacity=0.7)
    for x, y, s in ((610, 430, 1.0), (650, 476, 0.8)):
        petals = "".join(f'<ellipse cx="0" cy="-34" rx="22" ry="38" transform="rotate({a})" fill="{"#fdf3f5" if a % 144 else "#f5d3dc"}"/>' for a in range(0, 360, 72))
        lay(canvas, f'{petals}<circle r="16" fill="#f2b53c"/>', x, y, x % 60, s)
    canvas.line("M176 512C150 420 180 330 150 230", "#5f7f4c", 8)
    for x, y, turn in ((160, 250, -120), (166, 320, -40), (160, 390, -150), (168, 450, -30)):
        canvas.stamp("sage", TOPPINGS["sage"].markup, x + (30 if turn > -60 else -30), y, turn + 10, 1.2)


@draws("wax")
def wax(canvas: Canvas, *_: str) -> None:
    """Honey wax in its warm pot."""
    table(canvas, ROSE)
    canvas.shadow_disc(370, 320, 190)
    canvas.circle(370, 320, 192, "#57404d")
    canvas.circle(366, 316, 188, "#fbf6ec")
    canvas.circle(370, 320, 150, "#c9771f")
    canvas.path(blob(canvas.rng, 366, 314, 142, corners=10, wobble=0.04), "#f0a42c")
    canvas.path(blob(canvas.rng, 340, 286, 62, corners=8, wobble=0.15), "#fbcf6b")
    canvas.add(
        '<g transform="rotate(40 470 260)"><rect x="440" y="40" width="52" height="270" rx="26" fill="#2a1206" opacity=".13" transform="translate(12 14)"/><rect x="440" y="40" width="52" height="270" rx="26" fill="#e3c293"/><path d="M440 230H492V290C492 326 440 326 440 290Z" fill="#f0a42c"/><path d="M454 60V210" stroke="#f6e2bd" stroke-width="8" stroke-linecap="round"/></g>'
    )
    canvas.line("M398 330C404 372 392 392 400 420", "#fbcf6b", 12)
    for x, y in ((640, 470), (690, 430), (680, 500)):
        canvas.path(f"M{x - 30} {y}L{x - 15} {y - 26}H{x + 15}L{x + 30} {y}L{x + 15} {y + 26}H{x - 15}Z", "#e9a02f", stroke="#c9771f", stroke_width=6)


@draws("bouquet")
def bouquet(canvas: Canvas, *_: str) -> None:
    table(canvas, ROSE, cloth=False)
    sprigs(canvas)
    canvas.path("M330 360L470 360L440 590H360Z", "#fbf3e4")
    canvas.path("M410 360L470 360L440 590H410Z", "#e6d8c0")
    for turn in range(0, 360, 40):
        canvas.stamp("spray", f'<g transform="translate(166 0)scale(1.8)">{TOPPINGS["sage"].markup}</g>', 400, 240, turn)
    rose = '<circle cx="5" cy="8" r="58" fill="#2a1206" opacity=".13"/><circle r="58" fill="#d9909c"/><path d="M-50-20C-20-60 40-56 54-8C30-30-10-30-50-20Z" fill="#e9aeb5"/><path d="M-54 10C-30-20 30-24 54 12C40 52-40 52-54 10Z" fill="#e39aa5"/><circle r="30" fill="#c9707f"/><path d="M-20-4C-14-24 18-22 20 0C14 18-10 16-10 2C-6-8 8-8 8 2" fill="none" stroke="#f3c9cd" stroke-width="6" stroke-linecap="round"/>'
    white = rose.replace("#d9909c", "#f0e2cf").replace("#e9aeb5", "#fffaf0").replace("#e39aa5", "#f8eedd").replace("#c9707f", "#e3cfae").replace("#f3c9cd", "#fffaf0")
    for x, y, name in ((400, 150, "rose"), (300, 200, "white"), (500, 200, "white"), (340, 300, "rose"), (460, 300, "rose"), (400, 232, "white")):
        canvas.stamp(name, rose if name == "rose" else white, x, y, x - y)
    canvas.path("M326 380C360 400 440 400 474 380L468 420C430 434 370 434 332 420Z", "#c9973b")
    canvas.path("M400 410L340 520L376 500L390 540L404 420L420 540L434 500L468 516Z", "#e3bd6b")


@draws("palette")
def palette(canvas: Canvas, *_: str) -> None:
    """Eye shadow, a brush and a lipstick."""
    table(canvas, ROSE, cloth=False)
    case = '<rect x="-220" y="-130" width="440" height="260" rx="34" fill="#2a1206" opacity=".14" transform="translate(12 18)"/><rect x="-220" y="-130" width="440" height="260" rx="34" fill="#3b2a33"/><rect x="-212" y="-128" width="424" height="244" rx="30" fill="#57404d"/>'
    for step, tone in enumerate(("#e8c3a6", "#d98f7a", "#b3546a", "#7a3b5e", "#f0d9b0", "#c9973b", "#8a5a3c", "#4a2c3a")):
        x, y = -150 + step % 4 * 100, -58 + step // 4 * 106
        case += f'<circle cx="{x}" cy="{y}" r="43" fill="#2a1c24"/><circle cx="{x}" cy="{y}" r="38" fill="{tone}"/><path d="M{x - 22} {y - 14}A26 26 0 0 1 {x} {y - 26}" stroke="#fff" stroke-opacity=".6" stroke-width="6" fill="none" stroke-linecap="round"/>'
    lay(canvas, case, 350, 250, -8)
    brush = '<path d="M-34-40C-50-110-30-150 0-156S50-110 34-40Z" fill="#4a2c3a"/><path d="M-14-50C-22-100-12-136 0-150" stroke="#8f6a7c" stroke-width="6" fill="none"/><rect x="-30" y="-44" width="60" height="66" rx="8" fill="#c9973b"/><path d="M-22 20H22L12 250C12 262-12 262-12 250Z" fill="#2f2429"/>'
    lay(canvas, brush, 600, 300, 24)
    lipstick = '<rect x="-40" y="-10" width="80" height="150" rx="10" fill="#2a1206" opacity=".14" transform="translate(10 14)"/><path d="M-26-40V-110C-26-130 26-160 26-140V-40Z" fill="#b3273f"/><path d="M-26-110C-26-130 26-160 26-140C20-120-6-106-26-110Z" fill="#d9566a"/><rect x="-30" y="-50" width="60" height="50" fill="#e3bd6b"/><rect x="-40" y="-6" width="80" height="146" rx="8" fill="#3b2a33"/><path d="M-24 10V120" stroke="#7a6a72" stroke-width="7" stroke-linecap="round"/>'
    lay(canvas, lipstick, 300, 480, 76, 0.9)


@draws("mirror")
def mirror(canvas: Canvas, *_: str) -> None:
    shelf(canvas, ROSE)
    stand(canvas, 400, 512, 210)
    canvas.rect(388, 380, 24, 120, GOLD)
    canvas.ellipse(400, 504, 110, 18, dark(GOLD, 0.2))
    canvas.ellipse(400, 498, 108, 16, "#e3bd6b")
    canvas.circle(400, 250, 176, dark(GOLD, 0.2))
    canvas.circle(397, 246, 173, "#e3bd6b")
    canvas.circle(400, 250, 150, "#cfe1e6")
    canvas.path("M270 176A150 150 0 0 1 468 116L286 346A150 150 0 0 1 270 176Z", "#ffffff", opacity=0.5)
    canvas.path("M500 140L360 394A150 150 0 0 0 400 400L534 182Z", "#ffffff", opacity=0.35)
    for x, y, tone, h in ((214, 512, "#d98f7a", 110), (590, 512, "#7a3b5e", 80)):
        stand(canvas, x, y, 80)
        canvas.rect(x - 42, y - h, 84, h, tone, 14)
        canvas.rect(x - 30, y - h - 34, 60, 40, "#fbf3e4", 8)
        canvas.line(f"M{x - 26} {y - h + 20}V{y - 24}", "#ffffff", 8, opacity=0.6)


@draws("dropper", "pump")
def bottle(canvas: Canvas, *words: str) -> None:
    """A bottle of the studio's own products."""
    shelf(canvas, ROSE)
    stand(canvas, 400, 512, 210)
    if "shampoo" in words:
        canvas.path("M386 96H300C286 96 286 120 300 122H386V170H418V96Z", "#3b2a33")
        canvas.rect(352, 166, 96, 34, "#3b2a33", 8)
        canvas.path("M320 200H480C500 200 510 214 510 232V484C510 502 500 512 480 512H320C300 512 290 502 290 484V232C290 214 300 200 320 200Z", "#c98a7a")
        canvas.path("M450 200H480C500 200 510 214 510 232V484C510 502 500 512 480 512H450Z", "#a86a5c", opacity=0.8)
        top, x0, w = 280, 290, 220
    else:
        canvas.path("M372 66C372 34 428 34 428 66V130H372Z", "#7a3b5e")
        canvas.rect(356, 126, 88, 54, "#c9973b", 8)
        canvas.path("M350 178H450C486 196 506 226 506 270V482C506 502 496 512 476 512H324C304 512 294 502 294 482V270C294 226 314 196 350 178Z", "#c9842f")
        canvas.path("M430 178H450C486 196 506 226 506 270V482C506 502 496 512 476 512H446Z", "#9c5f1c", opacity=0.7)
        top, x0, w = 290, 294, 212
    canvas.rect(x0, top, w, 150, "#fbf3e4")
    canvas.stamp("sage", TOPPINGS["sage"].markup, 400, top + 58, -40, 1.6)
    canvas.line(f"M350 {top + 112}H450M370 {top + 130}H430", "#b79a7c", 6)
    canvas.line(f"M316 {top - 40}V{top - 14}M316 {top + 168}V488", "#ffffff", 11, opacity=0.65)


@draws("candle")
def candle(canvas: Canvas, *_: str) -> None:
    shelf(canvas, ROSE)
    canvas.circle(400, 190, 130, "#fff3c4", opacity=0.5)
    stand(canvas, 400, 512, 260)
    canvas.path("M400 120C430 160 440 190 424 214C414 230 386 230 376 214C360 190 380 160 400 120Z", "#f2a02c")
    canvas.path("M400 164C414 184 418 200 408 212C402 218 396 218 392 212C384 200 390 184 400 164Z", "#fff1b8")
    canvas.line("M400 214V250", "#3b2a33", 7)
    canvas.path("M276 250H524V488C524 504 514 512 498 512H302C286 512 276 504 276 488Z", "#ffffff", opacity=0.6)
    canvas.path("M288 270H512V480C512 492 504 498 492 498H308C296 498 288 492 288 480Z", "#e9def0")
    canvas.path("M450 270H512V480C512 492 504 498 492 498H450Z", "#cfc0dc", opacity=0.8)
    canvas.ellipse(400, 270, 112, 20, "#f8f1fb")
    canvas.rect(318, 340, 164, 110, "#fffaf0", 12)
    canvas.line("M400 436V372", "#5f7f4c", 6)
    for x, y in ((400, 360), (386, 374), (414, 374), (388, 394), (412, 394), (390, 412), (410, 412)):
        canvas.ellipse(x, y, 9, 11, "#8f6fb5")
    canvas.line("M304 300V460", "#ffffff", 10, opacity=0.9)


@draws("gift")
def gift(canvas: Canvas, *_: str) -> None:
    table(canvas, ROSE, cloth=False)
    sprigs(canvas)
    card = '<rect x="-210" y="-140" width="420" height="280" rx="18" fill="#2a1206" opacity=".14" transform="translate(12 18)"/><rect x="-210" y="-140" width="420" height="280" rx="18" fill="#fbf3e4"/><path d="M-210-120L0 40L210-120V-122C210-132 202-140 192-140H-192C-202-140-210-132-210-122Z" fill="#f0dfc4"/><path d="M-204-128L0 30L204-128" fill="none" stroke="#d9c29c" stroke-width="6"/><rect x="-16" y="-140" width="32" height="280" fill="#7a3b5e"/><rect x="-210" y="24" width="420" height="32" fill="#7a3b5e"/><path d="M0 40C-40-30-120-20-96 26C-80 60-30 50 0 40C40-30 120-20 96 26C80 60 30 50 0 40Z" fill="#a8577f"/><path d="M0 40L-60 116L-30 112L-20 134ZM0 40L60 116L30 112L20 134Z" fill="#8f4a6e"/><circle cy="38" r="20" fill="#c97ba0"/>'
    lay(canvas, card, 400, 300, -10, 1.1)
