"""Media on their way, and files that are there whole or not at all."""

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import IO, Any

import psutil
from django.conf import settings

from flowt.media import TYPES
from portable.archive import BLOCK, Writer
from portable.errors import BadArchive, CannotWrite

FOLDER = "media"
STAGING = ".incoming"


@contextmanager
def writing(path: str) -> Iterator[IO[bytes]]:
    """Open `path` ("-": standard output) for a block that writes all of it.

    The file has its name once it is whole and on the disk; a failure leaves nothing of it. Only
    its owner may read it. Raises CannotWrite.
    """
    if path == "-":
        with _standard_output() as out:
            yield out
        return
    final = Path(path).absolute()
    part = final.with_name(f".{final.name}.{os.getpid()}.part")
    try:
        _forget_killed(final)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(final)
    except OSError as error:
        raise CannotWrite(path=path, reason=describe(error)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def _standard_output() -> Iterator[IO[bytes]]:
    """A writer of its own: what it could not write is not tried again when the process ends."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    try:
        yield out
        out.flush()
    finally:
        with suppress(OSError):
            out.close()


def _forget_killed(final: Path) -> None:
    """Remove what a run for the same file left when it was killed."""
    for part in final.parent.glob(f".{escape(final.name)}.*.part"):
        pid = part.name.split(".")[-2]
        if pid.isdecimal() and not psutil.pid_exists(int(pid)):
            part.unlink(missing_ok=True)


def describe(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "the disk is full"
    return (error.strerror or type(error).__name__).lower()


def write_media(writer: Writer, schema: str) -> tuple[int, int]:
    """Write the files of a tenant's folder; return (files, bytes). One deleted meanwhile is not."""
    folder = Path(settings.MEDIA_ROOT) / schema
    count = size = 0
    for path in walk(folder):
        try:
            length = path.stat().st_size
            writer.file(f"{FOLDER}/{schema}/{path.relative_to(folder).as_posix()}", path)
        except FileNotFoundError:
            continue
        count, size = count + 1, size + length
    return count, size


def walk(folder: Path) -> Iterator[Path]:
    """Yield the plain files below `folder`, without following a link out of it."""
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(at) / name
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


class Staging:
    """A folder where media wait for what they belong to. Gone at the end of the block."""

    def __init__(self, name: str) -> None:
        self.folder = Path(settings.MEDIA_ROOT) / f"{STAGING}-{name}"

    def __enter__(self) -> "Staging":
        shutil.rmtree(self.folder, ignore_errors=True)  # of one that was killed
        self.folder.mkdir(parents=True)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def take(self, schema: str, name: str, data: Any) -> None:
        """Keep one file for the folder of `schema`. Only pictures, only below it."""
        path = self.folder / schema / name
        if path.suffix.lower() not in TYPES or not path.resolve().is_relative_to(
            (self.folder / schema).resolve()
        ):
            raise BadArchive(reason=f"{name[:80]!r} is no picture")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            while block := data.read(BLOCK):
                file.write(block)

    def move(self) -> None:
        """Put the files where they belong. Those with the same name hold the same: hashes."""
        for path in walk(self.folder):
            goal = Path(settings.MEDIA_ROOT) / path.relative_to(self.folder)
            goal.parent.mkdir(parents=True, exist_ok=True)
            path.replace(goal)


def staged() -> list[str]:
    """Name the folders that wait, those of imports that were killed included."""
    found = Path(settings.MEDIA_ROOT).glob(f"{STAGING}-*")
    return [path.name.removeprefix(f"{STAGING}-") for path in found]


def drop_staged(name: str) -> None:
    shutil.rmtree(Path(settings.MEDIA_ROOT) / f"{STAGING}-{name}", ignore_errors=True)


def drop_media(schema: str) -> None:
    """Delete a tenant's folder. There is no way back."""
    shutil.rmtree(Path(settings.MEDIA_ROOT) / schema, ignore_errors=True)
