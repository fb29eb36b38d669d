"""The `flowt` command. Each command's module is loaded when it is called, so help is instant."""

import sys
from importlib import import_module

import click

COMMANDS = {  # name: (module of this package, first line of its help)
    "up": ("up", "Start everything and stay in the foreground."),
    "run": ("run", "Run one process alone, as containers do."),
    "doctor": ("doctor", "Check this machine and say what to mend."),
    "migrate": ("database", "Bring the database up to date, every tenant's schema included."),
    "tenant": ("tenant", "Create, list, suspend, export, import and drop tenants."),
    "backup": ("backup", "Write the whole installation to a file, while it runs."),
    "restore": ("backup", "Bring a backup back: all of it, or nothing."),
    "messages": ("messages", "Collect, check and compile the translations."),
    "bench": ("bench", "Measure speed against references in the same run."),
}


class LazyGroup(click.Group):
    """Knows the commands by name; their modules come later."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"flowt.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Flowt: the menu, the orders and the customers of a business, in one place.

    \b
    Try it:
      flowt up --demo              four demo tenants on http://localhost:8000/
      flowt up                     an empty installation
      flowt doctor                 what this machine lacks, and how to get it

    \b
    While it runs, from another terminal:
      flowt tenant list
      flowt tenant create --name "Cantina da Nonna" --slug cantina

    \b
    Environment: FLOWT_PORT (8000), FLOWT_DATA (./.flowt), DATABASE_URL and REDIS_URL for
    servers of your own. All others are explained in .env.example.
    """


def main() -> None:
    """Run a command; what a person can mend is one sentence and exit code 1."""
    from flowt.servers.process import ServerError

    try:
        cli(prog_name="flowt")
    except ServerError as error:
        click.echo(f"flowt: {error}", err=True)
        sys.exit(1)
