"""Whether a PDF may be kept: it opens, has pages, needs no password and runs nothing (R-138, R-146)."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.errors import Invalid, Violation
from app.core.photo import MEGABYTE
from app.files import pdf_probe
from app.files.sizes import readable_size
from app.files.sniff import HEAD_BYTES, MediaType, sniff

MEMORY_BYTES = 1024 * MEGABYTE
CPU_SECONDS = 10
WALL_SECONDS = 30

_log = logging.getLogger(__name__)

_PROBLEMS = {
    "damaged": (
        "The PDF is damaged or incomplete and cannot be opened. Export or scan it again and upload the new file."
    ),
    "password": "The PDF can only be opened with a password. Remove the password and upload it again.",
    "exhausting": (
        "The PDF is too complex to be checked. Print it to a new PDF and upload that, or split it into several files."
    ),
}
_ACTIVE = {
    "script": (
        "The PDF contains scripts (JavaScript or a dynamic form), which are not accepted. "
        "Print it to a new PDF and upload that."
    ),
    "launch": (
        "The PDF contains an action that starts another program, which is not accepted. "
        "Print it to a new PDF and upload that."
    ),
}


@dataclass(frozen=True)
class PdfFacts:
    """An acceptable PDF: its pages (at least 1), and whether it is encrypted although it opens without a password."""

    pages: int
    encrypted: bool


def check_pdf(source: Path | bytes, max_bytes: int, field: str = "") -> PdfFacts:
    """Facts of an acceptable PDF of at most `max_bytes` bytes (inclusive), read by content, whatever its name.

    Raises Invalid with every violation that can be established: too large; not a PDF; damaged, truncated or with
    pages missing; opening only with a password; without pages; carrying scripts or actions that start programs, since
    officials open what applicants upload. Embedded files are accepted: electronic invoices carry their data so, and
    no reader opens them unasked. Reading takes at most `MEMORY_BYTES` and `WALL_SECONDS` in a process of its own.
    """
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > max_bytes:
        raise Invalid(
            [
                Violation(
                    field,
                    "The PDF is %(found)s; it may be at most %(wanted)s. Scan at a lower resolution or split it, "
                    "and upload it again.",
                    {"found": readable_size(size), "wanted": readable_size(max_bytes)},
                )
            ]
        )
    kind = sniff(_head(source))
    if kind is not MediaType.PDF:
        raise Invalid([_not_a_pdf(kind, field)])
    found = _probe(source)
    if found["problem"]:
        raise Invalid([Violation(field, _PROBLEMS[found["problem"]])])
    violations = [Violation(field, _ACTIVE[name]) for name in found["active"]]
    if found["pages"] == 0:
        violations.insert(0, Violation(field, "The PDF has no pages. Export or scan it again and upload the new file."))
    if violations:
        raise Invalid(violations)
    return PdfFacts(pages=found["pages"], encrypted=found["encrypted"])


def _head(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source[:HEAD_BYTES]
    with source.open("rb") as file:
        return file.read(HEAD_BYTES)


def _not_a_pdf(kind: MediaType | None, field: str) -> Violation:
    if kind is None:
        return Violation(
            field, "The file is not a PDF, whatever its name says. Save or scan the document as PDF and upload that."
        )
    return Violation(
        field,
        "The file is %(found)s, not PDF, whatever its name says. Save or scan the document as PDF and upload that.",
        {"found": kind.spoken},
    )


def _probe(source: Path | bytes) -> dict[str, Any]:
    content = source if isinstance(source, bytes) else source.read_bytes()
    command = [sys.executable, "-I", pdf_probe.__file__, str(MEMORY_BYTES), str(CPU_SECONDS)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=WALL_SECONDS, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        _log.warning("PDF of %d bytes not checked: %s %r", len(content), error, (error.stderr or b"")[-500:])
        return {"problem": "exhausting"}
    found: dict[str, Any] = json.loads(done.stdout)
    return found
