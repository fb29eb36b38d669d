"""Health as it is, however slow the machine: time limits have a test of their own, with servers
that hang."""

import pytest

from flowt import health


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "ANSWER_SECONDS", 60.0)
