"""The project's settings, with a middleware that breaks and watches: for the threads' server."""

import os

from flowt.settings import *  # noqa: F403
from flowt.settings import DATABASES, MIDDLEWARE

DATABASES["default"]["ENGINE"] = os.environ.get("FLOWT_TEST_ENGINE", "flowt.database")
MIDDLEWARE = [
    "tests.isolation.breaking.WatchingMiddleware",
    *MIDDLEWARE,
    "tests.isolation.breaking.BreakingMiddleware",
]
