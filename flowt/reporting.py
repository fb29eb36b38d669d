"""Errors told to Sentry, where FLOWT_SENTRY_DSN names one: scrubbed, and each kind once in a while.

Nothing of a request, no local variables and no breadcrumbs leave: the trace's places, and text that
went through `flowt.redaction`. Nothing of Sentry is loaded without the setting.
"""

from typing import Any

from django.conf import settings

from flowt import origin
from flowt.redaction import redact
from flowt.tenancy import current_schema, in_tenant

_DROPPED = ("request", "user", "breadcrumbs", "modules", "extra", "server_name", "contexts")
_is_ready = False


def configure() -> None:
    """Begin to report, if the setting says where. A repeat does nothing."""
    global _is_ready  # noqa: PLW0603 - once a process
    if _is_ready or not settings.FLOWT_SENTRY_DSN:
        return
    import sentry_sdk

    from flowt import __version__

    sentry_sdk.init(
        dsn=settings.FLOWT_SENTRY_DSN,
        release=f"flowt@{__version__}",
        environment=settings.FLOWT_ENVIRONMENT,
        default_integrations=False,  # our own logging handler is the only way in
        auto_enabling_integrations=False,
        include_local_variables=False,
        max_breadcrumbs=0,
        traces_sample_rate=None,
        before_send=scrub,
        shutdown_timeout=2,
    )
    _is_ready = True


def report(kind: str, place: str, error: BaseException | None, sample: str) -> None:
    """Tell of one error. Whoever calls does so once a kind and turn: a storm is one report."""
    if not _is_ready:
        return
    import sentry_sdk
    from sentry_sdk.utils import event_from_exception

    event: dict[str, Any] = {"level": "error", "message": sample[:500], "logger": place}
    hint: dict[str, Any] = {}
    if error is not None:
        found, hint = event_from_exception(error, sentry_sdk.get_client().options)
        event = {**found, "level": "error"}
    event["fingerprint"] = [kind, place]
    event["transaction"] = place
    event["tags"] = _tags()
    sentry_sdk.capture_event(event, hint)  # type: ignore[arg-type]


def _tags() -> dict[str, str]:
    tags = {"tenant": current_schema()} if in_tenant() else {}
    where = origin.bound_now()
    if where is not None:
        tags |= {"correlation_id": str(where.correlation_id), "request_id": where.request_id}
    return tags


def scrub(event: Any, hint: Any) -> Any:
    """Leave places and names of exceptions; clean every text that a person may have written."""
    for key in _DROPPED:
        event.pop(key, None)
    for one in event.get("exception", {}).get("values", []):
        one["value"] = redact(str(one.get("value") or ""))
        for frame in one.get("stacktrace", {}).get("frames", []):
            frame.pop("vars", None)
            for key in ("context_line", "pre_context", "post_context"):
                frame.pop(key, None)  # our own source: the place says enough
    if "message" in event:
        event["message"] = redact(str(event["message"]))
    return event
