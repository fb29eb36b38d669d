"""Templates are read, never run."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging import language, markup
from messaging.language import MOST_OUTPUT, BadTemplate, fill, parse
from messaging.variables import check

CONTEXT = {
    "person": {"name": "Ana Lima", "typed": "ÍRIS MELO"},
    "order": {"number": 7, "total": Decimal("30.00"), "notes": "", "url": "https://x.example/p/1"},
    "list": ["a", {"b": "c"}],
}
BITS = st.sampled_from(
    ["{{", "}}", "|", "order.total", "money", "person.name", ".", '"', "default:", "\n", "**", "["]
    + ["](https://a.b)", "[[", "|javascript:x]]", "__class__", "{%", "%}", "{{order.number}}", "# "]
)
TEXTS = st.lists(BITS | st.text(max_size=8), max_size=40).map("".join)


class Loaded:
    """Whatever is read of it is a failure."""

    def __getattribute__(self, name):
        raise AssertionError(name)


def written(source, context=CONTEXT):
    return fill(parse(source), context)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Olá, {{ person.name | first_name }}!", "Olá, Ana!"),
        ("{{person.typed|first_name}}", "Íris"),
        ("{{order.total|money}}", "R$\xa030,00"),
        ('{{order.notes|default:"nada | aqui"}}', "nada | aqui"),
        ("{{order.gone}}{{person.name.first}}{{list.9}}", ""),
        ("{{list.1.b|upper}}", "C"),
        ("{{person.name|cut:4}}", "Ana…"),
        ("{{person}}{{list}}", ""),
        ("{% if x %} { order } }}", "{% if x %} { order } }}"),
    ],
)
def test_a_text_is_filled_in(tenant, source, text):
    assert written(source) == text


@pytest.mark.parametrize("path", ["person.__class__", "Person", "a.b.c.d.e.f.g", "", "a()", "_x"])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(BadTemplate):
        parse("{{" + path + "}}")


def test_no_attribute_is_ever_read():
    assert written("{{thing}}{{thing.name}}{{thing.0|money}}", {"thing": Loaded()}) == ""


@given(TEXTS, st.dictionaries(st.sampled_from(["a", "name", "total"]), st.text() | st.decimals()))
def test_nothing_runs_and_nothing_grows(source, values):
    """Whatever is typed and whatever is put in: a bounded text, or a refusal with its place."""
    context = {"person": values, "order": {"total": Loaded(), "number": 3}}
    try:
        assert len(written(source, context)) <= MOST_OUTPUT
        blocks = markup.blocks(source, context)
    except BadTemplate as refusal:
        assert refusal.place(source) >= (1, 1)
    else:
        urls = [span.url for block in blocks for line in block.lines for span in line]
        assert {url.partition(":")[0] for url in urls if url} <= markup.SCHEMES


def test_long_values_in_many_places_are_cut():
    source = "{{person.name}}" * language.MOST_VARIABLES

    assert len(written(source, {"person": {"name": "x" * 100_000}})) == MOST_OUTPUT


def test_what_a_customer_typed_becomes_no_mark():
    context = {"person": {"name": "**[x](https://evil.example)** {{order.url}}"}, "order": {}}

    (block,) = markup.blocks("Oi {{person.name}}", context)

    assert [span.text for span in block.lines[0]] == [
        "Oi **[x](https://evil.example)** {{order.url}}"
    ]


def test_a_line_whose_variables_are_empty_is_left_out():
    blocks = markup.blocks("**Nota:** {{order.notes}}\nFica", CONTEXT)

    assert [span.text for block in blocks for line in block.lines for span in line] == ["Fica"]


def test_a_button_leads_nowhere_but_to_the_web():
    assert markup.blocks("[[Ver|javascript:alert(1)]]", CONTEXT) == []
    assert markup.blocks("[[Ver|{{order.url}}]]", CONTEXT)[0].url == "https://x.example/p/1"


@pytest.mark.parametrize(
    ("source", "place", "words"),
    [
        ("Oi\n  {{order.nmber}}", (2, 3), "order.number"),
        ("{{order.total|mony}}", (1, 1), "money"),
        ("a {{order.total", (1, 3), "}}"),
        ("x {{order.summary}}", (1, 3), "order.summary"),
    ],
)
def test_a_mistake_is_told_with_its_place(tenant, source, place, words):
    (problem,) = check(source, has_blocks=True)

    assert (problem.line, problem.column) == place
    assert words in problem.sentence


def test_moments_are_written_in_the_tenants_zone(tenant):
    context = {"order": {"placed_at": datetime(2026, 11, 22, 23, 30, tzinfo=UTC)}}

    assert written("{{order.placed_at|time}}", context) == "20:30"
