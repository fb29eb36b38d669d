import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from catalog.transfer import document as doc
from catalog.transfer.build import DIETS
from catalog.transfer.cells import neutral, plain
from catalog.transfer.document import in_menu_order
from catalog.transfer.flat import dump_csv, parse_csv
from catalog.transfer.nested import dump_json, parse_json

letters = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
signs = st.sampled_from(["=1+1", "@x", "-1", "'=", "''", '"', ";", "a|b", "x\ny", "sim", "1.234"])
texts = (st.text(letters, max_size=20) | signs).map(str.strip)
names = texts.filter(bool)
prices = st.decimals(0, 99999, places=2)
times = st.times().map(lambda t: t.replace(second=0, microsecond=0))
windows = st.lists(
    st.builds(doc.WindowRow, st.integers(1, 127), times, times), max_size=2, unique=True
).map(tuple)


def groups(key, options):
    return st.builds(
        doc.GroupRow,
        key=key,
        name=names,
        internal_name=texts,
        minimum=st.integers(0, 3),
        maximum=st.integers(3, 9),
        price_rule=st.sampled_from(["sum", "highest", "average"]),
        options=st.lists(options, max_size=3).map(tuple),
    )


def options(inner_groups):
    return st.builds(
        doc.OptionRow,
        name=names,
        description=texts,
        price=prices,
        maximum=st.integers(1, 9),
        sku=texts,
        is_available=st.booleans(),
        groups=inner_groups,
    )


nested = st.lists(groups(st.just(""), options(st.just(()))), max_size=2).map(tuple)


@st.composite
def documents(draw):
    slugs = draw(
        st.lists(st.from_regex(r"[a-z0-9-]{1,8}", fullmatch=True), unique=True, max_size=9)
    )
    tops, below, items = slugs[:3], slugs[3:5], slugs[5:] if slugs[:1] else []
    categories = [
        doc.CategoryRow(
            slug=slug,
            name=draw(names),
            parent=draw(st.sampled_from(tops)) if slug in below else "",
            description=draw(texts),
            is_visible=draw(st.booleans()),
            windows=draw(windows),
        )
        for slug in tops + below
    ]
    keys = [str(n) for n in range(draw(st.integers(0, 2)))]
    return doc.CatalogDocument(
        categories=tuple(categories),
        groups=tuple(draw(groups(st.just(key), options(nested))) for key in keys),
        items=tuple(draw(item(slug, tops + below, keys)) for slug in items),
    )


def item(slug, categories, keys):
    return st.builds(
        doc.ItemRow,
        slug=st.just(slug),
        name=names,
        category=st.sampled_from(categories),
        kind=st.sampled_from(["product", "service"]),
        sku=st.sampled_from(["", f"sku {slug}"]),
        description=texts,
        serves=texts,
        price=prices,
        status=st.sampled_from(["active", "hidden", "archived"]),
        is_highlight=st.booleans(),
        interest_only=st.booleans(),
        diets=st.lists(st.sampled_from(DIETS), unique=True, max_size=3).map(tuple),
        stock=st.none() | st.integers(0, 999),
        groups=st.just(tuple(keys)),
        windows=windows,
    )


@given(documents(), st.booleans())
def test_a_csv_reads_back_equal(document, in_portuguese):
    parsed = parse_csv(dump_csv(document, in_portuguese=in_portuguese))

    assert parsed.errors == ()
    assert parsed.document == document
    assert parsed.implied == frozenset()


@given(documents())
def test_a_json_reads_back_equal(document):
    parsed = parse_json(dump_json(document).encode())

    assert parsed.errors == ()
    assert parsed.document == in_menu_order(document)


@given(documents())
def test_no_cell_of_a_csv_begins_a_formula(document):
    text = dump_csv(document).decode("utf-8-sig")

    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        assert not [cell for cell in row if cell[:1] in tuple("=+-@\t\r\n")]


@given(st.text(st.sampled_from("'=+-@\ta"), max_size=5))
def test_neutral_can_be_undone(cell):
    assert plain(neutral(cell)) == cell
    assert plain("'Nduja") == "'Nduja"


@given(st.binary(max_size=300))
def test_any_bytes_are_answered(data):
    parse_csv(data)
    parse_json(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["categories", "items", "groups", "options", "name", "key", "price"]),
            inner,
        )
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["categories", "groups", "items"]), json_values))
def test_any_json_is_answered(root):
    parse_json(json.dumps({**root, "format": "flowt.catalog", "version": 1}).encode())
