"""`flowt backup` and `flowt restore`: the whole installation, out and in."""

from pathlib import Path

import click

from flowt.cli.moving import (
    PASSPHRASE,
    READABLE,
    read_passphrase,
    reading_from,
    sentences,
    tell,
)
from flowt.installation import django_ready


@click.command()
@click.argument("file")
@PASSPHRASE
def backup(*, file: str, passphrase_file: Path | None) -> None:
    """Write the whole installation to FILE ("-": standard output), while it runs.

    Every tenant as it is at the same moment, users, settings and pictures. FILE has its name once
    it is whole; a full disk or a Ctrl-C leaves nothing half-written.

    \b
      flowt backup /backups/flowt-$(date +%F).flowt --passphrase-file /root/words.txt
      flowt backup - | ssh backup@other "cat > flowt.flowt"

    The file does not hold the keys. Keep FLOWT_FIELD_KEYS and FLOWT_SECRET_KEY (the files
    field-keys and secret-key of the data folder) somewhere else: without the field keys, nobody
    can use the backup. Names and telephones are readable in it unless it has a passphrase.
    """
    with django_ready(), sentences():
        from portable.files import writing
        from portable.whole import back_up

        passphrase = read_passphrase(passphrase_file)
        if not passphrase:
            tell(f"Warning: {READABLE} --passphrase-file FILE encrypts it.")
        with writing(file) as out:
            done = back_up(out, passphrase=passphrase, report=tell)
        size = f"{done.files} files ({done.media_bytes >> 20} MB)"
        tell(f"{done.tenants} tenants, {done.rows} rows and {size} are in {file}.")


@click.command()
@click.argument("file")
@click.option("--yes", is_flag=True, help="Put it in the place of what is here.")
@PASSPHRASE
def restore(*, file: str, yes: bool, passphrase_file: Path | None) -> None:
    """Bring a backup back: all of it, or nothing. Stop Flowt first.

    \b
      flowt restore /backups/flowt-2026-11-22.flowt

    It is loaded into a database beside the one in use, which takes its name once every byte was
    read and fits. What was there before is kept under another name, which is told at the end. A
    backup of an older release is brought up to this one; one of a newer release is refused.

    What was queued to be sent or charged when the backup was made is parked, tenant by tenant:
    `flowt tenant release SLUG` shows it. Whom the law had erased since stays erased.
    """
    with django_ready(), sentences():
        from portable.archive import Reader
        from portable.restoring import restore as bring_back

        with reading_from(file) as source:
            reader = Reader(source, passphrase=read_passphrase(passphrase_file))
            tell(f"A backup of {str(reader.head.get('made_at'))[:16]} UTC.")
            done = bring_back(reader, yes=yes, report=tell)
        tell(f"{done.tenants} tenants, {done.rows} rows and {done.files} files are back.")
        if done.parked:
            tell(f"{done.parked} pieces of work are parked: see `flowt tenant release SLUG`.")
        if done.erased:
            tell(f"{done.erased} erased customers were erased again.")
        if done.replaced:
            tell(f"What was here is the database {done.replaced}; drop it when all is well.")
