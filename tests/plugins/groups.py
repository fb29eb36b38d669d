"""Which tests run on one worker, one after the other: those that share something large.

xdist's own groups are written into a test's id in a way that pytest 9.2 no longer reads.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "tests/browser/": "the demo",
    "tests/chaos/": "the installation that is killed",
    "tests/portable/": "the whole backup",
    "tests/isolation/test_cookies.py": "a server with HTTPS",
    "tests/isolation/test_hosts.py": "a server with HTTPS",
    "tests/isolation/test_browser.py": "a server and a browser",
    "tests/cli/test_up.py": "an installation that is up",
    "tests/simulator/test_seed_demo.py": "the demo's rows",
    "tests/servers/": "servers of their own",
}


class Groups(LoadScopeScheduling):
    """The largest groups first; every other test goes wherever there is room."""

    def _split_scope(self, nodeid: str) -> str:
        found = (group for path, group in TOGETHER.items() if nodeid.startswith(path))
        return next(found, nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Groups:
    return Groups(config, log)
