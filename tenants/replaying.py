"""What migrations do to one schema, written down, and done to others.

Django spends half a second a schema on working out what to do. So the first schema of those that
stand at the same migrations is migrated by Django, its statements are recorded, and the others,
which are equal, are sent the same statements. `RunPython` is called anew in each.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.migrations import RunPython, SeparateDatabaseAndState
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation

Step = str | Callable[[Any], None]  # SQL, or what is called with a schema editor
_RECORD = "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())"
_APPLIED = "SELECT app, name FROM django_migrations"


@dataclass
class Recorded:
    """One migration as it was carried out."""

    names: list[tuple[str, str]]  # (app, name) as the schema remembers it; many when it squashes
    is_atomic: bool
    steps: list[Step] = field(default_factory=list)


class _Recorder(MigrationExecutor):
    """Django's executor, which notes in their order what each migration sent and called."""

    def __init__(self) -> None:
        super().__init__(connection)
        self.recorded: list[Recorded] = []
        self._is_noting = True

    def apply_migration(
        self, state: Any, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> Any:
        names = list(migration.replaces) or [(migration.app_label, migration.name)]
        self.recorded.append(Recorded(names, migration.atomic))
        with self._statements_noted(), self._calls_noted(migration):
            return super().apply_migration(state, migration, fake=False, fake_initial=False)

    @contextmanager
    def _statements_noted(self) -> Iterator[None]:
        executor, usual = self, connection.SchemaEditorClass

        class Noting(usual):  # type: ignore[misc, valid-type]
            def execute(self, sql: Any, params: Any = ()) -> None:
                if executor._is_noting:
                    executor._note(_written_out(str(sql), params))
                super().execute(sql, params)

        connection.SchemaEditorClass = Noting
        try:
            yield
        finally:
            connection.SchemaEditorClass = usual

    @contextmanager
    def _calls_noted(self, migration: Migration) -> Iterator[None]:
        found = list(_python_of(migration.operations))
        usual = [(operation, operation.code) for operation in found]
        for operation, code in usual:
            operation.code = self._noting(code)
        try:
            yield
        finally:
            for operation, code in usual:
                operation.code = code

    def _noting(self, code: Callable[..., None]) -> Callable[..., None]:
        def call(apps: Any, editor: Any) -> None:
            self._note(lambda other: code(apps, other))
            self._is_noting = False  # what it sends, it sends again when it is called again
            try:
                code(apps, editor)
            finally:
                self._is_noting = True

        return call

    def _note(self, step: Step) -> None:
        self.recorded[-1].steps.append(step)


def record() -> list[Recorded]:
    """Migrate the bound schema to the code's migrations by Django; return what was done."""
    executor = _Recorder()
    executor.migrate(executor.loader.graph.leaf_nodes())
    return executor.recorded


def replay(recorded: list[Recorded]) -> None:
    """Do the same to the bound schema, one transaction a migration as Django does."""
    for one in recorded:
        if one.is_atomic:
            with transaction.atomic():
                _carry_out(one)
        else:
            _carry_out(one)


def applied() -> frozenset[tuple[str, str]]:
    """Return the migrations (app, name) that the bound schema has."""
    with connection.cursor() as cursor:
        cursor.execute(_APPLIED)
        return frozenset(cursor.fetchall())


def _carry_out(one: Recorded) -> None:
    with connection.cursor() as cursor:
        for step in _together(one):
            if isinstance(step, str):
                cursor.execute(step)
            else:
                with connection.schema_editor(atomic=False) as editor:
                    step(editor)
        cursor.executemany(_RECORD, one.names)


def _together(one: Recorded) -> Iterator[Step]:
    """Statements that follow each other in a transaction are one round trip."""
    pending: list[str] = []
    for step in one.steps:
        if isinstance(step, str) and one.is_atomic:
            pending.append(step.rstrip().rstrip(";"))
            continue
        if pending:
            yield ";\n".join(pending)
            pending = []
        yield step
    if pending:
        yield ";\n".join(pending)


def _written_out(sql: str, params: Any) -> str:
    """The statement with its values in it, as Django sends it: without params as it is."""
    return sql if params is None else str(connection.ops.compose_sql(sql, params))


def _python_of(operations: list[Operation]) -> Iterator[RunPython]:
    for operation in operations:
        if isinstance(operation, RunPython):
            yield operation
        elif isinstance(operation, SeparateDatabaseAndState):
            yield from _python_of(list(operation.database_operations))
