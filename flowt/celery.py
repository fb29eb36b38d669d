"""The Celery application: workers and beat."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowt.settings")

app = Celery("flowt")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "drain": {"task": "flowt.drain", "schedule": 1.0, "options": {"expires": 5}},
    "sweep": {"task": "flowt.sweep", "schedule": 600.0},
    "prepare-schemas": {"task": "tenants.prepare_schemas", "schedule": 60.0},
}
