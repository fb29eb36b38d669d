"""The whole installation out and in, by the command line, each in a database of its own."""

import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.chaos.machinery import only_long
from tests.portable.conftest import queued
from tests.portable.installation import ROOT, Installation

FILL = """
import django; django.setup()
from accounts.models import User
from tests.portable.conftest import make_shop
User.objects.create_user("omni8@exemplo.com.br", "a long password", is_global_admin=True)
for slug in ("prova-um", "prova-dois"): make_shop(slug)
"""
ERASE = """
import django; django.setup()
from flowt.tenancy import tenant_context
from people.erasure import erase_person
from people.models import Person
from tenants.models import Tenant
with tenant_context(Tenant.objects.get(slug="prova-um")):
    erase_person(Person.objects.get(name="Ana 2"), actor=None)
"""
ORDER = """
import django; django.setup()
from django.db import transaction
from flowt.tenancy import tenant_context
from tenants.models import Tenant
from tests.factories import make_order
print("trading", flush=True)
for number in range(100, 10_000):
    with tenant_context(Tenant.objects.get(slug="prova-dois")), transaction.atomic():
        make_order(number=number)
"""
PAUSE = """
import sys, time, django; django.setup()
from portable import files, restoring, whole
from portable.archive import Reader
def pause(*args, **how):
    print("here", flush=True)
    time.sleep(600)
"""
BACKUP = (
    PAUSE
    + """
whole.write_media = pause
with files.writing(sys.argv[1]) as out: whole.back_up(out)
"""
)
RESTORE = (
    PAUSE
    + """
restoring._begin_next_life = pause
restoring.restore(Reader(open(sys.argv[1], "rb")), yes=True)
"""
)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """A database with nothing but its tables, for others to begin with."""
    made = Installation(tmp_path_factory.mktemp("migrated"), b"m")
    made.flowt("migrate")
    yield made.name
    made.drop()


@pytest.fixture(scope="module")
def here(tmp_path_factory, migrated):
    """An installation with two businesses."""
    made = Installation(tmp_path_factory.mktemp("here"), b"h", template=migrated)
    done = made.python("-c", FILL)
    assert done.returncode == 0, done.stderr
    yield made
    made.drop()


@pytest.fixture(scope="module")
def backup(here, tmp_path_factory):
    """A backup of `here`, and the rows it was made of."""
    file, rows = tmp_path_factory.mktemp("backups") / "all.flowt", here.rows()
    here.flowt("backup", file)
    return file, rows


@pytest.fixture(scope="module")
def there(tmp_path_factory, migrated):
    """Another installation, with other keys, and nobody in it."""
    made = Installation(tmp_path_factory.mktemp("there"), b"t", template=migrated)
    yield made
    made.drop()


@pytest.fixture
def bare(here, tmp_path):
    """A new machine with the keys of `here`, and an empty database."""
    made = Installation(tmp_path / "bare", b"h")
    yield made
    made.drop()


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "words"
    path.write_text("quatro palavras bem longas\n")
    return path


@pytest.mark.slow
def test_onto_a_bare_machine(backup, bare):
    file, before = backup

    told = bare.flowt("restore", file)

    after = bare.rows()
    assert "2 tenants" in told
    assert file.stat().st_mode & 0o077 == 0
    due = {("public", "due_queue"), ("public", "due_parked")}
    changed = {table for table in before if before[table] != after[table]}
    assert changed - due == {("public", "tenants_tenant")}  # its incarnation
    assert after["public", "due_queue"] == []
    assert len(after["public", "due_parked"]) == 2 * queued()
    assert list((bare.folder / "media").rglob("*.webp")) != []


@only_long
def test_over_a_full_one_only_with_yes_and_the_old_one_is_kept(here, backup):
    file, before = backup
    assert here.python("-c", ERASE).returncode == 0

    here.flowt("restore", file, error="give --yes")
    told = here.flowt("restore", file, "--yes")

    assert "1 erased customers were erased again" in told
    kept = told.partition("is the database ")[2].partition(";")[0]
    with psycopg.connect(here.url_of(kept)) as db:
        assert db.execute("SELECT count(*) FROM tenants_tenant").fetchone() == (2,)
    people = next(table for table in before if table[1] == "people_person" and "_um_" in table[0])
    assert sum("Cliente apagado" in row for row in here.rows()[people]) == 1


@only_long
def test_while_it_trades_it_sees_one_moment_and_is_not_restored_over(here, bare, tmp_path):
    file = tmp_path / "all.flowt"
    trade = subprocess.Popen(
        [sys.executable, "-c", ORDER], cwd=ROOT, env=here.env, stdout=subprocess.PIPE
    )
    assert trade.stdout.readline() == b"trading\n"

    here.flowt("backup", file)
    here.flowt("restore", file, "--yes", error="other connections use the database")
    trade.kill()
    trade.communicate()
    bare.flowt("restore", file)

    schema = bare.one("SELECT schema_name FROM tenants_tenant WHERE slug = 'prova-dois'")[0]
    orphans = (
        f'SELECT count(*) FROM "{schema}".orders_order o WHERE NOT EXISTS'
        f' (SELECT 1 FROM "{schema}".orders_orderline l WHERE l.order_id = o.id)'
    )
    assert bare.one(orphans) == (0,)


@pytest.mark.slow
def test_other_keys_a_cut_file_and_a_wrong_kind_change_nothing(here, there, backup, tmp_path):
    file, cut, before = backup[0], tmp_path / "cut.flowt", there.rows()
    cut.write_bytes(file.read_bytes()[:-30])
    left = "SELECT count(*) FROM pg_database WHERE datname LIKE '%_restoring'"
    of_others = here.one(left)

    there.flowt("restore", file, "--yes", error="other FLOWT_FIELD_KEYS")
    here.flowt("restore", cut, "--yes", error="damaged")
    here.flowt("tenant", "import", file, error="holds installation")
    here.flowt("restore", tmp_path / "none", error="none")

    assert there.rows() == before
    assert here.one("SELECT count(*) FROM tenants_tenant") == (2,)
    assert here.one(left) == of_others


@pytest.mark.slow
def test_a_tenant_moves_to_another_installation(here, there, words, tmp_path):
    file = tmp_path / "um.flowt"
    here.flowt("tenant", "export", "prova-um", file, error="can be read in the file")
    here.flowt("tenant", "export", "prova-um", file, "--passphrase-file", words)

    there.flowt("tenant", "import", file, error="--passphrase-file")
    told = there.flowt("tenant", "import", file, "--passphrase-file", words)

    assert "Invited: prova-um@exemplo.com.br (owner)" in told
    assert len(list((there.folder / "mail").iterdir())) == 1
    there.flowt("tenant", "import", file, "--passphrase-file", words, error="“prova-um”")
    assert there.one("SELECT count(*) FROM accounts_user") == (0,)
    told = there.flowt("tenant", "release", "prova-um")
    assert f"{queued()}  event" in told
    there.flowt("tenant", "drop", "prova-um", "--yes")
    assert there.one("SELECT count(*) FROM tenants_tenant") == (0,)


@pytest.mark.slow
def test_a_backup_that_is_killed_leaves_no_file(here, tmp_path):
    child = paused(here, BACKUP, tmp_path / "all.flowt")

    assert [path.name for path in tmp_path.iterdir()] == [f".all.flowt.{child.pid}.part"]
    child.send_signal(signal.SIGKILL)
    child.communicate()

    here.flowt("backup", tmp_path / "all.flowt")
    assert [path.name for path in tmp_path.iterdir()] == ["all.flowt"]


@pytest.mark.slow
def test_a_restore_that_is_killed_changes_nothing_and_can_be_repeated(here, backup):
    file, before = backup[0], here.rows()

    child = paused(here, RESTORE, file)
    child.send_signal(signal.SIGKILL)
    child.communicate()

    assert here.rows() == before
    here.flowt("restore", file, "--yes")
    assert here.one("SELECT count(*) FROM tenants_tenant") == (2,)


def paused(installation, script, file):
    """A process that stands still in the middle of its work."""
    command = [sys.executable, "-c", script, str(file)]
    child = subprocess.Popen(command, cwd=ROOT, env=installation.env, stdout=subprocess.PIPE)
    assert child.stdout.readline() == b"here\n"
    return child


@pytest.mark.slow
def test_a_full_disk_is_one_sentence_and_leaves_nothing(here, tmp_path):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "flowt", "backup", "-"], check=False, cwd=ROOT, env=here.env,
            stdout=full, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    assert done.returncode == 1
    assert "the disk is full" in done.stderr

    here.flowt("backup", tmp_path / "nowhere" / "all.flowt", error="cannot be written")
    limit = "ulimit -f 8 && exec {} -m flowt backup {}".format(sys.executable, tmp_path / "all")
    done = subprocess.run(["bash", "-c", limit], check=False, cwd=ROOT, env=here.env)
    assert done.returncode == 1
    assert list(tmp_path.iterdir()) == []
