"""Finding the function that draws a kind of thing."""

from collections.abc import Callable

from simulator.demo.drawing.canvas import Canvas

Drawer = Callable[..., None]
DRAWERS: dict[str, Drawer] = {}


def draws(*kinds: str) -> Callable[[Drawer], Drawer]:
    """Register a function for the first word of a recipe; it gets the canvas and the other words."""

    def register(function: Drawer) -> Drawer:
        for kind in kinds:
            DRAWERS[kind] = function
        return function

    return register


def drawer_of(recipe: str) -> Callable[[Canvas], None]:
    """Return what draws "pizza tomato basil". Raises KeyError on a kind nobody draws."""
    kind, *words = recipe.split()
    function = DRAWERS[kind]
    return lambda canvas: function(canvas, *words)
