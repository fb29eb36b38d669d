"""Bulbs, bills, meters and switches: an energy utility indoors."""

from simulator.demo.drawing.canvas import SHADE, Canvas, dark, light
from simulator.demo.drawing.energy import AMBER, NIGHT, SKY, TEAL, sun
from simulator.demo.drawing.family import draws
from simulator.demo.drawing.scenes import shelf, table


@draws("bulb")
def bulb(canvas: Canvas, *_: str) -> None:
    shelf(canvas, SKY, ground=500)
    canvas.circle(400, 240, 210, "#fff3c0", opacity=0.6)
    canvas.circle(400, 240, 160, "#fff0ac", opacity=0.7)
    canvas.path("M400 90C490 90 548 156 548 238C548 306 500 336 480 396H320C300 336 252 306 252 238C252 156 310 90 400 90Z", "#fbd05c")
    canvas.path("M460 108C514 134 548 180 548 238C548 306 500 336 480 396H440C450 330 500 300 500 226C500 180 486 136 460 108Z", "#f2b22a", opacity=0.8)
    canvas.line("M362 396V300L330 250M438 396V300L470 250M330 250C350 280 380 280 400 250C420 280 450 280 470 250", "#fff8dc", 10)
    for y, w in ((396, 150), (430, 140), (464, 126)):
        canvas.rect(400 - w / 2, y, w, 28, "#9aa6ae", 12)
        canvas.rect(400 - w / 2, y, w * 0.7, 12, "#cdd5da", 6)
    canvas.path("M356 492H444C440 514 420 522 400 522S360 514 356 492Z", NIGHT)
    canvas.line("M296 230C296 178 330 140 374 130", "#ffffff", 14, opacity=0.9)
    canvas.line("M190 130L152 104M160 240H112M190 350L152 376M610 130L648 104M640 240H688M610 350L648 376", AMBER, 13)


@draws("bill")
def bill(canvas: Canvas, *words: str) -> None:
    """A bill on the table, perhaps settled."""
    table(canvas, SKY, cloth=False)
    sheet = f'<rect x="-170" y="-230" width="340" height="460" rx="16" fill="{SHADE}" opacity=".14" transform="translate(14 18)"/><rect x="-170" y="-230" width="340" height="460" rx="16" fill="#fffdf8"/><path d="M-170-150V-214C-170-224-164-230-154-230H154C164-230 170-224 170-214V-150Z" fill="{TEAL}"/><path d="M-112-214L-142-182H-120L-132-158L-98-194H-120L-106-214Z" fill="{AMBER}"/><rect x="-84" y="-206" width="130" height="14" rx="7" fill="#fff"/><rect x="-84" y="-182" width="86" height="10" rx="5" fill="#8fc4c4"/>'
    for k, h in enumerate((46, 62, 38, 74, 90, 58, 70)):
        sheet += f'<rect x="{-140 + k * 40}" y="{10 - h}" width="24" height="{h}" rx="6" fill="{AMBER if k == 4 else "#a9d0cc"}"/>'
    sheet += '<path d="M-142 20H142" stroke="#d9d2c4" stroke-width="5"/><rect x="-142" y="-130" width="110" height="12" rx="6" fill="#c9c2b4"/><rect x="40" y="-132" width="102" height="20" rx="8" fill="#f7e0a0"/><rect x="-142" y="52" width="160" height="12" rx="6" fill="#ddd6c8"/><rect x="-142" y="78" width="120" height="12" rx="6" fill="#ddd6c8"/>'
    bars = "".join(f'<rect x="{x}" y="130" width="{w}" height="64" fill="#2f3b44"/>' for x, w in ((-142, 8), (-128, 4), (-118, 12), (-98, 4), (-88, 8), (-72, 4), (-62, 12), (-42, 8), (-28, 4), (-18, 8), (-2, 12), (16, 4)))
    qr = '<rect x="66" y="112" width="80" height="80" rx="8" fill="#eef3f2"/><g fill="#2f3b44"><rect x="74" y="120" width="22" height="22" rx="4"/><rect x="116" y="120" width="22" height="22" rx="4"/><rect x="74" y="162" width="22" height="22" rx="4"/><rect x="104" y="150" width="12" height="12"/><rect x="122" y="162" width="14" height="14"/></g>'
    canvas.add(f'<g transform="translate(390 300)rotate(-7)">{sheet}{bars}{qr}</g>')
    if "check" in words:
        canvas.circle(570, 420, 84, SHADE, opacity=0.14)
        canvas.circle(560, 408, 84, "#3f9a5f")
        canvas.circle(556, 404, 74, "#56b374")
        canvas.line("M522 408L550 436L600 380", "#ffffff", 18, stroke_linejoin="round")
    else:
        canvas.add(
            '<g transform="translate(620 380)rotate(24)"><rect x="-12" y="-150" width="30" height="300" rx="14" fill="#2a1206" opacity=".13" transform="translate(10 12)"/><rect x="-14" y="-150" width="28" height="240" rx="12" fill="#0b6b6c"/><path d="M-14 90H14L0 146Z" fill="#f6e2bd"/><path d="M-6 122H6L0 146Z" fill="#2f3b44"/><rect x="-14" y="-150" width="28" height="34" rx="12" fill="#f2b22a"/><path d="M-5-106V80" stroke="#5fa8a8" stroke-width="5"/></g>'
        )


@draws("calendar")
def calendar(canvas: Canvas, *words: str) -> None:
    table(canvas, SKY, cloth=False)
    canvas.rect(212, 122, 400, 390, SHADE, 34, opacity=0.14)
    canvas.rect(200, 104, 400, 390, "#fffdf8", 32)
    canvas.path("M200 200V136C200 116 214 104 232 104H568C586 104 600 116 600 136V200Z", TEAL)
    for x in (280, 400, 520):
        canvas.rect(x - 12, 76, 24, 66, "#cfd8da", 12)
        canvas.rect(x - 12, 76, 10, 66, "#ffffff", 5, opacity=0.7)
    canvas.rect(320, 158, 160, 18, "#ffffff", 9, opacity=0.8)
    for row in range(4):
        for col in range(5):
            x, y = 232 + col * 70, 226 + row * 64
            chosen = (row, col) == (1, 3) if "sun" in words else row * 5 + col in (2, 7, 12, 17)
            canvas.rect(x, y, 56, 48, AMBER if chosen else "#e6eeec", 12)
            if chosen:
                canvas.line(f"M{x + 17} {y + 24}L{x + 25} {y + 32}L{x + 40} {y + 15}", "#ffffff", 7, stroke_linejoin="round")
    if "sun" in words:
        sun(canvas, 616, 130, 50)
    else:
        for step, y in enumerate((470, 446, 422)):
            canvas.ellipse(640, y + 20, 66, 24, dark(AMBER, 0.3))
            canvas.ellipse(640, y + 10, 66, 24, light(AMBER, 0.1 * step))
        canvas.ellipse(640, 430, 40, 13, dark(AMBER, 0.12))


@draws("plug")
def plug(canvas: Canvas, *_: str) -> None:
    """A plug and its socket."""
    canvas.zoom = 1.08
    wall = canvas.rng.choice(SKY)
    canvas.rect(0, 0, 800, 600, light(wall, 0.3))
    canvas.circle(300, 280, 290, light(wall, 0.6))
    canvas.rect(172, 132, 280, 340, SHADE, 44, opacity=0.12)
    canvas.rect(160, 116, 280, 340, "#fffdf8", 42)
    canvas.rect(186, 142, 228, 288, "#eef2f0", 30)
    canvas.path("M300 206L374 250V322L300 366L226 322V250Z", "#d5dedc")
    canvas.path("M300 214L366 254V318L300 358L234 318V254Z", "#e6edeb")
    for x in (262, 300, 338):
        canvas.circle(x, 286 if x != 300 else 292, 13, NIGHT)
    canvas.path("M800 380C720 380 700 300 640 290", "none", stroke=SHADE, stroke_width=34, opacity=0.12, transform="translate(6 16)")
    canvas.path("M810 390C720 390 720 290 640 286", "none", stroke=TEAL, stroke_width=30, stroke_linecap="round")
    canvas.path("M560 226H620C650 226 668 256 668 286S650 346 620 346H560Z", dark(TEAL, 0.2))
    canvas.path("M560 226H616C646 226 662 252 662 280C662 290 640 300 560 300Z", TEAL)
    canvas.rect(536, 216, 40, 140, "#2f4656", 14)
    for y in (246, 284, 322):
        canvas.rect(476, y - 8, 64, 16, "#c9b26a", 8)
    canvas.path("M452 250L430 284H452L436 322L476 272H454L468 250Z", AMBER)


@draws("key")
def key(canvas: Canvas, *_: str) -> None:
    """The key of a new home, with a tag."""
    table(canvas, SKY, cloth=False)
    art = '<circle r="84" fill="#d9a52f"/><circle cx="-4" cy="-4" r="78" fill="#f2c14f"/><circle r="36" fill="none" stroke="#b9851f" stroke-width="8"/>'
    canvas.add(
        '<g transform="translate(270 240)rotate(34)"><g opacity=".13" transform="translate(16 4)"><rect x="60" y="-22" width="330" height="44" rx="14" fill="#2a1206"/><circle r="84" fill="#2a1206"/></g><rect x="60" y="-22" width="330" height="44" rx="12" fill="#d9a52f"/><rect x="60" y="-22" width="326" height="26" rx="12" fill="#f2c14f"/><path d="M290 20V70H322V46H346V76H378V20Z" fill="#d9a52f"/>'
        + art
        + "</g>"
    )
    canvas.circle(270, 240, 30, "#8fb9bd")
    canvas.add(
        '<path d="M250 250C200 300 190 340 220 380" fill="none" stroke="#8a969e" stroke-width="8"/><g transform="translate(250 450)rotate(-14)"><path d="M-80-40L0-100L80-40V70C80 80 74 86 64 86H-64C-74 86-80 80-80 70Z" fill="#2a1206" opacity=".13" transform="translate(10 14)"/><path d="M-80-40L0-100L80-40V70C80 80 74 86 64 86H-64C-74 86-80 80-80 70Z" fill="#0b6b6c"/><circle cy="-66" r="12" fill="#cfe3e0"/><rect x="-22" y="16" width="44" height="70" rx="6" fill="#f2b22a"/><rect x="-56" y="-20" width="32" height="30" rx="5" fill="#cfe3e0"/><rect x="24" y="-20" width="32" height="30" rx="5" fill="#cfe3e0"/></g>'
    )


@draws("switch")
def switch(canvas: Canvas, *_: str) -> None:
    """A breaker, thrown back on."""
    wall = canvas.rng.choice(SKY)
    canvas.zoom = 1.08
    canvas.rect(0, 0, 800, 600, light(wall, 0.3))
    canvas.circle(420, 270, 290, light(wall, 0.6))
    canvas.rect(152, 112, 520, 400, SHADE, 30, opacity=0.13)
    canvas.rect(140, 96, 520, 400, "#e3e8e8", 28)
    canvas.rect(166, 122, 468, 348, NIGHT, 18)
    for step in range(4):
        x = 186 + step * 110
        on = step == 1
        canvas.rect(x, 146, 94, 300, "#fbfaf5" if on else "#d9dedc", 12)
        canvas.rect(x + 18, 170, 58, 14, TEAL, 7)
        canvas.rect(x + 22, 214, 50, 130, "#2a3138", 12)
        y = 218 if on else 286
        canvas.rect(x + 26, y, 42, 56, AMBER if on else "#8a969e", 10)
        canvas.rect(x + 32, y + 8, 30, 10, "#ffffff", 5, opacity=0.6)
        canvas.circle(x + 47, 400, 14, "#56b374" if on else "#b9c1c1")
    canvas.path("M366 40L314 118H350L330 176L398 92H360L384 40Z", AMBER, stroke="#fffdf8", stroke_width=8, stroke_linejoin="round")


@draws("meter")
def meter(canvas: Canvas, *_: str) -> None:
    canvas.zoom = 1.08
    wall = canvas.rng.choice(SKY)
    canvas.rect(0, 0, 800, 600, light(wall, 0.3))
    canvas.circle(380, 280, 290, light(wall, 0.6))
    canvas.line("M330 600V480M470 600V480", NIGHT, 26)
    canvas.rect(222, 92, 380, 420, SHADE, 60, opacity=0.13)
    canvas.rect(210, 76, 380, 420, "#cfd8da", 56)
    canvas.rect(222, 82, 350, 396, "#e6ecec", 50)
    canvas.circle(400, 260, 160, "#9fb0b4")
    canvas.circle(397, 256, 152, "#fbfdfc")
    canvas.rect(300, 186, 200, 64, NIGHT, 12)
    for step in range(5):
        canvas.rect(310 + step * 37, 194, 32, 48, "#1d2a33" if step < 4 else "#b3392b", 6)
    digits = "M318 208H334V228H318ZM362 208V228M392 208H408V218H392V228H408M429 208H445V228H429M429 218H445M466 208H482V228H466Z"
    canvas.line(digits, "#fbe6a0", 5, stroke_linejoin="round")
    canvas.ellipse(400, 306, 110, 16, "#c2ccce")
    canvas.ellipse(400, 302, 110, 15, "#e3e9ea")
    canvas.rect(420, 292, 34, 20, "#b3392b", 4)
    canvas.line("M330 350H470M350 372H450", "#c2ccce", 8)
    canvas.line("M276 230A132 132 0 0 1 340 148", "#ffffff", 14, opacity=0.95)
    canvas.path("M404 410L376 450H396L384 482L426 438H404L418 410Z", AMBER)
