"""`flowt run`."""

import os

import click

from flowt.installation import Installation

NAMES = ("web", "live", "worker", "beat")


@click.command()
@click.argument("name", type=click.Choice(NAMES))
def run(*, name: str) -> None:
    """Run one process alone, as containers do. The servers are given by the environment.

    \b
      DATABASE_URL=… REDIS_URL=… flowt run web
    """
    from flowt.supervisor import programs

    installation = Installation.from_environment()
    if installation.has_own_database or installation.has_own_redis:
        raise click.ClickException("Name the servers in DATABASE_URL and REDIS_URL.")
    installation.prepare()
    program = getattr(programs, name)(installation)
    os.chdir(program.cwd or ".")
    os.execvpe(program.argv[0], program.argv, {**os.environ, **program.env})  # noqa: S606
