"""Reads one PDF from standard input, under limits of memory and time, and prints what it found as JSON.

`app.files.pdf` runs this as a process of its own: a file made to exhaust its reader ends this process and no other.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

import pikepdf

_ACTIONS = {"/JavaScript": "script", "/Launch": "launch"}
_SCRIPT_KEYS = ("/JS", "/XFA")
_MARKS = (b"/JavaScript", b"/Launch", b"/JS", b"/XFA")


def probe(content: bytes) -> dict[str, Any]:
    """`{"problem": "damaged" | "password"}`, or problem None with `pages`, `encrypted` and `active` kinds."""
    try:
        # Recovery would open a truncated file with whichever pages are left, inheritance would correct the count.
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False, inherit_page_attributes=False) as pdf:
            declared = int(pdf.Root.Pages.Count)
            pages = len(pdf.pages)
            if pages != declared:
                return {"problem": "damaged"}
            active = {kind for item in pdf.objects for kind in _active(item)}
            return {"problem": None, "pages": pages, "encrypted": pdf.is_encrypted, "active": sorted(active)}
    except pikepdf.PasswordError:
        return {"problem": "password"}
    except (pikepdf.PdfError, RuntimeError, AttributeError, KeyError, TypeError, ValueError):
        return {"problem": "damaged"}


def _active(item: Any) -> Iterator[str]:
    """Kinds of active content in one object of the file; what it refers to is an object of its own."""
    if isinstance(item, pikepdf.Stream) and item.get("/Type") == "/ObjStm":
        # Objects in a stream that cannot be unpacked are left out without an error; unpacking it here raises one.
        item.read_bytes()
    direct = item.stream_dict if isinstance(item, pikepdf.Stream) else item
    if not isinstance(direct, pikepdf.Object):
        return
    # Printing is eight times as fast as walking, and settles nearly every object.
    printed = direct.unparse(resolved=True)
    if not any(mark in printed for mark in _MARKS):
        return
    pending: list[Any] = [direct]
    while pending:
        value = pending.pop()
        children: list[Any] = []
        if isinstance(value, pikepdf.Dictionary):
            yield from _kinds(value)
            children = list(value.values())
        elif isinstance(value, pikepdf.Array):
            children = list(value)
        pending.extend(child for child in children if isinstance(child, pikepdf.Object) and not child.is_indirect)


def _kinds(dictionary: Any) -> Iterator[str]:
    action = dictionary.get("/S")
    if isinstance(action, pikepdf.Name) and str(action) in _ACTIONS:
        yield _ACTIONS[str(action)]
    if any(key in dictionary for key in _SCRIPT_KEYS):
        yield "script"


def main(memory_bytes: int, cpu_seconds: int) -> None:
    """Limit this process, read, print."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    json.dump(probe(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
