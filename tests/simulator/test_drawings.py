"""Every thing of the demo has a picture of its own: small, safe, and always the same."""

import re
from xml.etree import ElementTree as ET

import pytest
from django.utils.text import slugify

from simulator.demo.content import SLUGS, items, sections
from simulator.demo.drawing.logos import LOGOS, draw_logo
from simulator.demo.drawing.pictures import draw, stem_of

RECIPES = [
    (item["picture"], slugify(item["name"]))
    for slug in SLUGS
    for section, _parent in sections(slug)
    for item in items(section)
]
ALLOWED = {"svg", "defs", "g", "use", "path", "circle", "ellipse", "rect"}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(("recipe", "slug"), RECIPES)
def test_is_small_and_holds_shapes_alone(recipe, slug):
    svg = draw(recipe, slug)

    tree = ET.fromstring(svg)
    assert len(svg.encode()) <= 6_000
    assert {element.tag.removeprefix(SVG) for element in tree.iter()} <= ALLOWED
    assert set(re.findall(r'href="(.)', svg)) <= {"#"}
    assert not re.search(r"\bon\w+=|url\(|style=|<!", svg)


def test_the_same_seed_gives_the_same_drawing():
    assert draw("pizza tomato basil", "margherita") == draw("pizza tomato basil", "margherita")


def test_no_two_items_look_alike():
    stems = {stem_of(draw(recipe, slug)) for recipe, slug in RECIPES}

    assert len(stems) == len(RECIPES)


def test_a_recipe_nobody_draws_is_refused():
    with pytest.raises(KeyError):
        draw("spaceship", "x")


@pytest.mark.parametrize("slug", SLUGS)
def test_each_business_has_its_mark(slug):
    tree = ET.fromstring(draw_logo(slug))

    assert {element.tag.removeprefix(SVG) for element in tree.iter()} <= ALLOWED
    assert set(LOGOS) == set(SLUGS)
