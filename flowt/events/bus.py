"""Publishing and subscribing. The envelope is a row; who listens gets a due job each."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar, TypeVar
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from flowt import due, metrics, origin
from flowt.rows import Script
from flowt.tenancy import current_tenant

KIND = "event"
_INSERT = """
WITH told AS (
  INSERT INTO event (event_id, tenant_id, type, source, occurred_at, correlation_id, payload,
                     actor_id, pending)
  VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING event_id, tenant_id, pending
)
INSERT INTO public.due_queue (tenant_id, kind, ref, run_at, is_ready, lease_token, attempt,
                              last_error, created_at)
SELECT tenant_id, %s, event_id || ':' || name, now(), true, 0, 0, '', now()
FROM told, unnest(pending) AS name ON CONFLICT (tenant_id, kind, ref) DO NOTHING
"""


@dataclass(frozen=True, kw_only=True)
class DomainEvent:
    """Something that happened. Subclasses add plain fields (ids, text, numbers), never models.

    `name` is `"noun.past_tense"` and is a promise: fields are added, never changed.
    """

    name: ClassVar[str]


Event = TypeVar("Event", bound=DomainEvent)
Subscriber = Callable[[Any], None]
_types: dict[str, type[DomainEvent]] = {}
_subscribers: dict[str, dict[str, Subscriber]] = defaultdict(dict)


def subscribe(
    event_type: type[Event],
) -> Callable[[Callable[[Event], None]], Callable[[Event], None]]:
    """Call the function once for each such event, in its tenant, after the commit.

    A delivery that fails is repeated, so the function bears a repeat. Its name is stored:
    rename it only together with a migration of what is queued.
    """

    def register(function: Callable[[Event], None]) -> Callable[[Event], None]:
        name = f"{function.__module__}.{function.__qualname__}"
        _types[event_type.name] = event_type
        _subscribers[event_type.name][name] = function
        return function

    return register


def listeners(event_name: str) -> list[str]:
    """Return the names of those who listen to `event_name`."""
    return sorted(_subscribers[event_name]) if event_name in _subscribers else []


def publish(event: DomainEvent, *, actor: Any = None, script: Script | None = None) -> UUID:
    """Write the envelope to the tenant's `event` table, and a due job for each listener.

    Runs in the caller's transaction, as part of a `script` where one is given. Returns the
    event's id. Raises NoTenant outside a tenant.
    """
    tenant, now, event_id = current_tenant(), timezone.now(), uuid4()
    from_where = origin.current()
    pending = listeners(event.name)
    payload: Any = Jsonb({key: _plain(value) for key, value in vars(event).items()})
    envelope = [
        event_id,
        tenant.pk,
        event.name,
        from_where.source,
        now,
        from_where.correlation_id,
        payload,
        getattr(actor, "pk", None),
        pending,
        KIND,
    ]
    together = script or Script()
    together.add(_INSERT, envelope)
    if script is None:
        together.run()
    transaction.on_commit(partial(metrics.published, event.name, tenant))
    if pending:
        due.ring()
    return event_id


def deliver(event_name: str, subscriber: str, payload: dict[str, Any]) -> None:
    """Call one subscriber with the event rebuilt from its payload."""
    function = _subscribers[event_name][subscriber]
    event_type = _types[event_name]
    known = event_type.__dataclass_fields__
    function(event_type(**{key: value for key, value in payload.items() if key in known}))


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | UUID) else value
