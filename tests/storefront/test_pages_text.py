"""Nothing a business writes on its pages runs anything."""

import pytest

from flowt.richtext import plain, sanitise
from storefront.blocks import blocks
from storefront.builder.operations import drafts, versions
from tests.input import corpus
from tests.input.pages import Page as Read


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Oi\n\ntudo\nbem?", "<p>Oi</p><p>tudo<br>bem?</p>"),
        ("<h1>Oi</h1><p onclick=x>a <b>b</b></p>", "<h3>Oi</h3><p>a <b>b</b></p>"),
        ("<p>a</p><script>x</script><p> </p>", "<p>a</p>"),
        ('<a href="javascript:x">a</a>', '<p><a rel="nofollow noopener">a</a></p>'),
        (
            '<a href="https://a.b">a</a>',
            '<p><a href="https://a.b" rel="nofollow noopener">a</a></p>',
        ),
        ("1 & 2", "<p>1 &amp; 2</p>"),
        ("", ""),
    ],
)
def test_rich_text_keeps_a_little_formatting_and_nothing_else(typed, kept):
    assert sanitise(typed) == kept
    assert sanitise(kept) == kept


def test_its_words_alone():
    assert plain("<p>a &amp; b</p><ul><li>c</li></ul>") == "a & b c"


@pytest.mark.parametrize("text", list(corpus.MARKUP.values()) + [corpus.TEMPLATES["django"]])
def test_what_was_typed_into_every_block_is_only_text(client, shop, text):
    """Stored past the forms on purpose: what a page shows depends on no form."""
    rows = []
    for one in blocks:
        settings = {
            name: text if value == "" or isinstance(value, str) else value
            for name, value in one.start().items()
        }
        settings |= {"tone": "plain", "layout": "split", "source": "art", "art": "waves"}
        settings |= {"target": "link", "second_target": "link", "choice": "first"}
        settings |= {"phone": "required", "email": "no", "message": "no", "code": "ABC", "count": 2}
        if "rows" in settings:
            row = dict.fromkeys(one.Settings().fields["rows"].row().fields, text)
            settings["rows"] = [row | {"stars": 5, "target": "link", "icon": "check"}]
        rows.append({"kind": one.kind, "settings": settings})
    page = drafts.create_page(
        name=text[:80], slug="x", kind="landing", goal="lead", content={"blocks": rows}, actor=None
    )
    versions.publish_page(page, actor=None)

    shown = client.get("/p/x/")

    assert shown.status_code == 200
    assert Read(shown.text).dangers == []
    assert "only-for-tests" not in shown.text
