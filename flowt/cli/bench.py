"""`flowt bench`."""

import subprocess
import sys

import click

from flowt.supervisor.programs import PROJECT


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(*, arguments: tuple[str, ...]) -> None:
    """Measure speed, each figure against a reference in the same run.

    Uses servers of its own in a temporary folder, and leaves a table and a picture in bench/out/.
    """
    if not (PROJECT / "bench" / "__main__.py").exists():
        raise click.ClickException(
            "The benchmarks are in bench/ of the project, which is not here."
        )
    command = [sys.executable, "-m", "bench", *arguments]
    sys.exit(subprocess.run(command, cwd=PROJECT, check=False).returncode)
