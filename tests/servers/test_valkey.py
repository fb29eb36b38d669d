"""Valkey as our own child."""

import os
import signal

import pytest
import redis

from flowt.servers import valkey
from flowt.servers.process import AlreadyRunning


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "valkey"


def test_keeps_its_data_from_one_start_to_the_next(folder):
    with valkey.running(folder) as url:
        redis.Redis.from_url(url).set("kept", "7")

    with valkey.running(folder) as url:
        assert redis.Redis.from_url(url).get("kept") == b"7"


def test_starts_again_after_the_server_was_killed(folder):
    server = valkey.start(folder)
    os.kill(server._running.process.pid, signal.SIGKILL)
    server.stop()

    with valkey.running(folder) as url:
        assert redis.Redis.from_url(url).ping()


def test_second_start_on_a_folder_says_so(folder):
    with (
        valkey.running(folder, fast=True),
        pytest.raises(AlreadyRunning, match=f"already running on {folder}"),
    ):
        valkey.start(folder)


def test_asks_for_its_password(folder):
    with valkey.running(folder, fast=True) as url:
        stranger = redis.Redis(port=int(url.rpartition(":")[2].removesuffix("/0")))
        with pytest.raises(redis.AuthenticationError):
            stranger.ping()
