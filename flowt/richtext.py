"""Text with a little formatting, written by tenants: what is kept of it, and how it is shown."""

import re

import nh3
from django import forms
from django.utils.html import escape

TAGS = {"p", "br", "strong", "b", "em", "i", "u", "h3", "h4", "ul", "ol", "li", "a", "blockquote"}
SCHEMES = {"https", "mailto", "tel"}
_HEADING = re.compile(r"<(/?)h[126](?=[\s>])", re.I)
_BLOCK = re.compile(r"<(p|h3|h4|ul|ol|blockquote)[\s>]", re.I)
_EMPTY = re.compile(r"<p>(\s|&nbsp;|<br>)*</p>")


def sanitise(text: str) -> str:
    """Return `text` with the tags of `TAGS` alone; nothing in it runs, loads or looks different.

    Plain text becomes paragraphs. Sanitising again changes nothing.
    """
    text = text.replace("\r\n", "\n").replace("\0", "")
    if "<" not in text:
        return _paragraphs(text)
    clean = nh3.clean(
        _HEADING.sub(r"<\1h3", text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="nofollow noopener",
    )
    clean = _EMPTY.sub("", clean).strip()
    return clean if _BLOCK.search(clean) or not clean else f"<p>{clean}</p>"


def plain(text: str) -> str:
    """Return rich text without its tags, on one line: for descriptions and search engines."""
    spaced = re.sub(r"<(/p|/li|/h3|/h4|br)\s*/?>", " ", text)
    bare = nh3.clean(spaced, tags=set(), clean_content_tags={"script", "style"})
    bare = bare.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">")
    return " ".join(bare.replace("&amp;", "&").split())


class RichTextField(forms.CharField):
    """Cleans to sanitised HTML. `data-rich` lets the browser draw a small editor over it."""

    widget = forms.Textarea(attrs={"rows": 6, "data-rich": ""})

    def to_python(self, value: object) -> str:
        return sanitise(str(super().to_python(value) or ""))


def _paragraphs(text: str) -> str:
    parts = [part.strip() for part in re.split(r"\n\s*\n", text.replace("&nbsp;", " "))]
    return "".join(f"<p>{_lines(part)}</p>" for part in parts if part)


def _lines(part: str) -> str:
    whole = escape(part.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"))
    return whole.replace("&#x27;", "'").replace("&quot;", '"').replace("\n", "<br>")
