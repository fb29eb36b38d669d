"""Pin the newest packages that requirements/*.in allow, with hashes, for every platform.

    python3 scripts/lock.py

uv resolves; where there is none it is installed inside .venv. No lock names a registry.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLAGS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"]
FLAGS += ["--no-emit-index-url", "--upgrade", "--quiet"]


def find_uv() -> str:
    found = shutil.which("uv")
    if found:
        return found
    folder = ROOT / ".venv" / "uv"
    if not (folder / "bin" / "uv").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "pip"), "install", "--quiet", "uv"], check=True)
    return str(folder / "bin" / "uv")


def main() -> None:
    uv = find_uv()
    for name in ("base", "dev", "node"):
        # dev holds base in the same versions, so that one folder serves both.
        same = ["--constraint", "requirements/base.lock"] if name == "dev" else []
        print(f"  Locking requirements/{name}.in", flush=True)
        subprocess.run(
            [
                *(uv, "pip", "compile", *FLAGS, *same, f"requirements/{name}.in"),
                *("--output-file", f"requirements/{name}.lock"),
            ],
            cwd=str(ROOT),
            check=True,
        )


if __name__ == "__main__":
    main()
