"""The whole installation, in from a file: into a database of its own, which then takes the name.

Until the names are exchanged, in one transaction, nothing of the installation has changed.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import F

from flowt import parking
from flowt.models import Erasure
from flowt.redis import RedisError, client
from flowt.tenancy import PUBLIC, bind_public, tenant_context
from people.erasure import replay_erasures
from portable import tables
from portable.archive import Part, Reader, read_json
from portable.databases import database_beside, drop_database, exchange
from portable.errors import (
    BadArchive,
    NewerRelease,
    NotEmpty,
    WrongKeys,
    WrongKind,
)
from portable.exporting import Report
from portable.fields import key_ids
from portable.files import FOLDER, Staging
from portable.importing import check_migrations, last_of, make_schema_at
from portable.tables import NAME
from portable.whole import KIND, STATE, every_label
from tenants import schemas
from tenants.ddl import read_script
from tenants.models import Tenant
from tenants.upgrades import migrate_all


@dataclass
class Restored:
    """What came. `replaced` is the database that holds what was there before, "" if nothing."""

    tenants: int = 0
    rows: int = 0
    files: int = 0
    parked: int = 0
    erased: int = 0
    replaced: str = ""


def restore(reader: Reader, *, yes: bool = False, report: Report = lambda _: None) -> Restored:
    """Put the installation of a file in the place of this one. All or nothing.

    Each tenant begins its next life: what was queued is parked. Whom the law had erased here since
    the backup is erased again. Raises NotEmpty unless `yes`, InUse while anything is connected,
    WrongKeys, NewerRelease, BadArchive.
    """
    _check(reader.head)
    has_content = _check_replaceable(yes=yes)
    erasures = _erasures_here() if has_content else []
    name = str(connection.settings_dict["NAME"])
    with Staging("restore") as files, database_beside(name) as beside:
        load = _Load(reader, files)
        load.run(report)
        done = load.done
        _begin_next_life(done, erasures, report)
        files.move()
        replaced = exchange(name, beside)
    if has_content:
        done.replaced = replaced
    else:
        drop_database(replaced)
    with suppress(RedisError):
        client().flushdb()  # it knows another past
    return done


def _check(head: dict[str, Any]) -> None:
    if head.get("kind") != KIND:
        raise WrongKind(found=str(head.get("kind"))[:20], wanted=KIND)
    if not isinstance(head.get("keys"), list) or not isinstance(head.get("tables"), dict):
        raise BadArchive(reason="what it says of itself cannot be read")
    missing = [key for key in head["keys"] if key not in key_ids()]
    if missing:
        raise WrongKeys(missing=missing[0])
    _check_migrations(head.get("migrations"))


def _check_migrations(told: Any) -> None:
    known, labels = set(MigrationLoader(None).disk_migrations), set(every_label())
    for app, one in told:
        if app in labels and (app, one) not in known:
            raise NewerRelease(migration=f"{app}.{one}")


def _check_replaceable(*, yes: bool) -> bool:
    """Whether this installation holds anything; refuse to replace it unasked, or in use."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.tenants_tenant'), to_regclass('accounts_user')")
        if None in cursor.fetchone():
            return False
        cursor.execute(
            "SELECT (SELECT count(*) FROM public.tenants_tenant),"
            " (SELECT count(*) FROM public.accounts_user)"
        )
        tenants, users = cursor.fetchone()
    if (tenants or users) and not yes:
        raise NotEmpty(tenants=tenants, users=users)
    return bool(tenants or users)


def _erasures_here() -> list[Erasure]:
    """The log of this installation: longer than the one in any backup of it."""
    if not tables.find_tables(PUBLIC, [Erasure._meta.db_table]):
        return []
    return list(Erasure.objects.all())


class _Load:
    """Reads the file once: the shared tables, then tenant by tenant, then media."""

    def __init__(self, reader: Reader, files: Staging) -> None:
        self.reader, self.files, self.done = reader, files, Restored()
        self._scripts: dict[str, str] = {}  # what makes a schema, by its migrations

    def run(self, report: Report) -> None:
        """Copy everything in, each schema in one transaction. Raises BadArchive."""
        self._make_public(report)
        for (kind, schema), parts in groupby(self.reader.parts(), key=_section):
            if kind == PUBLIC:
                self._fill(PUBLIC, self.reader.head["tables"], {}, parts)
            elif kind == "tenants":
                self._make_tenant(schema, parts)
                if self.done.tenants % 50 == 0:
                    report(f"{self.done.tenants} tenants, {self.done.rows} rows")
            elif kind == FOLDER:
                for name, _size, data in parts:
                    self.files.take(schema, name.split("/", 2)[2], data)
                    self.done.files += 1
            else:
                raise BadArchive(reason=f"{kind[:80]!r} has no place in it")
        self._check_end()

    def _make_public(self, report: Report) -> None:
        """The shared tables, at just the migrations that the file's stood at."""
        report("making a database beside the one in use ...")
        told = {(app, one) for app, one in self.reader.head["migrations"]}
        known = set(MigrationLoader(None).disk_migrations)
        targets = last_of(told & known) if known - told else [()]
        for target in targets:
            call_command("migrate_schemas", *target, shared=True, verbosity=0, interactive=False)
            bind_public()

    def _make_tenant(self, schema: str, parts: Iterator[Part]) -> None:
        name, size, data = next(parts)
        if name != f"tenants/{schema}/{STATE}" or not NAME.match(schema):
            raise BadArchive(reason=f"{name[:80]!r} has no place in it")
        if not Tenant.objects.filter(schema_name=schema).exists():
            raise BadArchive(reason=f"it has no tenant of {schema[:80]!r}")
        state = read_json(self.reader.whole(size, data))
        check_migrations(state["migrations"])
        known = repr(state["migrations"])
        if known in self._scripts:
            schemas.replay(schema, self._scripts[known])
        else:
            make_schema_at(schema, state["migrations"], lambda _: None)
            self._scripts[known] = read_script(schema)
        self._fill(schema, state["tables"], state["counters"], parts)
        self.done.tenants += 1

    @transaction.atomic
    def _fill(
        self,
        schema: str,
        columns: dict[str, list[str]],
        counters: dict[str, dict[str, int]],
        parts: Iterator[Part],
    ) -> None:
        """Copy the rows of one schema; references hold at the end, and sequences go on."""
        found = tables.find_tables(schema, columns)
        loader = tables.Loader(found, columns)
        tables.empty(found)
        for name, size, data in parts:
            loader.take(name.split("/")[-2], self.reader.whole(size, data))
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except IntegrityError as error:
            raise BadArchive(reason=str(error).partition("\n")[0][:200]) from error
        tables.set_counters(found, counters)
        self.done.rows += sum(loader.rows.values())

    def _check_end(self) -> None:
        end = self.reader.end
        if not self.reader.is_ours:
            raise BadArchive(reason="it was not closed under your keys")
        if end.get("tenants") != self.done.tenants:
            raise BadArchive(reason="tenants of it are missing")
        shared = tables.find_tables(PUBLIC, self.reader.head["tables"])
        tables.set_counters(shared, end["counters"])


def _section(part: Part) -> tuple[str, str]:
    kind, _, rest = part[0].partition("/")
    return kind, rest.partition("/")[0] if kind != PUBLIC else ""


def _begin_next_life(done: Restored, erasures: list[Erasure], report: Report) -> None:
    """Bring everything up to this release; park what was queued; erase again who was erased."""
    upgraded = migrate_all(report)
    if upgraded.failed:
        raise BadArchive(reason=f"{next(iter(upgraded.failed))} could not be brought up to date")
    with transaction.atomic():
        Erasure.objects.bulk_create(
            (Erasure(tenant_id=one.tenant_id, person_id=one.person_id, marks=one.marks,
                     erased_at=one.erased_at) for one in erasures),
            ignore_conflicts=True,
        )  # fmt: skip
    erased = set(Erasure.objects.values_list("tenant_id", flat=True))
    for tenant in Tenant.objects.order_by("pk").iterator(chunk_size=500):
        with transaction.atomic():
            done.parked += parking.park_tenant(tenant)
            if tenant.pk in erased:
                with tenant_context(tenant):
                    done.erased += replay_erasures([tenant.pk])
    Tenant.objects.update(incarnation=F("incarnation") + 1, version=F("version") + 1)
