"""One tenant, in from a file: as a new one, or in the place of what it was.

The rows go into a schema of their own that nothing refers to yet. Once the file's last digest
fits, one short transaction puts it in its place; until then a crash leaves nothing but that
schema, which the next import removes.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from flowt.locks import session_lock
from flowt.tenancy import bind_public, public_schema
from portable import settling, tables
from portable.archive import Reader
from portable.business import team_of
from portable.errors import BadArchive, Busy, NewerRelease, NoSuchTenant, WrongKind
from portable.exporting import DUE, KIND, Report
from portable.fields import Left, Resealing, key_ids
from portable.files import FOLDER, Staging, drop_staged, staged
from tenants import schemas
from tenants.errors import SlugTaken
from tenants.models import Tenant

PREFIX = "incoming_"


@dataclass
class Imported:
    """What came in, and what did not. `parked` is due work that waits for a person."""

    tenant: Tenant
    rows: int = 0
    files: int = 0
    parked: int = 0
    erased: int = 0
    left_out: dict[str, int] = field(default_factory=dict)  # column: values
    domains: list[str] = field(default_factory=list)  # to be proven again
    refused_domains: list[str] = field(default_factory=list)
    team: list[tuple[str, str]] = field(default_factory=list)  # e-mail, role: to be invited
    is_vouched: bool = True  # by our own key, or by the passphrase


def import_tenant(
    reader: Reader,
    *,
    slug: str = "",
    restore: bool = False,
    actor: Any = None,
    report: Report = lambda _: None,
) -> Imported:
    """Bring the tenant of a file in: as a new one under `slug`, or to where it was (`restore`).

    All or nothing: until the last byte of the file is read and fits, nothing refers to what came.
    Raises SlugTaken, NoSuchTenant, NewerRelease, BadArchive, Busy.
    """
    head = check_head(reader.head, KIND)
    slug = slug or head["slug"]
    with public_schema():
        target = _target(slug, restore=restore)
        schema = target.schema_name if target else f"t_{slug.replace('-', '_')}_{_random()}"
        tenant_id = target.pk if target else settling.next_tenant_id()
        resealing = _resealing(head, schema, tenant_id, is_new=target is None)
        with _incoming(head["migrations"], schema, report) as incoming, Staging(incoming) as files:
            load = Load(reader, head, incoming, resealing, files)
            with transaction.atomic():
                load.run(report)
            if set(map(tuple, head["migrations"])) < _migrations_on_disk():
                report("bringing it up to this release ...")
                call_command("migrate_schemas", schema_name=incoming, verbosity=0)
                bind_public()
            files.move()
            return settling.settle(load, target=target, slug=slug, tenant_id=tenant_id, actor=actor)


def check_head(head: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return what the file says of itself, once it is what it should be."""
    if head.get("kind") != kind:
        raise WrongKind(found=str(head.get("kind"))[:20], wanted=kind)
    shape = {"schema": str, "slug": str, "tenant_id": int, "migrations": list, "tables": dict}
    shape |= {"business": dict, "keys": list, "is_plain": bool, "code": int, "incarnation": int}
    if any(type(head.get(name)) is not of for name, of in shape.items()):
        raise BadArchive(reason="what it says of itself cannot be read")
    return head


def check_migrations(told: Any) -> None:
    """Raise NewerRelease for a migration that this code does not know."""
    known = _migrations_on_disk()
    for one in told:
        if not isinstance(one, list) or len(one) != 2:
            raise BadArchive(reason="what it says of itself cannot be read")
        if tuple(one) not in known:
            raise NewerRelease(migration=".".join(map(str, one))[:120])


def _migrations_on_disk() -> set[tuple[str, str]]:
    """(app, name) of every migration of the tenant apps that this code has."""
    labels = tables.tenant_labels()
    return {one for one in MigrationLoader(None).disk_migrations if one[0] in labels}


def _target(slug: str, *, restore: bool) -> Tenant | None:
    found = Tenant.objects.filter(slug=slug).first()
    if found is None and restore:
        raise NoSuchTenant(slug=slug)
    if found is not None and not restore:
        raise SlugTaken(slug=slug)
    return found


def _resealing(head: dict[str, Any], schema: str, tenant_id: int, *, is_new: bool) -> Resealing:
    same = not is_new and head["tenant_id"] == tenant_id and head["schema"] == schema
    return Resealing(
        old_schema=head["schema"],
        new_schema=schema,
        tenant_id=None if same else tenant_id,
        users=None if same else settling.users_here(team_of(head["business"])),
        is_plain=head["is_plain"],
        is_readable=bool(set(head["keys"]) & set(key_ids())),
        left=Left(),
    )


@contextmanager
def _incoming(migrations: list[Any], schema: str, report: Report) -> Iterator[str]:
    """A schema at these migrations, that nothing refers to; dropped unless it was put to use."""
    check_migrations(migrations)
    drop_leftovers()
    name = f"{PREFIX}{_random()}"
    with session_lock(name), session_lock(f"migrate {schema}", wait=False) as is_ours:
        if not is_ours:
            raise Busy(name=schema)
        try:
            make_schema_at(name, migrations, report)
            yield name
        finally:
            bind_public()
            schemas.drop_schema(name)


def make_schema_at(name: str, migrations: list[Any], report: Report) -> None:
    """Create the schema `name` at just these migrations of the tenant apps."""
    told = {(app, one) for app, one in migrations}
    if told == _migrations_on_disk():
        schemas.replay(name)
        return
    report("the file is from an older release ...")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {connection.ops.quote_name(name)}")
    for app, one in last_of(told):
        call_command("migrate_schemas", app, one, schema_name=name, verbosity=0)
        bind_public()


def last_of(told: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return those of these migrations that no other of them in their app follows."""
    graph = MigrationLoader(None).graph
    parents = ((node, parent.key) for node in told for parent in graph.node_map[node].parents)
    return sorted(told - {parent for node, parent in parents if parent[0] == node[0]})


def drop_leftovers() -> None:
    """Remove what imports left that were killed on their way: schemas and folders."""
    with public_schema():
        with connection.cursor() as cursor:
            cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE %s", [f"{PREFIX}%"])
            names = {name for (name,) in cursor.fetchall()}
        for name in names | {one for one in staged() if one.startswith(PREFIX)}:
            with session_lock(name, wait=False) as is_ours:
                if is_ours:
                    schemas.drop_schema(name)
                    drop_staged(name)


class Load:
    """Reads the file once, into the incoming schema and the staging folder."""

    def __init__(
        self,
        reader: Reader,
        head: dict[str, Any],
        schema: str,
        resealing: Resealing,
        files: Staging,
    ) -> None:
        self.reader, self.head, self.schema, self.resealing = reader, head, schema, resealing
        self.files, self.file_count = files, 0
        self.counters: dict[str, dict[str, int]] = {}
        self.tables = [
            table
            for table in tables.find_tables(schema, _names(head["tables"]))
            if table.name != tables.MIGRATIONS
        ]
        columns = {name: [str(one) for one in told] for name, told in head["tables"].items()}
        self.loader = tables.Loader(self.tables, columns)
        for name, told in columns.items():
            if (change := resealing.change(name, told)) is not None:
                self.loader.change(name, change)

    def run(self, report: Report) -> None:
        """Copy everything in, and compare what the file says at its end. Raises BadArchive."""
        tables.empty(self.tables)
        due = tables.Loader([settling.make_due_table(self.schema)], {DUE.name: list(DUE.columns)})
        takers = {"rows": self.loader.take, "due": due.take}
        for name, size, data in self.reader.parts():
            kind, _, rest = name.partition("/")
            if kind == FOLDER:
                self._take_file(rest, data)
            elif kind in takers and re.fullmatch(r"[a-z0-9_]+/\d{6}", rest):
                takers[kind](rest.partition("/")[0], self.reader.whole(size, data))
            else:
                raise BadArchive(reason=f"{name[:80]!r} has no place in it")
        self._check_end(due.rows)
        report(f"{sum(self.loader.rows.values())} rows, {self.file_count} files")

    def _take_file(self, name: str, data: Any) -> None:
        schema, _, rest = name.partition("/")
        if schema != self.head["schema"] or not rest:
            raise BadArchive(reason=f"{name[:80]!r} has no place in it")
        self.files.take(self.resealing.new_schema, rest, data)
        self.file_count += 1

    def _check_end(self, due_rows: dict[str, int]) -> None:
        """Row by row it must be what was written; then sequences go on behind it."""
        told = {name: rows for name, rows in self.reader.end.get("rows", {}).items() if rows}
        if told != self.loader.rows | due_rows:
            raise BadArchive(reason="rows of it are missing")
        self.counters = self.reader.end.get("counters") or {}
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except IntegrityError as error:
            raise BadArchive(reason=str(error).partition("\n")[0][:200]) from error
        tables.set_counters(self.tables, self.counters)


def _names(told: dict[str, Any]) -> list[str]:
    if not all(isinstance(columns, list) for columns in told.values()):
        raise BadArchive(reason="what it says of itself cannot be read")
    return [name for name in told if tables.NAME.match(name)]


def _random() -> str:
    return secrets.token_hex(5)
