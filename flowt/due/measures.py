"""What is counted of due jobs."""

from typing import Any

from flowt import metrics
from flowt.due.handlers import Lease

DONE, LATER, FAILED, DEAD = "done", "later", "failed", "dead"


def ended(lease: Lease, result: str, tenant: Any, seconds: float | None = None) -> None:
    """Count a job that ended: done, put off for later, failed for now, or given up."""
    metrics.jobs.add(lease.kind, result, metrics.class_of(tenant))
    if seconds is not None:
        metrics.job_seconds.observe(seconds, lease.kind)


def lost(lease: Lease) -> None:
    """Count a job that another worker took over."""
    metrics.leases_lost.add(lease.kind)
