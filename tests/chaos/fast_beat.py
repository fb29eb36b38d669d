"""Flowt's Celery application with a clock that ticks twice a second."""

from flowt.celery import app

app.conf.beat_schedule = {"tick": {"task": "chaos.tick", "schedule": 0.5}}
