import pytest

from flowt.registry import Registry


class Shape:
    kind = ""
    label = "shape"


@pytest.fixture
def shapes():
    return Registry(Shape)


def test_finds_a_member_by_kind(shapes):
    @shapes.register
    class Square(Shape):
        kind = "square"
        label = "Square"

    assert shapes.get("square") is Square
    assert shapes.choices() == [("square", "Square")]
    assert "square" in shapes


def test_refuses_a_taken_kind(shapes):
    shapes.register(type("A", (Shape,), {"kind": "a"}))

    with pytest.raises(ValueError, match="is taken by A"):
        shapes.register(type("B", (Shape,), {"kind": "a"}))
    assert len(shapes) == 1


@pytest.mark.parametrize("wrong", [dict, 3])
def test_refuses_what_is_not_of_the_family(shapes, wrong):
    with pytest.raises(TypeError):
        shapes.register(wrong)


def test_refuses_a_member_without_kind(shapes):
    with pytest.raises(ValueError, match="declares no kind"):
        shapes.register(type("C", (Shape,), {}))


def test_names_what_is_known_when_asked_for_something_else(shapes):
    shapes.register(type("A", (Shape,), {"kind": "a"}))

    with pytest.raises(KeyError, match=r"not one of \['a'\]"):
        shapes.get("z")
