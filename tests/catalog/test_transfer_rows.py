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


BAD_ROWS = [
    (",a,X,Same key,1,,", "key", "Another row of this file has the same key."),
    (",b,X,Bad price,doze,,", "price", "“doze” is not an amount. Type it like 1.234,56."),
    (",c,X,Same SKU,1,S1,", "sku", "Another row of this file has the same SKU."),
    (",d,X,,1,,", "name", "The name is missing."),
    (",e,,No category,1,,", "parent", "The category is missing."),
    (",f,X,No group,1,,nope", "groups", "There is no option group “nope” in this file."),
    ("plane,,X,Flies,,,", "type", "Choose one of: category, group, option, item."),
    ("option,,X,Lost,,,", "parent", "The group of this option is not in this file."),
    (f",g,X,{'n' * 121},,,", "name", "This is too long: at most 120 characters."),
    (",Á,X,Slug,,,", "key", "Use letters without accents, digits and hyphens only."),
]


@pytest.mark.parametrize(("line", "column", "sentence"), BAD_ROWS)
def test_a_bad_row_says_where_and_why(line, column, sentence):
    header, good = "type,key,parent,name,price,sku,groups", ',a,X,"Two\nlines",1,S1,'

    parsed = csv_of(header, good, "", line)

    assert errors(parsed) == [(5, column, sentence)]
    assert [item.slug for item in parsed.document.items] == ["a"]


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
