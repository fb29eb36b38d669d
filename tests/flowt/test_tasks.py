"""A task of a tenant runs there, after the commit, and nowhere else."""

import pytest
from celery import shared_task
from django.utils import translation

from flowt.celery import app
from flowt.tasks import TenantTask
from flowt.tenancy import NoTenant, current_schema, public_schema
from tests.conftest import run_commit_hooks

ran: list[tuple[str, str, int]] = []


@shared_task(base=TenantTask, name="tests.note")
def note(number: int) -> None:
    ran.append((current_schema(), translation.get_language(), number))


@pytest.fixture(autouse=True)
def _at_once():
    """Celery calls the task in this process, with the headers it would send."""
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    ran.clear()
    yield
    app.conf.update(task_always_eager=False, task_eager_propagates=False)


def test_runs_in_the_tenant_it_was_called_from_and_after_the_commit(tenant):
    note.delay(3)
    assert ran == []

    with public_schema():
        run_commit_hooks()

    assert ran == [(tenant.schema_name, tenant.language, 3)]


def test_a_call_outside_a_tenant_is_refused_at_once(db):
    with pytest.raises(NoTenant):
        note.delay(3)

    assert ran == []


def test_a_message_without_a_tenant_is_refused(tenant):
    with pytest.raises(NoTenant):
        note(3)

    assert ran == []
