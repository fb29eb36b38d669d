"""scripts/bootstrap.py: the sentences it says, and which Node it takes."""

import importlib.util
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

Version = namedtuple("Version", "major minor micro")


@pytest.fixture
def bootstrap():
    path = Path(__file__).parents[2] / "scripts" / "bootstrap.py"
    spec = importlib.util.spec_from_file_location("bootstrap", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_old_python_is_told_which_one_is_needed(bootstrap, monkeypatch):
    monkeypatch.setattr(sys, "version_info", Version(3, 9, 2))
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(bootstrap.Failure, match=r"needs Python 3\.11 or newer and this is 3\.9"):
        bootstrap.use_new_enough_python()


def test_says_which_package_brings_venv(bootstrap, monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "none")
    monkeypatch.setitem(sys.modules, "ensurepip", None)

    with pytest.raises(bootstrap.Failure, match=r"apt install python3\.\d+-venv"):
        bootstrap.make_venv()


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("Temporary failure in name resolution", "check the network"),
        ("npm error code ENOTFOUND", "check the network"),
        ("No matching version (from versions: none)", "check the network"),
        ("npm error code EACCES", "belongs to another user"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "differs from the one in the lock"),
        ("SyntaxError: x", "SyntaxError: x"),
    ],
)
def test_a_failed_command_is_told_by_what_to_do(bootstrap, tmp_path, said, advice):
    with pytest.raises(bootstrap.Failure, match=advice):
        bootstrap.run([sys.executable, "-c", f"print({said!r}); raise SystemExit(1)"], {}, tmp_path)


@pytest.mark.parametrize(
    ("version", "is_enough"),
    [
        ("v18.20.0", False),
        ("v20.18.9", False),
        ("v20.19.0", True),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.1.0", True),
        ("", False),
    ],
)
def test_takes_the_machines_node_if_vite_runs_on_it(bootstrap, version, is_enough):
    assert bootstrap.is_new_enough(version) is is_enough


def test_its_syntax_is_old_enough_to_complain():
    path = Path(__file__).parents[2] / "scripts" / "bootstrap.py"
    code = "import ast, sys; ast.parse(open(sys.argv[1]).read(), feature_version=(3, 8))"

    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == 0
