"""The Celery application: workers and beat."""

import json
import os
import sys
from datetime import UTC, datetime
from typing import Any

from celery import Celery, signals

from flowt import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowt.settings")

app = Celery("flowt")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
signals.setup_logging.connect(lambda **_: None, weak=False)  # settings did; Celery adds nothing
signals.worker_process_init.connect(lambda **_: _background().start("worker"), weak=False)
signals.worker_process_shutdown.connect(lambda **_: _background().finish("worker"), weak=False)
signals.beat_init.connect(lambda **_: _background().start("beat"), weak=False)


@signals.task_prerun.connect(weak=False)
@signals.task_postrun.connect(weak=False)
def _give_connection_back(task: Any, **_: Any) -> None:
    """As between requests. Celery itself would close the pool, under the threads that send.

    A task that its caller runs at once is on the caller's connection.
    """
    from django.db import close_old_connections

    if not task.request.is_eager:
        close_old_connections()


@signals.worker_ready.connect(weak=False)
def _watch(sender: Any, **_: Any) -> None:
    from flowt import watchdog

    watchdog.start(sender)


@signals.celeryd_init.connect(weak=False)
def _say_in_form(**_: Any) -> None:
    """Celery says a few words past all logging, from inside a signal: have them in our form."""
    from celery.apps import worker

    if logs.is_json():
        worker.safe_say = print_line


def print_line(words: str, *_: Any) -> None:
    """Write one line without a lock: this runs while another line may be half written."""
    now = datetime.now(UTC).isoformat()
    line = {"event": words.strip(), "level": "warning", "logger": "celery", "timestamp": now}
    os.write(sys.__stdout__.fileno(), f"{json.dumps(line)}\n".encode())  # type: ignore[union-attr]


app.conf.beat_schedule = {
    "drain": {"task": "flowt.drain", "schedule": 1.0, "options": {"expires": 5}},
    "sweep": {"task": "flowt.sweep", "schedule": 600.0},
    "note-errors": {"task": "flowt.operation.note_errors", "schedule": 15.0},
    "add-up": {"task": "flowt.operation.add_up", "schedule": 60.0},
    "sample": {"task": "flowt.operation.sample", "schedule": 300.0},
    "payments-sweep": {"task": "payments.sweep", "schedule": 600.0},
    "messaging-sweep": {"task": "messaging.sweep", "schedule": 3600.0},
    "tidy-orders": {"task": "orders.tidy", "schedule": 3600.0},
    "tidy-accounts": {"task": "accounts.tidy", "schedule": 60.0},
    "check-domains": {"task": "tenants.check_domains", "schedule": 60.0},
    "prepare-schemas": {"task": "tenants.prepare_schemas", "schedule": 60.0},
}


def _background() -> Any:
    """Imported when a process begins, because it needs Django's settings."""
    from flowt import background

    return background
