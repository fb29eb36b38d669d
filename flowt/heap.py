"""The collector of cyclic garbage, set for processes that hold a whole application.

As Python sets it, every 700 new objects begin a walk, and some of those go through everything that
was ever imported: a tenth of a second (docs/decisions/0093), in the middle of somebody's order.
"""

import gc

NEW_OBJECTS = 50_000  # between two looks at the young
LOOKS = 20  # of one generation, before the next older is looked through


def load() -> None:
    """Call before anything is imported: what is loaded is kept, and looking through it again and
    again takes a tenth of a process's start.
    """
    gc.set_threshold(NEW_OBJECTS, LOOKS, LOOKS)


def settle() -> None:
    """Call once all is loaded: what is there by then stays, and is never looked through again."""
    gc.collect()
    gc.freeze()
    load()
