"""The Celery application: workers and beat."""

import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowt.settings")

app = Celery("flowt")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
signals.worker_process_init.connect(lambda **_: _background().start("worker"), weak=False)
signals.worker_process_shutdown.connect(lambda **_: _background().finish("worker"), weak=False)
signals.beat_init.connect(lambda **_: _background().start("beat"), weak=False)
app.conf.beat_schedule = {
    "drain": {"task": "flowt.drain", "schedule": 1.0, "options": {"expires": 5}},
    "sweep": {"task": "flowt.sweep", "schedule": 600.0},
    "check-domains": {"task": "tenants.check_domains", "schedule": 60.0},
    "prepare-schemas": {"task": "tenants.prepare_schemas", "schedule": 60.0},
}


def _background() -> Any:
    """Imported when a process begins, because it needs Django's settings."""
    from flowt import background

    return background
