"""One new migration on two hundred tenants, and a run that finds nothing to do."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django_tenants.migration_executors import get_executor

from bench.measures import Line, Spread, by_turns
from orders import migrations as real
from tenants import schemas
from tenants.models import Tenant
from tenants.operations import create_tenant
from tenants.upgrades import migrate_all

TENANTS = 200
SAMPLE = 6  # the reference takes as long for each: two hundred of them would be minutes
PLANTED = "bench_planted"
_MIGRATION = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "{after}")]
    operations = [migrations.AddField("order", "bench", models.IntegerField(null=True))]
"""


def upgrade() -> Line:
    """Every round takes the migration back in all of them first; that is not timed."""
    crowd = [create_tenant(name="Fila", slug=f"fila-{number}") for number in range(TENANTS)]
    names = [tenant.schema_name for tenant in crowd]
    with planted():
        mine, other = by_turns(lambda: _ours(names), lambda: _standard(names[:SAMPLE]))
        _take_back(["public", *names])
    idle = [_timed(_command) for _ in range(3)]
    schemas.ensure_template()  # the next job may want a tenant
    other = [seconds / SAMPLE * TENANTS for seconds in other]
    ratio = Spread.of([b / a for a, b in zip(mine, other, strict=True)])
    nothing = Spread.of(idle)
    return Line(
        job=f"one new migration on {TENANTS} tenants",
        reference="django-tenants' standard executor",
        ours=f"{Spread.of(mine).text()} s",
        theirs=f"{Spread.of(other).text('{:.0f}')} s",
        ratio=f"{ratio.text('{:.0f}')} ×; nothing pending {nothing.median:.1f} s",
        target="≥ 10 ×; nothing pending ≤ 3 s",
        share=min(ratio.median / 10, 3 / nothing.median),
        notes=(
            f"the reference is timed on {SAMPLE} tenants and multiplied: it takes them one by one",
            f"nothing pending: the whole command, from its start: {nothing.text()} s",
        ),
    )


def _ours(names: list[str]) -> float:
    _take_back(["public", *names])
    others = Tenant.objects.exclude(schema_name__in=names)
    others.update(schema_fingerprint=schemas.fingerprint())  # they are not counted
    began = time.perf_counter()
    done = migrate_all(lambda _: None)
    took = time.perf_counter() - began
    assert (done.tenants, done.failed) == (len(names), {}), done
    return took


def _standard(names: list[str]) -> float:
    _take_back(names)
    options = {"verbosity": 0, "interactive": False, "database": "default", "fake": False,
               "fake_initial": False, "plan": False, "check_unapplied": False, "prune": False,
               "run_syncdb": False, "app_label": None, "migration_name": None,
               "skip_checks": True, "force_color": False, "no_color": True}  # fmt: skip
    began = time.perf_counter()
    get_executor("standard")((), options).run_migrations(tenants=names)
    took = time.perf_counter() - began
    connection.set_schema_to_public()
    return took


def _command() -> None:
    """What a person waits for. It reads the code's own migrations, so the planted one is gone."""
    subprocess.run([sys.executable, "manage.py", "migrate_all"], check=True, capture_output=True)


def _timed(job) -> float:
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def _take_back(names: list[str]) -> None:
    connection.set_schema_to_public()
    with connection.cursor() as cursor:
        for name in names:
            if name != "public":
                cursor.execute(f'ALTER TABLE "{name}".orders_order DROP COLUMN IF EXISTS bench')
            cursor.execute(f"DELETE FROM \"{name}\".django_migrations WHERE name = '9999_bench'")
    Tenant.objects.filter(schema_name__in=names).update(schema_fingerprint="")


@contextmanager
def planted() -> Iterator[None]:
    """The orders' migrations with one more, in a package of their own."""
    folder = Path(tempfile.mkdtemp(prefix="flowt-bench-"))
    package = folder / PLANTED
    shutil.copytree(Path(real.__file__).parent, package)
    last = sorted(path.stem for path in package.glob("0*.py"))[-1]
    (package / "9999_bench.py").write_text(_MIGRATION.format(after=last))
    sys.path.insert(0, str(folder))
    settings.MIGRATION_MODULES = {"orders": PLANTED}
    schemas.fingerprint.cache_clear()
    try:
        yield
    finally:
        settings.MIGRATION_MODULES = {}
        schemas.fingerprint.cache_clear()
        sys.path.remove(str(folder))
        shutil.rmtree(folder)
        Tenant.objects.update(schema_fingerprint=schemas.fingerprint())
