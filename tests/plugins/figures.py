"""What a test measured, said once more at the end of the run and kept in `test-results/`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FILE = Path(__file__).resolve().parent.parent.parent / "test-results" / "figures.txt"


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`figure("worker kills", "0 lost of 500")`: one line at the end of the run."""

    def note(name: str, text: str) -> None:
        request.node.user_properties.append(("figure", f"{name}: {text}"))

    return note


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Also under xdist: a test's properties travel with its report."""
    lines = sorted(
        text
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for kind, text in report.user_properties
        if kind == "figure"
    )
    if not lines:
        return
    terminalreporter.section("figures")
    for line in lines:
        terminalreporter.write_line(line)
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
