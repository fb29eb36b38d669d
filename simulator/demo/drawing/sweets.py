"""Desserts and coffee."""

from simulator.demo.drawing.canvas import SHADE, Canvas, blob, dark, light, rounded
from simulator.demo.drawing.family import draws
from simulator.demo.drawing.scenes import FRESH, ROSE, plate, shelf, stand, table
from simulator.demo.drawing.toppings import TOPPINGS

SCOOPS = {"pistachio": "#b5c67a", "milk": "#fbf2dc", "chocolate": "#6b3a26", "berry": "#e58a9c"}


@draws("dessert")
def dessert(canvas: Canvas, kind: str) -> None:
    {"tiramisu": _tiramisu, "panna": _panna, "cannoli": _cannoli, "petit": _petit,
     "gelato": _gelato, "affogato": _affogato}[kind](canvas)  # fmt: skip


def _tiramisu(canvas: Canvas) -> None:
    """A tall square of it, seen from the front."""
    shelf(canvas, FRESH, ground=420)
    canvas.ellipse(414, 474, 250, 50, SHADE, opacity=0.12)
    canvas.ellipse(400, 458, 244, 48, "#d9cdbb")
    canvas.ellipse(400, 450, 240, 44, "#fffaf0")
    canvas.ellipse(400, 450, 190, 30, "#efe5d4")
    for y, h, colour in ((176, 60, "#fbeed0"), (236, 50, "#a9703f"), (286, 62, "#fbeed0"),
                         (348, 50, "#98602f"), (398, 52, "#f7e6c2")):  # fmt: skip
        canvas.path(rounded([(248, y), (552, y), (552, y + h), (248, y + h)], 9), colour)
        canvas.rect(500, y, 52, h, dark(colour, 0.2), opacity=0.5)
        if colour.startswith(("#a", "#9")):
            canvas.line(f"M268 {y + 16}H340M370 {y + 30}H470M280 {y + 38}H320", light(colour, 0.3), 6)
    canvas.path("M240 182C240 148 300 146 400 146S560 148 560 182C560 200 545 196 534 188C516 206 500 186 484 190C462 206 440 184 420 192C396 206 376 184 352 190C332 206 310 186 290 192C268 206 240 204 240 182Z", "#4a2617")
    canvas.path("M262 170C290 156 510 156 536 170", "none", stroke="#7a4a30", stroke_width=8, stroke_linecap="round")
    for x in (300, 352, 410, 466, 512):
        canvas.circle(x, 172 + x % 9, 3, "#a9744f")
    canvas.stamp("mint", TOPPINGS["mint"].markup, 404, 150, -20, 1.3)
    canvas.line("M262 250V420", "#fffaf0", 6, opacity=0.5)


def _panna(canvas: Canvas) -> None:
    table(canvas, ROSE)
    plate(canvas, 236, colour="#4c6570")
    canvas.path(blob(canvas.rng, 404, 308, 150, corners=11, wobble=0.08), "#8e1f3b")
    canvas.path(blob(canvas.rng, 400, 300, 144, corners=11, wobble=0.1), "#c2334f")
    canvas.circle(410, 314, 98, "#4a0f1d", opacity=0.25)
    canvas.circle(400, 300, 98, "#e9d9bd")
    canvas.circle(398, 297, 95, "#fdf3df")
    canvas.circle(398, 296, 66, "#fffaf0")
    canvas.path(blob(canvas.rng, 400, 298, 50, corners=8, wobble=0.18), "#c2334f")
    canvas.line("M318 270A90 90 0 0 1 370 214", "#ffffff", 9, opacity=0.9)
    canvas.scatter_large("berry", TOPPINGS["berry"].markup, 7, 150, 16, 1.35, inner=112)
    canvas.taken.clear()
    canvas.scatter_large("strawberry", TOPPINGS["strawberry"].markup, 2, 26, 24, 1.1)
    canvas.stamp("mint", TOPPINGS["mint"].markup, 424, 282, -30, 1.0)


def _cannoli(canvas: Canvas) -> None:
    table(canvas, FRESH)
    plate(canvas, 246, colour="#fffdf8")
    tube = '<rect x="-150" y="-44" width="300" height="104" rx="46" fill="#2a1206" opacity=".14" transform="translate(10 12)"/><ellipse cx="-142" rx="34" ry="52" fill="#f3e6cc"/><ellipse cx="142" rx="34" ry="52" fill="#f3e6cc"/><path d="M-140-52C-60-40 60-40 140-52C158-30 158 30 140 52C60 42-60 42-140 52C-158 30-158-30-140-52Z" fill="#b26c2a"/><path d="M-136-48C-60-38 60-38 134-48C146-26 146 10 134 30C60 22-60 22-136 30C-148 10-148-26-136-48Z" fill="#d9954a"/><path d="M-20-42C-60-10-50 20-10 40M20-42C0-14 20 18 54 40" stroke="#a35f22" stroke-width="8" fill="none"/><g fill="#f0bb72"><circle cx="-90" cy="-22" r="9"/><circle cx="-60" cy="4" r="7"/><circle cx="74" cy="-20" r="9"/><circle cx="104" cy="4" r="7"/><circle cx="4" cy="-16" r="6"/></g><path d="M-160-30C-190-22-196 20-164 34C-150 26-144-18-160-30ZM160-30C190-22 196 20 164 34C150 26 144-18 160-30Z" fill="#fffaf0"/><g fill="#7f9e45"><rect x="-182" y="-10" width="12" height="9" rx="3"/><rect x="-172" y="10" width="12" height="9" rx="3"/><rect x="166" y="-14" width="12" height="9" rx="3"/><rect x="174" y="8" width="12" height="9" rx="3"/></g><path d="M-110-36C-60-30 40-30 96-36" stroke="#fff" stroke-opacity=".45" stroke-width="8" fill="none" stroke-linecap="round"/>'
    canvas.stamp("tube", tube, 392, 232, -12, 1)
    canvas.stamp("tube", tube, 408, 376, -6, 1)
    canvas.scatter("nut", '<rect x="-7" y="-5" width="14" height="10" rx="3" fill="#7f9e45"/>', 8, 190, 16, inner=150)


def _petit(canvas: Canvas) -> None:
    shelf(canvas, ROSE, ground=400)
    canvas.ellipse(414, 476, 270, 56, SHADE, opacity=0.12)
    canvas.ellipse(400, 460, 264, 54, "#d9cdbb")
    canvas.ellipse(400, 451, 260, 50, "#fffaf0")
    canvas.path("M196 262C210 232 410 232 424 262L446 440C400 474 220 474 174 440Z", "#3c1d12")
    canvas.path("M200 260C214 236 380 236 398 258L404 446C340 464 220 462 182 438Z", "#5b3020")
    canvas.ellipse(310, 260, 112, 26, "#7a452c")
    canvas.ellipse(306, 256, 84, 16, "#95603f")
    canvas.path("M290 300C330 290 380 320 392 380C410 430 470 450 500 462C430 486 300 480 262 458C300 420 270 340 290 300Z", "#2a120b")
    canvas.path("M300 318C330 310 362 330 376 384C390 430 420 446 452 460C400 474 320 470 290 456C320 420 290 350 300 318Z", "#4a2415")
    canvas.line("M318 340C336 350 346 376 352 404", "#8a5538", 8)
    canvas.circle(536, 372, 92, "#dfcfae")
    canvas.circle(530, 364, 90, "#fbf2dc")
    canvas.path("M446 390C440 430 470 440 486 424C500 446 530 444 540 428C560 446 590 440 596 420C620 430 634 400 622 380Z", "#f3e6c8")
    canvas.circle(502, 332, 24, "#ffffff", opacity=0.8)
    canvas.stamp("mint", TOPPINGS["mint"].markup, 560, 290, -40, 1.2)
    canvas.stamp("strawberry", TOPPINGS["strawberry"].markup, 640, 438, 20, 1.3)
    for x, y in ((250, 236), (300, 228), (350, 240), (280, 250)):
        canvas.circle(x, y + 12, 5, "#fffaf0", opacity=0.8)


def _gelato(canvas: Canvas) -> None:
    shelf(canvas, ROSE, ground=450)
    stand(canvas, 400, 512, 160)
    for x, y, tone in ((340, 230, "berry"), (462, 232, "pistachio"), (400, 168, "milk")):
        colour = SCOOPS[tone]
        canvas.circle(x + 4, y + 6, 90, dark(colour, 0.2))
        canvas.circle(x, y, 88, colour)
        canvas.circle(x - 22, y - 26, 34, light(colour, 0.55), opacity=0.8)
        canvas.line(f"M{x - 50} {y + 34}C{x - 20} {y + 52} {x + 24} {y + 50} {x + 52} {y + 30}", dark(colour, 0.18), 6)
    canvas.path("M560 70L600 92L500 280L470 262Z", "#d9954a")
    canvas.line("M566 96L494 226M548 86L482 214", "#b26c2a", 5)
    canvas.path("M238 268H562C556 372 486 420 424 428V480H376V428C314 420 244 372 238 268Z", "#bfe0e4", opacity=0.62)
    canvas.path("M252 280H548C540 360 480 400 400 404C320 400 260 360 252 280Z", "#ffffff", opacity=0.35)
    canvas.rect(300, 480, 200, 30, "#b4d6da", 15)
    canvas.line("M262 300C270 340 286 366 310 384", "#ffffff", 10, opacity=0.9)
    canvas.stamp("mint", TOPPINGS["mint"].markup, 396, 92, -20, 1.3)


def _affogato(canvas: Canvas) -> None:
    shelf(canvas, FRESH, ground=450)
    stand(canvas, 400, 508, 230)
    canvas.circle(404, 226, 118, "#dfcfae")
    canvas.circle(400, 220, 116, "#fbf2dc")
    canvas.circle(368, 182, 36, "#ffffff", opacity=0.8)
    canvas.path("M330 128C360 96 440 96 474 132C490 170 470 176 462 214C452 236 440 214 430 190C414 184 404 204 400 238C392 262 376 250 378 214C368 196 350 210 342 240C326 236 322 160 330 128Z", "#4a2617")
    canvas.line("M352 128C376 112 414 110 440 122", "#8a5538", 8)
    canvas.path("M262 236H538L508 490C506 504 496 510 482 510H318C304 510 294 504 292 490Z", "#cfe2e2", opacity=0.75)
    canvas.path("M284 330H516L498 480C496 490 490 494 480 494H320C310 494 304 490 302 480Z", "#5b3020")
    canvas.ellipse(400, 332, 116, 22, "#8a5538")
    canvas.ellipse(392, 326, 74, 13, "#fbf2dc")
    canvas.line("M280 262L298 448", "#ffffff", 11, opacity=0.85)
    canvas.add('<g fill="#3c1d12"><ellipse cx="610" cy="500" rx="24" ry="15" transform="rotate(-20 610 500)"/><ellipse cx="660" cy="512" rx="22" ry="14" transform="rotate(14 660 512)"/></g><path d="M592 506Q612 494 628 492M640 508Q660 508 680 516" stroke="#8a5538" stroke-width="4" fill="none"/>')


@draws("coffee")
def coffee(canvas: Canvas, kind: str) -> None:
    """A cup from above, on its saucer."""
    table(canvas, FRESH)
    ware = canvas.rng.choice(["#fffdf8", "#4c6570", "#c0553c"])
    canvas.shadow_disc(400, 300, 222)
    canvas.circle(400, 300, 222, dark(ware, 0.22))
    canvas.circle(398, 297, 219, ware)
    canvas.circle(400, 300, 150, dark(ware, 0.14))
    r = 112 if kind == "espresso" else 140
    canvas.add(f'<g transform="rotate(-28 400 300)"><rect x="{390 + r}" y="272" width="76" height="58" rx="26" fill="{dark(ware, 0.3)}"/><rect x="{390 + r}" y="268" width="72" height="54" rx="24" fill="{ware}"/><rect x="{400 + r}" y="282" width="44" height="26" rx="13" fill="{dark(ware, 0.2)}"/></g>')
    canvas.circle(408, 314, r, SHADE, opacity=0.16)
    canvas.circle(400, 300, r, dark(ware, 0.16))
    canvas.circle(398, 297, r - 2, light(ware, 0.5))
    canvas.circle(400, 300, r - 14, "#3c1d12")
    if kind == "espresso":
        canvas.circle(401, 302, r - 18, "#8a4f24")
        canvas.path(blob(canvas.rng, 398, 298, r - 30, corners=9, wobble=0.1), "#b97a3e")
        canvas.path(blob(canvas.rng, 390, 290, r - 60, corners=8, wobble=0.16), "#d9a566")
    else:
        canvas.circle(401, 302, r - 18, "#a8693a")
        canvas.path("M400 402C330 356 296 308 318 262C336 226 384 232 400 268C416 232 464 226 482 262C504 308 470 356 400 402Z", "#fbf2dc")
        canvas.path("M400 366C356 334 334 304 346 278C358 256 388 262 400 288C412 262 442 256 454 278C466 304 444 334 400 366Z", "#a8693a")
        canvas.path("M400 340C374 320 362 304 370 290C378 280 394 286 400 302C406 286 422 280 430 290C438 304 426 320 400 340Z", "#fbf2dc")
    canvas.line(f"M{402 - r} 270A{r} {r} 0 0 1 350 {312 - r}", "#ffffff", 6, opacity=0.7)
    canvas.add(
        '<g transform="rotate(24 200 440)"><rect x="120" y="430" width="190" height="16" rx="8" fill="#2a1206" opacity=".14"/><rect x="116" y="422" width="190" height="14" rx="7" fill="#d8d5cf"/><ellipse cx="110" cy="429" rx="38" ry="23" fill="#d8d5cf"/><ellipse cx="107" cy="426" rx="28" ry="14" fill="#f4f2ee"/></g>'
    )
