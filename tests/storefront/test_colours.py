import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront import colours

hexes = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#d9622b", "#ffffff", 3.66)],
)
def test_contrast_is_what_wcag_says(one, other, ratio):
    assert round(colours.contrast(one, other), 2) == ratio


@given(hexes)
def test_oklch_undoes_itself(colour):
    assert colours._from_oklch(*colours._oklch(colour)) == colour


@given(hexes, hexes)
def test_everything_can_be_read_on_light(brand, accent):
    found = colours.light(brand, accent)

    assert found.brand == brand
    assert colours.contrast(found.brand_ink, found.brand) >= 4.5
    assert colours.contrast(found.accent_ink, found.accent) >= 4.5
    for ground in (*colours.LIGHT_GROUNDS, colours.mix(brand, "#ffffff", 0.09)):
        assert colours.contrast(found.brand_text, ground) >= 4.5


@given(hexes, hexes)
def test_everything_can_be_read_on_dark(brand, accent):
    found = colours.dark(brand, accent)

    assert colours.contrast(found.brand_ink, found.brand) >= 4.5
    for ground in colours.DARK_GROUNDS:
        assert colours.contrast(found.brand_text, ground) >= 4.5
        assert colours.contrast(found.brand, ground) >= 3
