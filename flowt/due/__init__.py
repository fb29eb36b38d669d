"""Due work: what must happen later, or soon, and may not be lost.

`schedule()` writes a row in the caller's transaction; a worker claims it under a lease and runs
the handler that an app's `due.py` registered with `@handles`. A handler is called at least once.
"""

from flowt.due.handlers import Later, Lease, LeaseLost, handles
from flowt.due.queue import ring, schedule, schedule_many, schedule_missing, unschedule

__all__ = [
    "Later",
    "Lease",
    "LeaseLost",
    "handles",
    "ring",
    "schedule",
    "schedule_many",
    "schedule_missing",
    "unschedule",
]
