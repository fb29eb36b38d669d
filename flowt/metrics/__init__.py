"""What is counted while Flowt works. Each process counts in memory and adds up in Redis.

`flowt.background` carries the counts over every few seconds; `/metrics` shows the sum of all
processes on all machines. No label ever names a tenant: `class_of` says which class it is of.
"""

from typing import Any

from flowt.metrics.classes import class_of
from flowt.metrics.store import Counter, Histogram

__all__ = ["class_of", "published"]

requests = Counter(
    "flowt_requests_total", "Answered requests.", ("route", "method", "status", "tenants")
)
request_seconds = Histogram(
    "flowt_request_seconds", "Time from a request to its answer.", ("route", "tenants")
)
page_cache = Counter(
    "flowt_page_cache_total", "Public pages by where they came from.", ("result", "tenants")
)
events = Counter("flowt_events_total", "Published events, by type.", ("type", "tenants"))
orders = Counter("flowt_orders_total", "Placed orders.", ("tenants",))
payments = Counter("flowt_payments_total", "Events of payments, by type.", ("type", "tenants"))
jobs = Counter("flowt_jobs_total", "Due jobs by how they ended.", ("kind", "result", "tenants"))
job_seconds = Histogram("flowt_job_seconds", "Time a due job ran.", ("kind",))
leases_lost = Counter("flowt_leases_lost_total", "Due jobs another worker took over.", ("kind",))
errors = Counter("flowt_errors_total", "Errors of our own, by exception.", ("kind", "tenants"))
calls = Counter(
    "flowt_provider_calls_total", "Calls to providers, by outcome.", ("provider", "outcome")
)
call_seconds = Histogram(
    "flowt_provider_call_seconds", "Time of calls to providers.", ("provider",)
)


def published(event_type: str, tenant: Any) -> None:
    """Count an event once its transaction has committed; orders and payments also by themselves."""
    tenants = class_of(tenant)
    events.add(event_type, tenants)
    if event_type == "order.placed":
        orders.add(tenants)
    elif event_type.startswith("payment."):
        payments.add(event_type, tenants)
