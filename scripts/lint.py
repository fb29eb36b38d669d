"""Every check of the code that needs no test run. Goes through all, then tells which failed."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# As in production, with nothing secret in it.
PRODUCTION = {
    "FLOWT_SECRET_KEY": "lint-" + "x0Yq7z" * 12,
    "FLOWT_FIELD_KEYS": "bGludC1saW50LWxpbnQtbGludC1saW50LWxpbnQtMDE=",
    "FLOWT_DEBUG": "0",
    "FLOWT_DEMO": "0",
    "FLOWT_HTTPS": "1",
    "FLOWT_MAIN_HOSTS": "flowt.example",
    "FLOWT_BASE_DOMAIN": "flowt.example",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing",
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "DJANGO_SETTINGS_MODULE": "flowt.settings",
}
TYPED = ["flowt", *sorted(str(p.relative_to(ROOT)) for p in ROOT.glob("*/operations.py"))]
TYPED += sorted(str(p.relative_to(ROOT)) for p in ROOT.glob("*/operations") if p.is_dir())

CHECKS: list[tuple[str, list[str]]] = [
    ("format", ["ruff", "format", "--check", "--quiet", "."]),
    ("code", ["ruff", "check", "--quiet", "."]),
    ("imports", ["lint-imports"]),
    ("templates", ["djlint", "--lint", "--quiet", "templates"]),
    ("types", ["mypy", *TYPED]),
    ("migrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("deployment", ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]),
    ("translations", ["python", "-m", "flowt", "messages", "--check"]),
]


def main(wanted: list[str]) -> int:
    failed = []
    checks = [(name, [str(BIN / command[0]), *command[1:]]) for name, command in CHECKS]
    if npm := shutil.which("npm"):
        checks.append(("scripts", [npm, "run", "--silent", "--prefix", "frontend", "check"]))
    for name, command in checks:
        if wanted and name not in wanted:
            continue
        began = time.monotonic()
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **PRODUCTION},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        verdict = "ok" if done.returncode == 0 else "FAILED"
        print(f"{name:<13} {verdict:<7} {time.monotonic() - began:.1f} s", flush=True)
        if done.returncode:
            failed.append(name)
            print((done.stdout + done.stderr).strip() + "\n", flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}. `make fmt` mends what can be mended by itself.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
