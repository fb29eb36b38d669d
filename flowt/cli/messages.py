"""`flowt messages`."""

import sys

import click


@click.command()
@click.option("--update", "action", flag_value="update", help="Bring the .po files up to date.")
@click.option("--check", "action", flag_value="check", help="List what is missing; exit code 1.")
@click.option("--compile", "action", flag_value="compile", help="Write the .mo files.")
def messages(*, action: str | None) -> None:
    """Collect, check and compile the translations.

    Texts are English in the code. Their Portuguese is in locale/AREA/pt_BR/LC_MESSAGES/django.po,
    where an area is an app, or `frontend` for templates that belong to none.

    \b
      flowt messages --update       after writing a new text; then fill in its msgstr
      flowt messages --check        what `make lint` asks
    """
    from flowt import messages as catalogues

    if action == "update":
        for line in catalogues.update() or ["Nothing changed."]:
            click.echo(line)
    elif action == "check":
        problems = catalogues.check()
        for problem in problems:
            click.echo(str(problem))
        if problems:
            click.echo(f"{len(problems)} problems. `flowt messages --update` collects new texts.")
            sys.exit(1)
    elif action == "compile":
        click.echo(f"{catalogues.compile_all()} files compiled.")
    else:
        raise click.UsageError("Say --update, --check or --compile.")
