"""Reading a page as a browser does: what would run, what is linked, which forms it holds."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

RUNS = ("javascript:", "vbscript:", "data:text/html")
LINKS = {
    "href",
    "src",
    "action",
    "formaction",
    "xlink:href",
    "srcset",
    "poster",
    "hx-get",
    "hx-post",
}
SKIPPED_INPUTS = {"submit", "button", "image", "reset", "file"}


@dataclass
class Form:
    """One form of a page: where it goes, and what its fields hold before anybody types."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    free: list[str] = field(default_factory=list)  # names of the fields that take any text


class Page(HTMLParser):
    """`dangers`: what would run, or was planted. `links` and `forms`: where one may go on."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.dangers: list[str] = []
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._judge(tag, found)
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        self.links += [found[name] for name in ("hx-get",) if found.get(name)]
        if tag == "form":
            self._form = Form(found.get("action", ""), found.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._note_field(tag, found)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""

    def _judge(self, tag: str, found: dict[str, str]) -> None:
        if tag == "flowtx" or (tag == "script" and not found.get("src") and not found.get("type")):
            self.dangers.append(f"<{tag}>")
        for name, value in found.items():
            plain = "".join(value.split()).lower()
            is_link = name in LINKS and plain.startswith(RUNS)
            is_planted = name.startswith("hx-") and value == "/flowtx"
            if name.startswith("on") or is_link or is_planted:
                self.dangers.append(f"<{tag} {name}={value[:60]!r}>")
            elif name in {"style", "srcdoc"}:
                self.dangers.append(f"<{tag} {name}>")

    def _note_field(self, tag: str, found: dict[str, str]) -> None:
        form, name, kind = self._form, found.get("name", ""), found.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in found or self._select not in form.values:
                form.values[self._select] = [found.get("value", "")]
        elif tag == "textarea" and name:
            form.values.setdefault(name, [""])
            form.free.append(name)
        elif tag == "input" and name and kind not in SKIPPED_INPUTS:
            is_tick = kind in {"checkbox", "radio"}
            if not is_tick or "checked" in found or name not in form.values:
                form.values.setdefault(name, []).append(found.get("value", "on"))
            if not is_tick and name != "csrfmiddlewaretoken":
                form.free.append(name)


def complaints(where: str, response: object) -> list[str]:
    """What is wrong with an answer to hostile input, whatever its kind."""
    from tests.input.corpus import SECRET

    found = []
    kind = response.headers.get("Content-Type", "")
    body = response.content.decode(errors="replace") if not response.streaming else ""
    if response.status_code >= 500:
        found.append("a mistake of ours")
    if kind.startswith("text/html"):
        found += Page(body).dangers
    if SECRET in body or "50337" in body or "root:x:0" in body:
        found.append("a template was run, or a file told")
    if any("flowtx" in name.lower() for name in response.headers):
        found.append("a header was planted")
    return [f"{where} -> {response.status_code}: {one}" for one in found]
