"""Keep uploads: bytes into the content-addressed store, a row for who they belong to."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import IO

from flask import current_app

from app.core import clock
from app.core.errors import Invalid, OutOfScope, TooLarge, Violation
from app.extensions import db
from app.files import queries
from app.files.images import read_picture
from app.files.models import StoredFile
from app.files.pdf import check_pdf
from app.files.sizes import readable_size
from app.files.sniff import HEAD_BYTES, MediaType, sniff
from app.files.store import FileStore

PDF = "application/pdf"


@dataclass(frozen=True)
class Document:
    """A stored PDF that is no applicant's: the name it had, its size in bytes, its SHA-256."""

    name: str
    size: int
    sha256: str


def store() -> FileStore:
    """The installation's content store."""
    return FileStore(current_app.config["ZHIPING"].files_dir)


def original_bytes(stream: IO[bytes], limit: int) -> bytes:
    """The whole upload, read no further than `limit` bytes; raises TooLarge beyond, Invalid when empty."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise TooLarge("The file is larger than %(limit)s. Please choose a smaller one.", limit=readable_size(limit))
    if not data:
        raise Invalid([Violation("", "The file is empty. Please choose another one.")])
    return data


def keep(applicant_id: int, data: bytes, name: str, media_type: str) -> StoredFile:
    """Store checked content of an applicant under its original name; raises StorageFull with nothing left over."""
    stored = store().put(io.BytesIO(data), len(data))
    row = StoredFile(
        applicant_id=applicant_id,
        original_name=plain_name(name),
        media_type=media_type,
        size_bytes=stored.size,
        sha256=stored.sha256,
        stored_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def keep_pdf(applicant_id: int, stream: IO[bytes], name: str, limit: int, field: str) -> StoredFile:
    """Store an uploaded PDF; content that was accepted before is not opened again.

    Raises TooLarge beyond `limit` bytes, Invalid at `field` for anything but a sound PDF.
    """
    data = original_bytes(stream, limit)
    _check_pdf(data, limit, field)
    return keep(applicant_id, data, name, PDF)


def keep_document(stream: IO[bytes], name: str, limit: int, field: str) -> Document:
    """Store an uploaded PDF that is no applicant's; whoever asks for it names it in a row of its own.

    Raises TooLarge beyond `limit` bytes, Invalid at `field` for anything but a sound PDF.
    """
    data = original_bytes(stream, limit)
    check_pdf(data, limit, field)
    stored = store().put(io.BytesIO(data), len(data))
    return Document(plain_name(name), stored.size, stored.sha256)


def checked_document(stream: IO[bytes], limit: int, field: str) -> tuple[bytes, str]:
    """An uploaded PDF or JPG and its media type, not stored yet: `keep` does that once all else is right.

    Raises TooLarge beyond `limit` bytes, Invalid at `field` for anything but a sound PDF or JPG.
    """
    data = original_bytes(stream, limit)
    if sniff(data[:HEAD_BYTES]) is MediaType.JPEG:
        read_picture(data, field, 1)
        return data, MediaType.JPEG.value
    _check_pdf(data, limit, field)
    return data, PDF


def content(file_id: int) -> tuple[StoredFile, IO[bytes]]:
    """A file in the actor's scope and its open content; raises OutOfScope."""
    row = queries.by_id(file_id)
    if row is None:
        raise OutOfScope
    return row, store().open(row.sha256)


def content_of(row: StoredFile) -> bytes:
    """The bytes of a row that was already loaded in scope."""
    with store().open(row.sha256) as handle:
        return handle.read()


def _check_pdf(data: bytes, limit: int, field: str) -> None:
    if not queries.is_known(hashlib.sha256(data).hexdigest(), PDF):
        check_pdf(data, limit, field)


def plain_name(name: str) -> str:
    """The last part of a client's path, without control characters, at most 255 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in last if char.isprintable())[-255:] or "upload"
