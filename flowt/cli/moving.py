"""`flowt tenant export`, `import`, `drop`, `release`: one tenant out, in, gone, at work again."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from flowt.installation import django_ready

if TYPE_CHECKING:  # models can be imported once Django is set up
    from portable.importing import Imported
    from tenants.models import Tenant

PASSPHRASE = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file whose first line encrypts the whole export, or opens it.",
)
PLAIN = click.option(
    "--plain", is_flag=True, help="Without a passphrase: readable by whoever has the file."
)
SHORTEST = 12
READABLE = "Names, telephones, e-mails and orders can be read in the file without a passphrase."


def tell(text: str) -> None:
    """Say what goes on, beside a file that may be standard output."""
    click.echo(text, err=True)


@contextmanager
def sentences() -> Iterator[None]:
    """Whatever a person can mend is one sentence and exit code 1."""
    from django.core.exceptions import ValidationError
    from django.db import DatabaseError
    from psycopg import Error as CopyError

    from flowt.errors import Refusal

    try:
        yield
    except (Refusal, ValidationError) as refusal:
        messages = getattr(refusal, "messages", None)
        raise click.ClickException(" ".join(messages) if messages else str(refusal)) from refusal
    except (DatabaseError, CopyError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise click.ClickException(
            f"The database refused: {reason}. Nothing was changed."
        ) from error
    except OSError as error:
        from portable.files import describe

        where = f"{error.filename} " if error.filename else ""
        raise click.ClickException(f"{where}could not be used: {describe(error)}.") from error


def read_passphrase(path: Path | None) -> str:
    """Return the first line of a file. A short one would be guessed from the file it seals."""
    if path is None:
        return ""
    words = path.read_text(encoding="utf-8").partition("\n")[0].strip()
    if len(words) < SHORTEST:
        raise click.ClickException(f"The passphrase needs at least {SHORTEST} characters.")
    return words


def passphrase_or_plain(path: Path | None, *, plain: bool) -> str:
    """Return the passphrase, or "" where a plain file was asked for in so many words."""
    if path is not None and plain:
        raise click.ClickException("Give --passphrase-file or --plain, not both.")
    if path is None and not plain:
        raise click.ClickException(
            f"{READABLE} Give --passphrase-file FILE, or --plain if it may be so."
        )
    if plain:
        tell(f"Warning: {READABLE} Keep it as you keep the database itself.")
    return read_passphrase(path)


@contextmanager
def reading_from(path: str) -> Iterator[IO[bytes]]:
    if path == "-":
        yield sys.stdin.buffer
        return
    with Path(path).open("rb") as file:
        yield file


@click.command("export")
@click.argument("slug")
@click.argument("file")
@PASSPHRASE
@PLAIN
def export_command(*, slug: str, file: str, passphrase_file: Path | None, plain: bool) -> None:
    """Write the tenant SLUG to FILE ("-": standard output), while it trades on.

    All of its data as they are at one moment: catalogue, customers, orders, payments, settings,
    pictures, and who works there, by e-mail. Users and their passwords never leave.

    \b
      flowt tenant export cantina cantina.flowt --passphrase-file words.txt
      flowt tenant export cantina cantina.flowt --plain

    With a passphrase the whole file is encrypted, and can be imported anywhere with it. With
    --plain names, telephones and orders are readable in it; documents (CPF, CNPJ) and payment
    secrets stay encrypted, and only an installation with the same FLOWT_FIELD_KEYS opens those.
    """
    with django_ready(), sentences():
        from portable.exporting import export_tenant
        from portable.files import writing

        tenant, passphrase = find(slug), passphrase_or_plain(passphrase_file, plain=plain)
        with writing(file) as out:
            done = export_tenant(tenant, out, passphrase=passphrase, report=tell)
        tell(f"{done.rows} rows and {done.files} files ({done.media_bytes >> 20} MB) of {slug}.")


@click.command("import")
@click.argument("file")
@click.option("--as", "slug", default="", help="Another short name, for this installation.")
@click.option("--restore", is_flag=True, help="Put it in the place of the tenant of that name.")
@click.option("--no-invitations", is_flag=True, help="Write to nobody; say who worked there.")
@click.option("--yes", is_flag=True, help="Do not ask before a restore.")
@PASSPHRASE
def import_command(
    *,
    file: str,
    slug: str,
    restore: bool,
    no_invitations: bool,
    yes: bool,
    passphrase_file: Path | None,
) -> None:
    """Bring the tenant of FILE ("-": standard input) in: all of it, or nothing.

    \b
      flowt tenant import cantina.flowt                        a new tenant of its old name
      flowt tenant import cantina.flowt --as cantina-copia     under another name
      flowt tenant import cantina.flowt --restore              back to what the file holds

    A restore replaces what the tenant has now, and no other tenant notices. What was queued to be
    sent or charged when the file was made is parked: `flowt tenant release SLUG` shows and frees
    it. Whom the law had erased since stays erased. Numbers of orders go on behind the highest.

    As a new tenant its own domains have to be proven again, and its team is invited by e-mail.
    """
    with django_ready(), sentences():
        from portable.archive import Reader
        from portable.importing import import_tenant

        with reading_from(file) as source:
            reader = Reader(source, passphrase=read_passphrase(passphrase_file))
            name = slug or str(reader.head.get("slug"))
            tell(f"A file of {str(reader.head.get('made_at'))[:16]} UTC.")
            if restore and not yes:
                click.confirm(f"Replace all that {name} has now?", abort=True, err=True)
            done = import_tenant(reader, slug=slug, restore=restore, report=tell)
        _report(done, invite=not no_invitations)


@click.command("drop")
@click.argument("slug")
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
def drop_command(*, slug: str, yes: bool) -> None:
    """Delete a tenant with all its data, pictures and due work. There is no way back.

    Export it first. What stays is the audit trail and the log of erasures.
    """
    with django_ready(), sentences():
        from portable.dropping import drop_tenant

        tenant = find(slug)
        if not yes:
            tell(f"This deletes {tenant.name} for good; `flowt tenant export` keeps a copy.")
            if click.prompt(f"Type {slug} to go on", err=True) != slug:
                raise click.ClickException("Nothing was deleted.")
        drop_tenant(tenant)
        tell(f"{slug} is gone.")


@click.command("release")
@click.argument("slug")
@click.option("--kind", default="", help="Only one kind of work.")
@click.option("--yes", is_flag=True, help="Queue it again.")
@click.option("--discard", is_flag=True, help="End it undone instead.")
def release_command(*, slug: str, kind: str, yes: bool, discard: bool) -> None:
    """Show the work that a restore parked; with --yes queue it again, with --discard end it.

    It may have been done after the copy was made: a message sent, a refund asked for. Look before
    you release it.
    """
    with django_ready(), sentences():
        from flowt import parking

        tenant = find(slug)
        found = [one for one in parking.parked_kinds(tenant) if kind in ("", one.kind)]
        for one in found:
            since = f"  since {one.since:%Y-%m-%d %H:%M} UTC" if one.since else ""
            tell(f"{one.count:>8}  {one.kind}{since}")
        if not found:
            tell(f"Nothing of {slug} is parked.")
        elif discard:
            tell(f"{parking.discard(tenant, kind=kind)} ended undone.")
        elif yes:
            tell(f"{parking.release(tenant, kind=kind)} queued again.")
        else:
            tell("--yes queues it again, --discard ends it undone.")


def find(slug: str) -> "Tenant":
    from tenants.models import Tenant

    found = Tenant.objects.filter(slug=slug).first()
    if found is None:
        raise click.ClickException(f"There is no tenant {slug!r}; `flowt tenant list` shows all.")
    return found


def _report(done: "Imported", *, invite: bool) -> None:
    """Say what came, what did not, and what is left for a person to do."""
    from portable.team import invite_team

    tenant = done.tenant
    tell(f"{tenant.name} is tenant {tenant.code} ({tenant.slug}): {done.rows} rows.")
    if not done.is_vouched:
        tell("Neither our keys nor a passphrase vouch for this file: look at what it brought.")
    for column, count in done.left_out.items():
        tell(f"Left out, as our keys do not open them: {count} of {column}.")
    if any(column.endswith(".settings") for column in done.left_out):
        tell("Its ways of paying are off until their settings are filled in again.")
    if done.erased:
        tell(f"{done.erased} erased customers were erased again.")
    if done.parked:
        tell(f"{done.parked} pieces of work are parked: `flowt tenant release {tenant.slug}`.")
    for name in done.domains:
        tell(f"Prove again that {name} is theirs, under Settings.")
    for name in done.refused_domains:
        tell(f"{name} cannot be theirs here and was left out.")
    for email, role in invite_team(done) if invite else ():
        tell(f"Invited: {email} ({role})")
    for email, role in () if invite else done.team:
        tell(f"Worked there: {email} ({role})")
