"""Has a process ended? A zombie has: only its parent has not asked yet."""

import time

import psutil


def still_alive(processes, *, within_seconds=0.0):
    """Return those that run, once all have ended or the time is up."""
    deadline = time.monotonic() + within_seconds
    while True:
        alive = [process for process in processes if not _has_ended(process)]
        if not alive or time.monotonic() > deadline:
            return alive
        time.sleep(0.05)


def _has_ended(process):
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
