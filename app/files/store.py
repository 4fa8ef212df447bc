"""The content-addressed store: bytes lie under their SHA-256, are written once and never changed."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from app.core.errors import DomainError, OutOfScope, Refused, TooLarge
from app.files.sizes import readable_size

CHUNK_BYTES = 256 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")
# No room on the disk, under the quota, or for one file of this process.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StorageFull(DomainError):
    """The disk or its quota is exhausted (507)."""

    status = 507
    message = (
        "The server has no room left for this file. Nothing was saved. Please try again later, and tell the "
        "administrator of the system."
    )


class ContentMissing(DomainError):
    """A row names content that the store does not hold, as after an incomplete restore (404)."""

    status = 404
    message = (
        "The content of this file is missing on the server. Please tell the administrator of the system, "
        "or upload the file again."
    )


@dataclass(frozen=True)
class Stored:
    """What was stored: its name in the store (64 hexadecimal digits, lower case) and its size in bytes."""

    sha256: str
    size: int


class Storage(Protocol):
    """What the program asks of a store; a folder here, an S3-compatible service elsewhere."""

    def put(self, stream: BinaryIO, limit: int) -> Stored: ...

    def open(self, sha256: str) -> BinaryIO: ...

    def exists(self, sha256: str) -> bool: ...


class FileStore:
    """A folder: `root/ab/cd/<sha256>` for content, `root/incoming` for uploads that are still arriving."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._incoming = root / "incoming"

    def put(self, stream: BinaryIO, limit: int) -> Stored:
        """Store what `stream` holds, at most `limit` bytes; the same content twice is one file.

        The content appears under its name whole or not at all, and is on the disk when this returns; a crash
        leaves at most a file in `incoming` (see `sweep`). Raises TooLarge, Refused (empty), StorageFull.
        """
        try:
            self._incoming.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._incoming)
            arriving = Path(name)
            try:
                try:
                    stored = _receive(stream, limit, descriptor)
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)
                self._settle(arriving, self.path(stored.sha256))
            finally:
                arriving.unlink(missing_ok=True)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise StorageFull from error
            raise
        return stored

    def open(self, sha256: str) -> BinaryIO:
        """The content, for reading. Raises ContentMissing, and OutOfScope for what is no SHA-256."""
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError as error:
            raise ContentMissing from error

    def exists(self, sha256: str) -> bool:
        """Whether the store holds the content. Raises OutOfScope for what is no SHA-256."""
        return self.path(sha256).is_file()

    def path(self, sha256: str) -> Path:
        """Where the content lies or would lie. Raises OutOfScope unless `sha256` is 64 lower-case hex digits."""
        if not _SHA256.fullmatch(sha256):
            raise OutOfScope
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def sweep(self, older_than: dt.datetime) -> int:
        """Remove uploads that never finished and were last written before `older_than` (aware); how many."""
        removed = 0
        for arriving in self._incoming.glob("*"):
            # An upload may finish, and so vanish, between the listing and here.
            with contextlib.suppress(FileNotFoundError):
                if arriving.stat().st_mtime < older_than.timestamp():
                    arriving.unlink()
                    removed += 1
        return removed

    def _settle(self, arriving: Path, final: Path) -> None:
        if final.exists():
            return
        final.parent.mkdir(parents=True, exist_ok=True)
        arriving.replace(final)
        for folder in (final.parent, final.parent.parent, self.root):
            _sync_folder(folder)


def _receive(stream: BinaryIO, limit: int, descriptor: int) -> Stored:
    digest = hashlib.sha256()
    size = 0
    while chunk := stream.read(min(CHUNK_BYTES, limit - size + 1)):
        size += len(chunk)
        if size > limit:
            raise TooLarge(
                "The file is larger than %(limit)s. Make it smaller, for example by scanning at a lower "
                "resolution or by splitting it, and upload it again.",
                limit=readable_size(limit),
            )
        digest.update(chunk)
        rest = memoryview(chunk)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    if not size:
        raise Refused("The file is empty (0 bytes). Please choose the file again.")
    return Stored(digest.hexdigest(), size)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
