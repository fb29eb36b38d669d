"""PostgreSQL as our own child: starts, refuses a second, survives what a crash leaves."""

import os
import signal
import subprocess
import sys
import time

import psutil
import psycopg
import pytest

from flowt.servers import postgres
from flowt.servers.process import AlreadyRunning, ServerError

SPAWN = """
import sys, time
from pathlib import Path
from flowt.servers import postgres
server = postgres.start(Path(sys.argv[1]), fast=True)
print(server._running.process.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "postgres"


def start_in_another_process(folder):
    parent = subprocess.Popen(
        [sys.executable, "-c", SPAWN, str(folder)], stdout=subprocess.PIPE, text=True
    )
    return parent, psutil.Process(int(parent.stdout.readline()))


def test_keeps_its_data_from_one_start_to_the_next(folder):
    with postgres.running(folder, fast=True) as url, psycopg.connect(url) as db:
        db.execute("CREATE TABLE kept AS SELECT 7 AS n")

    with postgres.running(folder, fast=True) as url, psycopg.connect(url) as db:
        assert db.execute("SELECT n FROM kept").fetchone() == (7,)


def test_is_durable_unless_told_to_be_fast(folder):
    with postgres.running(folder) as url, psycopg.connect(url) as db:
        settings = [db.execute(f"SHOW {name}").fetchone()[0] for name in postgres.FAST_SETTINGS]

    assert settings[:3] == ["on", "on", "on"]


def test_second_start_on_a_folder_says_so(folder):
    with (
        postgres.running(folder, fast=True),
        pytest.raises(AlreadyRunning, match=f"already running on {folder}"),
    ):
        postgres.start(folder)


def test_a_stale_pid_that_is_now_another_program_is_no_hindrance(folder):
    with postgres.running(folder, fast=True):
        pass
    (folder / "cluster" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder}\n")

    with postgres.running(folder, fast=True) as url, psycopg.connect(url) as db:
        assert db.execute("SELECT 1").fetchone() == (1,)


def test_starts_again_after_the_server_was_killed(folder):
    server = postgres.start(folder, fast=True)
    os.kill(server._running.process.pid, signal.SIGKILL)
    server.stop()

    with postgres.running(folder, fast=True) as url, psycopg.connect(url) as db:
        assert db.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal")
def test_does_not_outlive_a_killed_parent(folder):
    parent, server = start_in_another_process(folder)

    parent.kill()
    parent.communicate()

    server.wait(60)
    assert not server.is_running()


def test_a_socket_path_that_is_too_long_moves_to_a_short_one(tmp_path):
    folder = tmp_path / ("long" * 25) / "postgres"

    with postgres.running(folder, fast=True) as url, psycopg.connect(url) as db:
        assert db.execute("SELECT 1").fetchone() == (1,)


def test_an_interrupted_first_start_leaves_no_half_made_cluster(folder):
    (folder / "cluster.new").mkdir(parents=True)
    (folder / "cluster.new" / "PG_VERSION").write_text("18")

    with postgres.running(folder, fast=True) as url, psycopg.connect(url) as db:
        assert db.execute("SELECT 1").fetchone() == (1,)


def test_another_major_version_is_refused_in_one_sentence(folder):
    (folder / "cluster").mkdir(parents=True, mode=0o700)
    (folder / "cluster" / "PG_VERSION").write_text("17")
    if os.geteuid() == 0:
        os.chown(folder / "cluster", 65534, 65534)

    with pytest.raises(ServerError, match="made by PostgreSQL 17 and this is 18"):
        postgres.start(folder)


def test_the_password_is_for_the_owner_alone(folder):
    with postgres.running(folder, fast=True) as url:
        assert (folder / "password").stat().st_mode & 0o777 == 0o600
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url.replace("flowt:", "flowt:not-"))


def test_stops_at_once_with_a_session_open(folder):
    server = postgres.start(folder, fast=True)
    with psycopg.connect(server.url):
        began = time.monotonic()
        server.stop()

    assert time.monotonic() - began < 7  # in 8 it would be killed
