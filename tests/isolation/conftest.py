"""Two tenants that really trade: committed, each with its own word in every text."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from tenants import schemas
from tenants.models import Tenant
from tests.conftest import OFFSET, make_tenant
from tests.isolation.serving import granian
from tests.isolation.world import Shop, furnish


def drop(tenant: Tenant) -> None:
    """Leave nothing of a tenant that a test committed."""
    connection.set_schema_to_public()
    schemas.drop_schema(tenant.schema_name)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM due_queue WHERE tenant_id = %s", [tenant.pk])
    User.objects.filter(memberships__tenant=tenant).delete()
    tenant.domains.all().delete()
    Tenant.objects.filter(pk=tenant.pk).delete()


@pytest.fixture
def pair(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Tenant]]:
    """Two committed tenants without content, dropped at the end. None is bound."""
    with django_db_blocker.unblock():
        made = [
            make_tenant(f"{name}-{uuid4().hex[:8]}", name.title(), offset=offset)
            for name, offset in (("alvorada", 0), ("bravante", OFFSET))
        ]
        try:
            yield made
        finally:
            connection.close()
            for tenant in made:
                drop(tenant)
            connection.close()


@dataclass(frozen=True)
class Secure:
    """An installation behind HTTPS with two shops, served for real."""

    port: int
    first: Shop
    second: Shop
    mail: Path

    def letter(self) -> str:
        """Take the letter that was written since the last one, "" without any."""
        texts = [path.read_bytes() for path in sorted(self.mail.glob("*.log"))]
        for path in self.mail.glob("*.log"):
            path.unlink()
        assert len(texts) <= 1
        parts = message_from_bytes(texts[0]).walk() if texts else ()
        found = [part.get_payload(decode=True) for part in parts if not part.is_multipart()]
        return "\n".join(body.decode() for body in found)


@pytest.fixture(scope="package")
def secure(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Secure]:
    folder = tmp_path_factory.mktemp("secure")
    settings = {
        "FLOWT_HTTPS": "1",
        "FLOWT_MAIN_HOSTS": "flowt.example,localhost",
        "FLOWT_PORT": "8000",
        "FLOWT_DATA": str(folder),
    }
    with django_db_blocker.unblock():
        made = [make_tenant(f"{word}-{uuid4().hex[:8]}", word) for word in ("jandaia", "mirante")]
        try:
            first, second = (furnish(one, one.slug.partition("-")[0]) for one in made)
            connection.close()
            with granian(folder, threads=2, **settings) as served:
                yield Secure(served.port, first, second, folder / "mail")
        finally:
            connection.close()
            for tenant in made:
                drop(tenant)
            connection.close()


@pytest.fixture
def person(secure: Secure, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The e-mail of somebody who may reset a password, and has not tried to yet."""
    with django_db_blocker.unblock():
        user = User.objects.create_user(f"{uuid4().hex[:8]}@exemplo.com.br", "uma-senha-qualquer")
        try:
            yield user.email
        finally:
            user.delete()
            connection.close()
