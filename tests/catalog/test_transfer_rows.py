import json
from decimal import Decimal

import pytest
from django.utils import translation

from catalog.models.items import Item
from catalog.models.options import OptionGroup
from catalog.transfer import document as doc
from catalog.transfer.build import DIETS
from catalog.transfer.flat import parse_csv
from catalog.transfer.nested import parse_json


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def csv_of(*lines, encoding="utf-8"):
    return parse_csv("\r\n".join(lines).encode(encoding))


def errors(parsed):
    return [(error.line, error.column, error.sentence) for error in parsed.errors]


def test_a_plain_list_of_a_shop_is_enough():
    parsed = csv_of("Nome;Preço;Categoria", "Açaí 500 ml;R$ 18,90;Sobremesas", "Pudim;9;sobremesas")

    assert errors(parsed) == []
    assert parsed.implied == {"sobremesas"}
    assert parsed.given == {"name", "price"}
    assert [(i.slug, i.price, i.category) for i in parsed.document.items] == [
        ("acai-500-ml", Decimal("18.90"), "sobremesas"),
        ("pudim", Decimal("9.00"), "sobremesas"),
    ]
    assert [c.name for c in parsed.document.categories] == ["Sobremesas"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_reads_what_spreadsheets_write(encoding, delimiter):
    lines = [["nome", "preço", "categoria"], ["Pão", '"1,50"', "Café"]]

    parsed = csv_of(*map(delimiter.join, lines), encoding=encoding)

    (row,) = parsed.document.items
    assert (row.name, row.price, row.category) == ("Pão", Decimal("1.50"), "cafe")


def test_two_items_of_one_name_get_two_slugs():
    parsed = csv_of("name,parent", "Suco,A", "Suco,B")

    assert [item.slug for item in parsed.document.items] == ["suco", "suco-2"]


def test_each_bad_row_says_where_and_why():
    parsed = csv_of(
        "type,key,parent,name,price,sku,groups",
        ",a,X,Good,1,S1,",
        ",a,X,Same key,1,,",
        ",b,X,Bad price,doze,,",
        ',c,X,"Two\nlines",1,S1,',
        ",d,X,,1,,",
        ",e,,No category,1,,nope",
        "plane,,,Flies,,,",
        "option,,nope,Lost,,,",
    )

    assert [item.slug for item in parsed.document.items] == ["a"]
    assert errors(parsed) == [
        (3, "key", "Another row of this file has the same key."),
        (4, "price", "“doze” is not an amount. Type it like 1.234,56."),
        (5, "sku", "Another row of this file has the same SKU."),
        (7, "name", "The name is missing."),
        (8, "groups", "There is no option group “nope” in this file."),
        (8, "parent", "The category is missing."),
        (9, "type", "Choose one of: category, group, option, item."),
        (10, "parent", "The group of this option is not in this file."),
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["group,g,,G,3,1"], (2, "minimum", "The minimum is above the maximum.")),
        (["group,,,G,,"], (2, "key", "A group needs a key of its own.")),
        (["group,g,x,G,,"], (2, "parent", "The option of this group is not in this file.")),
        (["group,g,o,G,,", "option,o,g,O,,"], (2, "parent", "Groups are nested once, not more.")),
        (
            ["category,a,b,A,,", "category,b,c,B,,", "category,c,,C,,"],
            (2, "parent", "Categories have two levels, not more."),
        ),
        (["category,a,a,A,,"], (2, "parent", "Categories have two levels, not more.")),
        (["option,o,,O,-1,"], (2, "minimum", "")),
    ],
)
def test_what_does_not_fit_together_is_refused(lines, expected):
    parsed = csv_of("type,key,parent,name,minimum,maximum", *lines)

    assert expected in errors(parsed) or expected[2] == ""
    assert parsed.errors


def test_a_json_error_says_its_path():
    row = {"name": "A", "slug": "a", "items": [{"name": "I", "price": 1.5}, {"price": True}, 3]}
    root = {"format": "flowt.catalog", "version": 1, "categories": [row], "groups": 3}

    parsed = parse_json(json.dumps(root).encode())

    assert [item.price for item in parsed.document.items] == [Decimal("1.50")]
    assert sorted(error.column for error in parsed.errors) == [
        "categories[0].items[1].name",
        "categories[0].items[1].price",
        "categories[0].items[2]",
        "groups",
    ]


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"{}", b"\xff", b'{"format":"flowt.catalog","version":2}', b"[" * 99999],
)
def test_another_file_is_refused_as_a_whole(data):
    parsed = parse_json(data)

    assert len(parsed.errors) == 1
    assert parsed.document == doc.CatalogDocument()


def test_limits_hold():
    many = ["name,parent"] + ["x,y"] * (doc.MOST_ROWS + 1)

    assert errors(csv_of(*many))[0][2] == "The file has too many rows."
    assert "5 MB" in parse_csv(b"x" * (doc.MOST_BYTES + 1)).errors[0].sentence
    assert "5 MB" in parse_json(b"x" * (doc.MOST_BYTES + 1)).errors[0].sentence
    assert len(csv_of("name,parent", *[",x"] * 10, *["y,"] * 500).errors) <= doc.MOST_ERRORS


def test_the_words_are_those_of_the_tables():
    assert set(DIETS) == set(Item.Diet.values)
    assert {"active", "hidden", "archived"} == set(Item.Status.values)
    assert {"sum", "highest", "average"} == set(OptionGroup.PriceRule.values)
