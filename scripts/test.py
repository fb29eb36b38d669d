"""Every test, three at a time, because some wait for clocks; then the few that failed, alone.

A test that passes only alone leans on the clock or on a quiet machine. It is named at the end:
a fault to mend, but not one of the code under test.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FAILED = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
FEW = 5  # more than these is no accident
TESTS_FAILED = 1  # pytest's own exit code


def main(arguments: list[str]) -> int:
    FAILED.unlink(missing_ok=True)
    code = _pytest("-n", "3", *arguments)
    failed = _failed()
    if code != TESTS_FAILED or not 0 < len(failed) <= FEW:
        return code
    print(f"\nOnce more, alone: {', '.join(failed)}", flush=True)
    code = _pytest(*failed)
    if code == 0:
        print(f"\nPassed only alone, to be mended: {', '.join(failed)}", flush=True)
    return code


def _pytest(*arguments: str) -> int:
    """What is compiled is kept: tests start a hundred processes, each of which needs it."""
    command = [sys.executable, "-m", "pytest", *arguments]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _failed() -> list[str]:
    try:
        return sorted(json.loads(FAILED.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
