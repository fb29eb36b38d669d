"""`flowt migrate`."""

import click

from flowt.installation import django_ready


@click.command()
def migrate() -> None:
    """Bring the database up to date, every tenant's schema included.

    `flowt up` does it by itself. Run it alone before a deployment swaps the code; a repeat does
    nothing, and one that was interrupted goes on where it stopped.
    """
    with django_ready():
        from django.core.management import call_command

        from flowt.supervisor.programs import MIGRATE

        call_command(*MIGRATE)
