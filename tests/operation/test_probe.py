"""Asking while the process ends."""

from flowt import health
from flowt.probe import Probe, answers


def test_a_process_that_ends_says_so_and_asks_nobody(monkeypatch):
    probe = Probe("database", lambda: 1)
    assert answers({"database": probe}, 60) == {"database": 1}
    probe._pool.shutdown()
    monkeypatch.setattr(health, "_probes", {"database": probe, "redis": probe})

    assert health.examine().failing == dict.fromkeys(("database", "redis"), "shutting down")
