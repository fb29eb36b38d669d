"""`flowt up`."""

import sys
from pathlib import Path

import click

from flowt.installation import Installation


@click.command()
@click.option("--demo", is_flag=True, help="Fill an empty database with four demo tenants.")
@click.option("--port", type=click.IntRange(1, 65534), help="Pages here, live updates one above.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="The data folder.")
def up(*, demo: bool, port: int | None, data: Path | None) -> None:
    """Start everything and stay in the foreground.

    PostgreSQL and Valkey (unless DATABASE_URL or REDIS_URL name servers of your own), web,
    live, worker and beat. Ctrl-C stops it all, within ten seconds and losing nothing.

    \b
      flowt up --demo                       the demo, on http://localhost:8000/
      flowt up --port 9000 --data /srv/flowt
      DATABASE_URL=postgresql://flowt:secret@db/flowt flowt up
    """
    from flowt.supervisor.up import Up

    installation = Installation.from_environment(data=data, port=port)
    sys.exit(Up(installation=installation, is_demo=demo).run())
