"""`flowt doctor`: what this machine and installation lack, and how to get it."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from ctypes.util import find_library
from dataclasses import asdict

import click

from flowt.cli.findings import FAIL, OK, WARN, Finding
from flowt.installation import Installation, Runtime
from flowt.servers.process import ServerError

COLOURS = {OK: "green", WARN: "yellow", FAIL: "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@click.option("--strict", is_flag=True, help="Exit code 1 also for warnings.")
def doctor(*, as_json: bool, strict: bool) -> None:
    """Check this machine and installation and say what to mend.

    Exit code 0 when all is well or only warned of, 1 when something must be mended. Starts nothing
    and changes nothing. Where DATABASE_URL and REDIS_URL are set, or `flowt up` runs, it also looks
    at both servers, migrations, workers, the clock, the queue, and what the settings name.
    """
    findings = list(examine(Installation.from_environment()))
    if as_json:
        click.echo(as_object(findings))
    else:
        for finding in findings:
            show(finding)
    bad = {FAIL, WARN} if strict else {FAIL}
    sys.exit(1 if any(finding.status in bad for finding in findings) else 0)


def show(finding: Finding) -> None:
    status = click.style(f"{finding.status:<5}", fg=COLOURS[finding.status])
    click.echo(f"{status}{finding.subject:<14}{finding.text}")
    if finding.advice:
        click.echo(f"{'':<19}→ {finding.advice}")


def as_object(findings: list[Finding]) -> str:
    worst = max((finding.status for finding in findings), key=[OK, WARN, FAIL].index)
    return json.dumps({"status": worst, "findings": [asdict(one) for one in findings]}, indent=2)


def examine(installation: Installation) -> Iterator[Finding]:
    """Look at one thing after the other; none raises."""
    runtime = installation.runtime()
    yield python()
    yield node()
    yield pango()
    yield from folder(installation)
    yield from ports(installation, runtime)
    yield front_end()
    yield from services(installation, runtime)


def python() -> Finding:
    return Finding(OK, "Python", ".".join(map(str, sys.version_info[:3])))


def node() -> Finding:
    found = shutil.which("node")
    if found:
        return Finding(OK, "Node", found)
    return Finding(OK, "Node", "none; the build brings its own")


def pango() -> Finding:
    if find_library("pangoft2-1.0"):
        return Finding(OK, "pango", "found")
    return Finding(
        WARN,
        "pango",
        "not found: receipts and table cards cannot be made as PDF",
        "apt install libpango-1.0-0 libpangoft2-1.0-0",
    )


def folder(installation: Installation) -> Iterator[Finding]:
    """Room and rights of the data folder, or of where it would be made."""
    place = installation.data
    while not place.exists():
        place = place.parent
    if os.access(place, os.W_OK):
        yield Finding(OK, "data folder", str(installation.data))
    else:
        yield Finding(
            FAIL,
            "data folder",
            f"{place} cannot be written",
            "choose another with FLOWT_DATA, or run as its owner",
        )
    free = shutil.disk_usage(place).free // 2**20
    enough = free >= 1024
    yield Finding(
        OK if enough else WARN if free >= 300 else FAIL,
        "disk",
        f"{free} MB free",
        "" if enough else "free some space: pictures and the database will need it",
    )
    for name in ("secret-key", "field-keys"):
        path = installation.data / name
        with suppress(OSError):
            if path.exists() and path.stat().st_mode & 0o077:
                yield Finding(FAIL, "secrets", f"{path} can be read by others", f"chmod 600 {path}")


def ports(installation: Installation, runtime: Runtime | None) -> Iterator[Finding]:
    from flowt.supervisor.up import is_port_taken

    if runtime is not None:
        yield Finding(OK, "Flowt", f"runs at http://localhost:{runtime.port}/ ({runtime.pid})")
        return
    yield Finding(OK, "Flowt", "does not run here; `flowt up` starts it")
    for port in (installation.port, installation.port + 1):
        if is_port_taken(port):
            yield Finding(
                FAIL,
                "port",
                f"{port} is in use by something else",
                f"stop it, or choose another with FLOWT_PORT={installation.port + 1000}",
            )
        else:
            yield Finding(OK, "port", f"{port} is free")


def front_end() -> Finding:
    from flowt.supervisor.programs import PROJECT

    if (PROJECT / "frontend" / "dist" / ".vite" / "manifest.json").exists():
        return Finding(OK, "front end", "built")
    return Finding(FAIL, "front end", "not built", "run `make demo` or `make run`")


def services(installation: Installation, runtime: Runtime | None) -> Iterator[Finding]:
    """What serves and what the settings name: of the environment, or of a running `flowt up`."""
    if runtime is not None:
        os.environ.setdefault("DATABASE_URL", runtime.database_url)
        os.environ.setdefault("REDIS_URL", runtime.redis_url)
    if installation.has_own_database or installation.has_own_redis:
        return  # nothing runs and nothing is named, so there is nothing to ask
    try:
        installation.prepare()
    except ServerError as error:
        yield Finding(FAIL, "settings", str(error))
        return

    import django

    django.setup()
    from flowt.cli import doctor_services, doctor_settings

    yield from doctor_services.examine()
    yield from doctor_settings.examine()
