"""One installation that the tests here share, killed and mended by each."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from pytest_django.plugin import DjangoDbBlocker

from bench.world import free_port
from tenants import operations
from tenants.models import Tenant
from tests.chaos.machinery import World, world_in


@pytest.fixture(scope="session")
def _installation() -> Iterator[World]:
    """In a folder of its own: pytest's is closed to PostgreSQL's user when another run begins."""
    with (
        TemporaryDirectory(prefix="flowt-chaos-", ignore_cleanup_errors=True) as folder,
        world_in(Path(folder), port=free_port()) as world,
    ):
        world.sql(
            "CREATE TABLE chaos_note (tenant_id bigint, ref text, pid int, at timestamptz NOT NULL"
            " DEFAULT clock_timestamp())"
        )
        yield world


@pytest.fixture
def world(_installation: World, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The installation, with this process's Django on it. Nothing but the servers runs."""
    with _installation.django(), django_db_blocker.unblock():
        _installation.sql("TRUNCATE chaos_note")
        yield _installation
        _installation.clear()


@pytest.fixture
def shop(world: World) -> Tenant:
    """A tenant of this test's own."""
    return new_shop()


def new_shop() -> Tenant:
    return operations.create_tenant(name="Feira", slug=f"feira-{uuid4().hex[:8]}")
