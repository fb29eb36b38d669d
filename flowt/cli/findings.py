"""What `flowt doctor` finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

OK, WARN, FAIL = "ok", "warn", "fail"


@dataclass(frozen=True)
class Finding:
    """One line of the report. `advice` says what to do about it."""

    status: str
    subject: str
    text: str
    advice: str = ""


def attempt(subject: str, look: Callable[[], Finding], advice: str = "look at the log") -> Finding:
    """Look; whatever goes wrong is what was found, and the report goes on."""
    try:
        return look()
    except Exception as error:  # noqa: BLE001 - of whatever kind
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        return Finding(FAIL, subject, reason, advice)


def each(looks: dict[str, tuple[Callable[[], Finding], str]]) -> Iterator[Finding]:
    """Attempt one after the other: {subject: (what to look at, advice where it cannot be)}."""
    for subject, (look, advice) in looks.items():
        yield attempt(subject, look, advice)
