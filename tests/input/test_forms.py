"""The corpus through every form that can be reached by links, signed in or not.

A new form is met by itself. `FLOWT_CHAOS=long` tries every value, `FLOWT_INPUT_SEED` other few.
"""

import os
import random

import pytest

from tests.input import corpus
from tests.input.conftest import send
from tests.input.crawl import Crawl

HTMX = {"HX-Request": "true"}
LONG = os.environ.get("FLOWT_CHAOS") == "long"  # all values, as `make chaos` does; else a few
SEED = int(os.environ.get("FLOWT_INPUT_SEED", "7"))  # which few
FORMS_AT_LEAST = {"owner": 30, "visitor": 5, "stranger": 2, "administrator": 3}


def every_value_at_once(browser, form, action, chance) -> list[str]:
    """A form once for each value, with the value in all of its fields."""
    values = list(corpus.ALL.values())
    if not form.free:
        return []
    return [
        line
        for value in (values if LONG else chance.sample(values, 3))
        for line in send(browser, action, form, dict.fromkeys(form.free, value))
    ]


def one_field_at_a_time(browser, form, action, chance) -> list[str]:
    """Each field with some values, the others as they were: so it is not refused elsewhere."""
    names = list(form.values)
    names = names if LONG else chance.sample(names, min(len(names), 4))
    return [
        line
        for name in names
        for value in chance.sample(list(corpus.ALL.values()), 6 if LONG else 1)
        for line in send(browser, action, form, {name: value}, headers=chance.choice([HTMX, {}]))
    ]


@pytest.mark.slow
@pytest.mark.parametrize("who", ["owner", "visitor", "stranger", "administrator"])
def test_every_form_bears_it(visitors, who):
    browser, starts = visitors[who]
    crawl = Crawl(browser, starts, most_pages=200 if LONG else 60)
    found, chance = list(crawl.complaints), random.Random(SEED)

    for action, form in crawl.forms.values():
        found += every_value_at_once(browser, form, action, chance)
        found += one_field_at_a_time(browser, form, action, chance)

    assert sorted(set(found)) == []
    assert len(crawl.forms) >= FORMS_AT_LEAST[who]
