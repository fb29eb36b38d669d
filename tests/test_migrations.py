"""New migrations leave the release before running, and stop nobody: what their SQL may not do.

Released ones stand in `released_migrations.txt` and are promises; `squawk` reads the SQL of the
others. See docs/decisions/0048.
"""

import json
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parent.parent
RELEASED = frozenset((ROOT / "tests" / "released_migrations.txt").read_text().split())
OURS = {app.label for app in apps.get_app_configs() if "site-packages" not in app.path}
SQUAWK = shutil.which("squawk", path=str(Path(sys.executable).parent))
DISK = MigrationLoader(None).disk_migrations
# What a release takes away once nothing uses it any more: "app.name" → the rules it may break.
CONTRACTS: dict[str, frozenset[str]] = {}
NEW = sorted(key for key in DISK if key[0] in OURS and ".".join(key) not in RELEASED)


def squawk(folder, sql):
    """Return the rules that the SQL of one migration breaks."""
    file = folder / "migration.sql"
    file.write_text(sql)
    argv = [SQUAWK, "--config", str(ROOT / ".squawk.toml"), "--reporter", "json", str(file)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    return sorted({one["rule_name"] for one in json.loads(done.stdout or "[]")})


def sql_of(app, name):
    out = StringIO()
    call_command("sqlmigrate", app, name, stdout=out, no_color=True)
    return out.getvalue()


@pytest.mark.parametrize(("app", "name"), NEW, ids=map(".".join, NEW))
def test_its_sql_leaves_the_release_before_running(db, tmp_path, app, name):
    allowed = CONTRACTS.get(f"{app}.{name}", frozenset())

    assert set(squawk(tmp_path, sql_of(app, name))) <= allowed


def test_every_released_migration_is_still_there():
    assert {tuple(name.split(".")) for name in RELEASED} <= DISK.keys()


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("ALTER TABLE a DROP COLUMN b", "ban-drop-column"),
        ("DROP TABLE a", "ban-drop-table"),
        ("ALTER TABLE a RENAME COLUMN b TO c", "renaming-column"),
        ("ALTER TABLE a RENAME TO b", "renaming-table"),
        ("ALTER TABLE a ADD COLUMN b int NOT NULL", "adding-required-field"),
        ("ALTER TABLE a ALTER COLUMN b DROP DEFAULT", "ban-drop-default"),  # without db_default
        ("ALTER TABLE a ALTER COLUMN b TYPE bigint", "changing-column-type"),
        ("ALTER TABLE a ALTER COLUMN b SET NOT NULL", "adding-not-nullable-field"),
        ("ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0)", "constraint-missing-not-valid"),
        ("ALTER TABLE a ADD CONSTRAINT c UNIQUE (b)", "disallowed-unique-constraint"),
        ("CREATE INDEX c ON a (b)", "require-concurrent-index-creation"),
    ],
)
def test_what_stops_the_release_before_is_seen(tmp_path, sql, rule):
    assert rule in squawk(tmp_path, f"{sql};")
