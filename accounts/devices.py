"""What a browser says it is, in two words a person knows."""

import re

from django.utils.translation import gettext

BROWSERS = (  # the first that fits: most name the others too
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh|Mac OS"),
    ("Chrome OS", r"CrOS"),
    ("Linux", r"Linux"),
)
PHONES = ("iPhone", "Android")


def name_of(agent: str) -> str:
    """Return for instance "Chrome, Windows"."""
    known = [_first(BROWSERS, agent), _first(SYSTEMS, agent)]
    return ", ".join(part for part in known if part) or gettext("Unknown browser")


def is_phone(agent: str) -> bool:
    return _first(SYSTEMS, agent) in PHONES


def _first(choices: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, pattern in choices if re.search(pattern, agent)), "")
