"""Encryption of a whole file under a passphrase, in frames, so that it streams.

After the magic and a salt, each frame is its length and AES-256-GCM of up to a megabyte. A frame's
nonce is its number, the last one is marked: none can be changed, dropped, repeated or moved.
"""

import hashlib
import os
from collections.abc import Iterator
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portable.errors import BadArchive, WrongPassphrase

MAGIC = b"FLOWT-SEALED-1\n"
SALT_BYTES = 16
FRAME_BYTES = 1 << 20
TAG_BYTES = 16


class Source(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Sink(Protocol):
    def write(self, data: bytes, /) -> object: ...


class SealingSink:
    """Takes bytes, passes on frames. `finish` marks the last one."""

    def __init__(self, sink: Sink, passphrase: str) -> None:
        salt = os.urandom(SALT_BYTES)
        self._sink, self._cipher = sink, _cipher(passphrase, salt)
        self._head = MAGIC + salt
        self._number = 0
        self._held = bytearray()
        sink.write(self._head)

    def write(self, data: bytes, /) -> int:
        self._held += data
        while len(self._held) > FRAME_BYTES:
            self._pass_on(bytes(self._held[:FRAME_BYTES]), is_last=False)
            del self._held[:FRAME_BYTES]
        return len(data)

    def finish(self) -> None:
        self._pass_on(bytes(self._held), is_last=True)

    def _pass_on(self, frame: bytes, *, is_last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, is_last=is_last), frame, self._head)
        self._sink.write(len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1


class SealedSource:
    """Reads back what a SealingSink wrote; the magic has been read already."""

    def __init__(self, source: Source, passphrase: str) -> None:
        salt = source.read(SALT_BYTES)
        self._source, self._cipher = source, _cipher(passphrase, salt)
        self._frames = self._open(MAGIC + salt)
        self._held = b""

    def read(self, size: int = -1, /) -> bytes:
        while size < 0 or len(self._held) < size:
            frame = next(self._frames, None)
            if frame is None:
                break
            self._held += frame
        size = len(self._held) if size < 0 else size
        given, self._held = self._held[:size], self._held[size:]
        return given

    def _open(self, head: bytes) -> Iterator[bytes]:
        number, following = 0, self._frame()
        while following:
            frame, following = following, self._frame()
            try:
                nonce = _nonce(number, is_last=not following)
                yield self._cipher.decrypt(nonce, frame, head)
            except InvalidTag:
                if number == 0:
                    raise WrongPassphrase from None
                raise BadArchive(reason="a part of it was changed or is missing") from None
            number += 1

    def _frame(self) -> bytes:
        length = int.from_bytes(self._source.read(4), "big")
        if length > FRAME_BYTES + TAG_BYTES:
            raise BadArchive(reason="a part of it is longer than any can be")
        frame = self._source.read(length)
        if len(frame) < length:
            raise BadArchive(reason="it ends too early")
        return frame


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(
        hashlib.scrypt(
            passphrase.encode(), salt=salt, n=1 << 15, r=8, p=1, maxmem=1 << 26, dklen=32
        )
    )


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
