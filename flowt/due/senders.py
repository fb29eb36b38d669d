"""Threads for due work that waits for a network: a worker process has a few beside its own job.

Each claims one job at a time, so that somebody's slow provider costs a thread and not a process.
"""

import threading
import time

import structlog
from django.conf import settings
from django.db import connection
from django_tenants.utils import get_tenant_model

from flowt.due import claims, worker
from flowt.due.handlers import Lane
from flowt.tenancy import public_schema

log = structlog.get_logger()


class Senders:
    """Up to so many threads; they come when there is work and go when there is none."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._alive: set[threading.Thread] = set()
        self._is_stopping = False

    def wake(self) -> None:
        """Have one more thread look for work, if there may be one more."""
        with self._lock:
            if self._is_stopping or len(self._alive) >= self.most:
                return
            thread = threading.Thread(target=self._work, name="due-sender", daemon=True)
            self._alive.add(thread)
        thread.start()

    def stop(self, seconds: float) -> None:
        """Claim nothing more, and wait for the calls under way."""
        self._is_stopping = True
        until = time.monotonic() + seconds
        for thread in list(self._alive):
            thread.join(max(until - time.monotonic(), 0))

    def _work(self) -> None:
        try:
            with public_schema(), worker.Heartbeat() as heartbeat:
                while not self._is_stopping:
                    heartbeat.leases = claims.claim(1, lane=Lane.NETWORK)
                    if not heartbeat.leases:
                        return
                    self.wake()
                    (lease,) = heartbeat.leases
                    tenant = get_tenant_model().objects.filter(pk=lease.tenant_id).first()
                    worker.run(lease, tenant)
        except Exception:
            log.exception("sender_ended")
        finally:
            connection.close()
            with self._lock:
                self._alive.discard(threading.current_thread())


senders = Senders(settings.FLOWT_SENDERS)
