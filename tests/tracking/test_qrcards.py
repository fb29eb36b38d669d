from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tracking.qrcards import LONGEST, QUIET_MODULES, TooLongForQr, matrix, png, svg

ADDRESS = "https://cantina.example.com/q/abcdefghjk"
SVG = "{http://www.w3.org/2000/svg}"


def read(picture):
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def drawn(markup, scale=8):
    """Draw the rectangles of the SVG's path, as a browser would."""
    root = ET.fromstring(markup)
    size = int(root.get("viewBox").split()[2])
    image = Image.new("L", (size * scale, size * scale), 255)
    for run in root.findall(f"{SVG}path")[1].get("d").split("M")[1:]:
        x, rest = run.split(" ")
        y, width = rest.split("h")[0], rest.split("h")[1].split("v")[0]
        box = (int(x), int(y), int(x) + int(width), int(y) + 1)
        image.paste(0, tuple(edge * scale for edge in box))
    return image


def test_a_png_is_read_back():
    picture = Image.open(BytesIO(png(ADDRESS)))

    assert read(picture) == [ADDRESS]
    assert 900 < picture.width <= 1024


def test_an_svg_is_read_back():
    assert read(drawn(svg(ADDRESS))) == [ADDRESS]


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=200))
def test_any_address_is_read_back(text):
    assert read(drawn(svg(text), scale=4)) == [text]


def test_a_worn_code_is_still_read():
    picture = Image.open(BytesIO(png(ADDRESS))).convert("L")
    middle = picture.width // 2
    picture.paste(255, (middle - 90, middle - 90, middle + 90, middle + 90))

    assert read(picture) == [ADDRESS]


def test_the_quiet_zone_is_four_modules_wide():
    modules = matrix(ADDRESS)
    edge = [*modules[:QUIET_MODULES], *modules[-QUIET_MODULES:]]

    assert not any(any(row) for row in edge)
    assert not any(any(row[:4]) or any(row[-4:]) for row in modules)
    assert any(modules[4])


def test_the_svg_scales_and_runs_nothing():
    root = ET.fromstring(svg(ADDRESS, title="Mesa 7 <\"&'>"))

    assert root.get("viewBox") == "0 0 41 41"
    assert root.get("width") is None
    assert root.find(f"{SVG}title").text == "Mesa 7 <\"&'>"
    assert {child.tag for child in root} == {f"{SVG}title", f"{SVG}path"}


def test_without_a_title_it_is_hidden_from_readers():
    assert ET.fromstring(svg(ADDRESS)).get("aria-hidden") == "true"


def test_a_dense_code_is_smaller():
    text = "x" * 180

    assert len(matrix(text, is_dense=True)) < len(matrix(text))


def test_refuses_too_much_and_nothing():
    with pytest.raises(TooLongForQr):
        svg("x" * (LONGEST + 1))
    with pytest.raises(ValueError, match="nothing"):
        svg("")
    assert png("x", width_pixels=1)
    assert Image.open(BytesIO(png("x", width_pixels=10**9))).width <= 4096
