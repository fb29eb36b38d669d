"""A worker that hears nothing while work waits ends itself; whoever keeps it starts another.

Celery's consumer now and then does not take up its queue again after Redis was away: the process
lives, answers, and hears nothing (celery/celery issues 8030, 8091, 10205).
"""

import os
import signal
import threading
import time
from typing import Any

import psutil
import structlog

from flowt.redis import RedisError, client

log = structlog.get_logger()
LOOK_SECONDS = 5.0
DEAF_LOOKS = 5
LAST_SECONDS = 10.0  # that it has to end in order


class Watchdog:
    """Looks every few seconds from a thread of the worker's main process."""

    def __init__(self, *, queue: str, slots: int) -> None:
        self.queue, self.slots = queue, slots
        self.silent_looks = 0

    def heard(self, **_: Any) -> None:
        """A message came."""
        self.silent_looks = 0

    def is_deaf(self, *, waiting: int, active: int) -> bool:
        """Did nothing come since many looks, though messages wait and a slot is free?

        A reason for the silence begins the count anew. Looks are counted, not seconds: a process
        that stood still was not deaf.
        """
        explained = waiting == 0 or active >= self.slots
        self.silent_looks = 0 if explained else self.silent_looks + 1
        return self.silent_looks >= DEAF_LOOKS

    def look(self) -> bool:
        from celery.worker import state

        try:
            waiting = int(client().llen(self.queue))
        except RedisError:
            self.silent_looks = 0
            return False
        return self.is_deaf(waiting=waiting, active=len(state.active_requests))

    def run(self) -> None:
        while not self.look():
            time.sleep(LOOK_SECONDS)
        log.error("worker_deaf", queue=self.queue, seconds=DEAF_LOOKS * LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(LAST_SECONDS)
        for child in psutil.Process().children(recursive=True):
            child.kill()
        os._exit(1)


def start(sender: Any, **_: Any) -> None:
    """Begin when a worker is ready: `sender` is its consumer."""
    from celery import signals

    dog = Watchdog(queue=sender.app.conf.task_default_queue, slots=sender.pool.num_processes)
    signals.task_received.connect(dog.heard, weak=False)
    threading.Thread(target=dog.run, name="flowt-watchdog", daemon=True).start()
