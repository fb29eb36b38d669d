"""Celery tasks of the installation's tenants."""

from celery import shared_task

from tenants import schemas


@shared_task(name="tenants.prepare_schemas", ignore_result=True, expires=60)
def prepare_schemas() -> None:
    """Keep a few schemas ready, so that a new tenant is there at once."""
    schemas.prepare_schemas()
