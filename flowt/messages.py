"""The translation catalogues: one per area, collected from code and templates.

An area is an app; templates that belong to no app are `frontend`. msgids are English; each
area's Portuguese is `locale/<area>/pt_BR/LC_MESSAGES/django.po`. Babel reads Python, Django's
own parser reads templates, so neither xgettext nor msgfmt is needed.
"""

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PROJECT = Path(__file__).resolve().parent.parent
LOCALE = "pt_BR"
HEADER = """msgid ""
msgstr ""
"Project-Id-Version: Flowt\\n"
"Language: pt_BR\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""
_PLAIN = ("gettext", "gettext_lazy", "gettext_noop", "_", "N_")  # N_: translated elsewhere
KEYWORDS = {
    **dict.fromkeys(_PLAIN),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdif]|(?<![{%])\{(\w*)\}|%([sd])")


@dataclass(frozen=True)
class Problem:
    """What is wrong with one entry; `text` begins with what to do about it."""

    area: str
    text: str
    msgid: str

    def __str__(self) -> str:
        return f"{self.area}: {self.text}: {self.msgid!r}"


def areas(project: Path = PROJECT) -> dict[str, list[Path]]:
    """Return every area with the files its texts stand in."""
    found: dict[str, list[Path]] = defaultdict(list)
    apps = {path.parent.name for path in project.glob("*/apps.py")} | {"flowt"}
    for app in sorted(apps):
        for path in sorted((project / app).rglob("*.py")):
            if "migrations" not in path.parts:
                found[app].append(path)
        found[app] += sorted((project / app).rglob("*.html"))
    templates = project / "templates"
    for path in sorted(p for p in templates.rglob("*") if p.suffix in {".html", ".txt", ".xml"}):
        first = path.relative_to(templates).parts[0]
        found[first if first in apps else "frontend"].append(path)
    return dict(found)


def collect(paths: Iterable[Path]) -> Catalog:
    """Return the catalogue of the texts that stand in these files, untranslated."""
    catalog = Catalog(locale=LOCALE)
    for path in paths:
        source = path.read_text()
        code = source if path.suffix == ".py" else _as_python(source, str(path))
        for _line, msgid, _comments, context in extract(
            "python", io.BytesIO(code.encode()), keywords=KEYWORDS
        ):
            catalog.add(msgid, context=context)
    return catalog


def _as_python(template: str, origin: str) -> str:
    """Django turns a template's texts into gettext calls, and blots the rest out."""
    return re.sub(r"(?m)^[ \t]+", "", str(templatize(template, origin=origin)))


def po_path(area: str, project: Path = PROJECT) -> Path:
    return project / "locale" / area / LOCALE / "LC_MESSAGES" / "django.po"


def read(area: str, project: Path = PROJECT) -> Catalog:
    path = po_path(area, project)
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def update(project: Path = PROJECT) -> list[str]:
    """Bring every catalogue to what the code says, and keep what is translated.

    Entries without a use go; new ones come untranslated. Returns a line for each changed area.
    """
    changed = []
    for area, paths in areas(project).items():
        found, known = collect(paths), read(area, project)
        for message in _entries(found):
            old = known.get(message.id, message.context)
            if old is not None and type(old.id) is type(message.id):
                message.string, message.flags = old.string, message.flags | (old.flags & {"fuzzy"})
        text = _to_text(found)
        path = po_path(area, project)
        if len(found) and (not path.exists() or path.read_text() != text):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            missing = sum(not _is_translated(message) for message in _entries(found))
            changed.append(f"{area}: {len(found)} texts, {missing} without a translation")
    return changed


def check(project: Path = PROJECT) -> list[Problem]:
    """Return every entry that is missing, fuzzy, obsolete or has other placeholders than its id."""
    problems: list[Problem] = []
    translations: dict[tuple[str, str | None], tuple[str, str]] = {}
    for area, paths in areas(project).items():
        found, known = collect(paths), read(area, project)
        for message in _entries(found):
            entry = known.get(message.id, message.context)
            problems += [
                Problem(area, text, _first(message)) for text in _faults(entry, translations, area)
            ]
        problems += [
            Problem(area, "no longer used", _first(entry))
            for entry in _entries(known)
            if found.get(entry.id, entry.context) is None
        ]
    return problems


def _faults(
    entry: Message | None, seen: dict[tuple[str, str | None], tuple[str, str]], area: str
) -> Iterator[str]:
    if entry is None or not _is_translated(entry):
        yield "not translated"
        return
    if entry.fuzzy:
        yield "fuzzy"
    ids, strings = _forms(entry.id), _forms(entry.string)
    expected = [set(PLACEHOLDER.findall(text)) for text in ids]
    for text in strings:
        if set(PLACEHOLDER.findall(text)) not in (expected if len(strings) > 1 else expected[:1]):
            yield f"placeholders differ in {text!r}"
    first_area, first = seen.setdefault((_first(entry), entry.context), (area, strings[0]))
    if first != strings[0]:  # Django merges the areas: one of the two would never be seen
        yield f"{first_area} translates it as {first!r}; agree, or give one a context"


def compile_all(project: Path = PROJECT) -> int:
    """Write the .mo beside each .po; return how many."""
    count = 0
    for path in sorted((project / "locale").glob(f"*/{LOCALE}/LC_MESSAGES/*.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=LOCALE)
        compiled = path.with_suffix(".mo.new")
        with compiled.open("wb") as file:
            write_mo(file, catalog)
        compiled.rename(path.with_suffix(".mo"))
        count += 1
    return count


def _to_text(catalog: Catalog) -> str:
    body = io.BytesIO()
    write_po(body, catalog, omit_header=True, no_location=True, sort_output=True, width=100)
    return HEADER + body.getvalue().decode().strip() + "\n"


def _entries(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def _forms(text: str | Iterable[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def _first(message: Message) -> str:
    return _forms(message.id)[0]


def _is_translated(message: Message) -> bool:
    return bool(message.string) and all(_forms(message.string))
