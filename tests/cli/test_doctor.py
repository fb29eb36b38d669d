"""`flowt doctor` and the help: what a person reads first."""

import resource
import subprocess
import sys

from click.testing import CliRunner

from flowt.cli import cli, doctor
from flowt.installation import Installation


def test_help_is_there_at_once():
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    shown = subprocess.run(
        [sys.executable, "-m", "flowt", "--help"], capture_output=True, text=True, check=True
    )

    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert spent.ru_utime - began.ru_utime < 1  # 0.1 s on an idle machine
    assert "flowt up --demo" in shown.stdout


def test_every_command_helps():
    for name in cli.list_commands(None):
        result = CliRunner().invoke(cli, [name, "--help"])
        assert result.exit_code == 0, name


def test_the_help_loads_no_django():
    code = "import sys, flowt.cli; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_folder_that_cannot_be_written_is_a_failure(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor.os, "access", lambda path, mode: False)

    found = list(doctor.folder(Installation(data=tmp_path / "data", port=8000)))

    assert found[0].status == doctor.FAIL
    assert "FLOWT_DATA" in found[0].advice


def test_a_secret_that_others_read_is_a_failure(tmp_path):
    (tmp_path / "secret-key").write_text("x")
    (tmp_path / "secret-key").chmod(0o644)

    found = list(doctor.folder(Installation(data=tmp_path, port=8000)))

    assert found[-1].advice == f"chmod 600 {tmp_path / 'secret-key'}"


def test_a_missing_pango_is_only_a_warning(monkeypatch):
    monkeypatch.setattr(doctor, "find_library", lambda name: None)

    assert doctor.pango().status == doctor.WARN
    assert "apt install libpango-1.0-0" in doctor.pango().advice
