"""From a recipe ("pizza tomato basil") to a picture's name and bytes."""

from hashlib import sha256

from simulator.demo.drawing import (
    comforts,
    dishes,
    drinks,
    energy,
    goods,
    mains,
    meters,
    packs,
    pizzas,
    salon,
    sweets,
)
from simulator.demo.drawing.canvas import Canvas
from simulator.demo.drawing.family import drawer_of

DRAWN_BY = (comforts, dishes, drinks, energy, goods, mains, meters, packs, pizzas, salon, sweets)


def draw(recipe: str, seed: str) -> str:
    """Return the SVG of a recipe. The same seed gives the same drawing for ever."""
    canvas = Canvas(seed)
    drawer_of(recipe)(canvas)
    return canvas.svg()


def stem_of(svg: str) -> str:
    """Name a drawing by what is in it."""
    return sha256(svg.encode()).hexdigest()[:24]
