"""Writing and reading the file: parts in order, a digest over all of them, bounded memory."""

import gzip
import hashlib
import io
import json
import queue
import tarfile
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from flowt import crypto
from portable.errors import BadArchive, NeedsPassphrase
from portable.sealing import MAGIC, SealedSource, SealingSink, Sink, Source

FORMAT = 1
HEAD, END = "head.json", "end.json"
PART_BYTES = 4 << 20  # a table's part is held in memory; a media file is not
LARGEST_PART = 64 << 20
BLOCK = 1 << 18
PURPOSE = "portable.archive"
Part = tuple[str, int, "_Hashed"]  # name, bytes, file


class Compressor(threading.Thread):
    """Compresses what is written to it, in a thread of its own: reading a table need not wait."""

    def __init__(self, sink: Sink) -> None:
        super().__init__(name="portable-compress", daemon=True)
        self._sink = sink
        self._blocks: queue.Queue[bytes | None] = queue.Queue(maxsize=32)
        self._failure: BaseException | None = None
        self.start()

    def write(self, data: bytes, /) -> int:
        if self._failure is not None:
            raise self._failure
        self._blocks.put(bytes(data))
        return len(data)

    def finish(self) -> None:
        self._blocks.put(None)
        self.join()
        if self._failure is not None:
            raise self._failure

    def run(self) -> None:
        packer = zlib.compressobj(level=1, wbits=31)
        while (block := self._blocks.get()) is not None:
            if self._failure is None:
                self._try(packer.compress(block))
        if self._failure is None:
            self._try(packer.flush())

    def _try(self, data: bytes) -> None:
        try:
            if data:
                self._sink.write(data)
        except BaseException as failure:  # noqa: BLE001 - handed to the thread that writes
            self._failure = failure


class Writer:
    """Writes one file. Use as a context; without an error at its end the file is closed whole."""

    def __init__(self, sink: Sink, head: dict[str, Any], *, passphrase: str = "") -> None:
        self._seal = SealingSink(sink, passphrase) if passphrase else None
        self._packer = Compressor(self._seal or sink)
        self._tar = tarfile.open(  # type: ignore[call-overload]  # noqa: SIM115 - see finish
            fileobj=self._packer, mode="w|", bufsize=BLOCK
        )
        self._chain = hashlib.sha256()
        self._parts = 0
        self.part(HEAD, to_json({"format": FORMAT, **head}))

    def part(self, name: str, data: bytes) -> None:
        self._add(name, len(data), io.BytesIO(data))

    def file(self, name: str, path: Path) -> None:
        """Add a file as it is now; it may be longer than memory, and must not get shorter."""
        with path.open("rb") as file:
            size = path.stat().st_size
            self._add(name, size, file)

    def finish(self, **told: Any) -> None:
        """Close the file. `told` stands in its last part."""
        chain = self._chain.hexdigest()
        seal = crypto.blind_index(chain, PURPOSE)
        last = to_json({"parts": self._parts, "chain": chain, "seal": seal, **told})
        info = tarfile.TarInfo(END)
        info.size, info.mode = len(last), 0o600
        self._tar.addfile(info, io.BytesIO(last))
        self._tar.close()
        self._packer.finish()
        if self._seal is not None:
            self._seal.finish()

    def abandon(self) -> None:
        """Let go of the thread; what was written so far is no whole file."""
        self._packer._blocks.put(None)

    def _add(self, name: str, size: int, data: Any) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        hashed = _Hashed(data)
        self._tar.addfile(info, hashed)
        _link(self._chain, name, size, hashed.digest.hexdigest())
        self._parts += 1


class Reader:
    """Reads one file from its beginning, once. Every way it can be wrong raises BadArchive."""

    def __init__(self, source: Source, *, passphrase: str = "") -> None:
        begin = source.read(len(MAGIC))
        self.is_sealed = begin == MAGIC
        if self.is_sealed and not passphrase:
            raise NeedsPassphrase
        plain: Source = (
            SealedSource(source, passphrase) if self.is_sealed else _Joined(begin, source)
        )
        self._gzip = gzip.GzipFile(fileobj=cast("Any", plain), mode="rb")
        self._chain = hashlib.sha256()
        self._parts = 0
        self._members = self._walk()
        self.end: dict[str, Any] = {}
        name, size, data = self._next()
        if name != HEAD:
            raise BadArchive(reason="it does not begin as one")
        self.head = read_json(self.whole(size, data))
        self._hashed(name, size, data)
        if self.head.get("format") != FORMAT:
            raise BadArchive(reason="its format is not known here")

    @property
    def is_ours(self) -> bool:
        """Was it closed under a key of this installation? Known at its end."""
        digits = crypto.blind_indexes(self._chain.hexdigest(), PURPOSE)
        return self.end.get("seal") in digits

    def parts(self) -> Iterator[Part]:
        """Yield (name, size, file) of each part, to be read before the next one is asked for.

        At the end the digest of all is compared: only then is what was read true.
        """
        while True:
            name, size, data = self._next()
            if name == END:
                break
            yield name, size, data
            while data.read(BLOCK):
                pass
            self._hashed(name, size, data)
        self.end = read_json(self.whole(size, data))
        if self.end.get("chain") != self._chain.hexdigest() or self.end.get("parts") != self._parts:
            raise BadArchive(reason="a part of it was changed or is missing")

    def whole(self, size: int, data: "_Hashed") -> bytes:
        """Return all of a part that is held in memory."""
        if size > LARGEST_PART:
            raise BadArchive(reason="a part of it is longer than any can be")
        return data.read(size)

    def _hashed(self, name: str, size: int, data: "_Hashed") -> None:
        _link(self._chain, name, size, data.digest.hexdigest())
        self._parts += 1

    def _next(self) -> Part:
        found = next(self._members, None)
        if found is None:
            raise BadArchive(reason="it ends too early")
        return found

    def _walk(self) -> Iterator[Part]:
        try:
            with tarfile.open(fileobj=self._gzip, mode="r|", bufsize=BLOCK) as tar:
                for info in tar:
                    if not info.isfile() or not _is_safe(info.name):
                        raise BadArchive(reason=f"{info.name[:80]!r} has no place in it")
                    file = tar.extractfile(info)
                    yield info.name, info.size, _Hashed(file)
                    tar.members = []  # type: ignore[attr-defined]  # it would remember them all
        except (tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile) as error:
            raise BadArchive(reason="it cannot be unpacked") from error


class _Hashed:
    """A file that is digested as it is read."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        try:
            data: bytes = self._file.read(size)
        except (tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile) as error:
            raise BadArchive(reason="it cannot be unpacked") from error
        self.digest.update(data)
        return data


class _Joined:
    """What was read already, then the rest."""

    def __init__(self, begin: bytes, rest: Source) -> None:
        self._begin, self._rest = begin, rest

    def read(self, size: int = -1, /) -> bytes:
        if not self._begin:
            return self._rest.read(size)
        given = self._begin if size < 0 else self._begin[:size]
        self._begin = self._begin[len(given) :]
        return given + (self._rest.read(size) if size < 0 else b"")


def _link(chain: Any, name: str, size: int, digest: str) -> None:
    chain.update(f"{name}\0{size}\0{digest}\n".encode())


def _is_safe(name: str) -> bool:
    parts = name.split("/")
    return (
        0 < len(name) < 512
        and all(part and not part.startswith(".") for part in parts)
        and name.isprintable()
        and "\\" not in name
    )


def to_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str).encode()


def read_json(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise BadArchive(reason="what it says of itself cannot be read")
    return value
