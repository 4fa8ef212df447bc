"""The Chinese of the program: one fragment per part, merged into one catalogue, checked for completeness.

Messages are English, so English needs a catalogue only for sentences that are frozen with an application and read
oddly as they were written: `english.po`.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.console.message_sources import assembled_messages, sentences, used_messages

LOCALE, MESSAGES = "zh", "en"
APP = Path(__file__).resolve().parent.parent
PARTS = APP / "translations" / "parts"
ENGLISH = APP / "translations" / "english"
TEMPLATES = APP.parent / "templates"
PARAMETER = re.compile(r"%\((\w+)\)")


class TranslationError(Exception):
    """Two fragments translate one message differently; both are named."""


def compiled_catalogs(data_dir: Path, parts: Path = PARTS, english: Path = ENGLISH) -> Path:
    """Folder of compiled catalogues for Babel, each written anew where a fragment is newer than it.

    Several processes may start at once: each writes its own file and moves it into place. Raises TranslationError
    where two fragments disagree.
    """
    folder = data_dir / "translations"
    for locale, fragments in ((LOCALE, parts), (MESSAGES, english)):
        _compile(folder / locale / "LC_MESSAGES" / "messages.mo", fragments, locale)
    return folder


def _compile(target: Path, parts: Path, locale: str) -> None:
    newest = max(path.stat().st_mtime_ns for path in (parts, *parts.glob("*.po")))
    if not target.exists() or target.stat().st_mtime_ns <= newest:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as handle:
            write_mo(handle, merged_catalog(parts, locale))
        os.replace(handle.name, target)


def merged_catalog(parts: Path = PARTS, locale: str = LOCALE) -> Catalog:
    """All fragments in one catalogue. Raises TranslationError where two disagree."""
    merged = Catalog(locale=locale, charset="utf-8")
    origin: dict[Any, str] = {}
    for path in sorted(parts.glob("*.po")):
        with path.open("rb") as handle:
            fragment = read_po(handle, locale=locale, charset="utf-8")
        for message in fragment:
            if not message.id:
                continue
            known = merged.get(message.id)
            if known is not None and known.string != message.string:
                raise TranslationError(
                    f"{origin[message.id]} and {path.name} translate {message.id!r} differently: "
                    f"{known.string!r} and {message.string!r}"
                )
            merged.add(message.id, message.string)
            origin[message.id] = path.name
    return merged


def missing_translations() -> list[str]:
    """Messages that the program or a template uses and that no fragment puts into Chinese, in order."""
    merged = merged_catalog()
    used = set(used_messages(APP, TEMPLATES))
    return sorted({_forms(message)[0] for message in used if not _translated(merged, message)})


def odd_parameters() -> list[str]:
    """Messages whose Chinese names other parameters than the message itself, in order."""
    return sorted(
        str(message.id)
        for catalog in (merged_catalog(), merged_catalog(ENGLISH, MESSAGES))
        for message in catalog
        if message.id and _differs(message.id, message.string)
    )


def untold_texts() -> list[str]:
    """Sentences in the source that no catalogue holds and that no list of texts for programmers names, in order."""
    known = {form for message in merged_catalog() if message.id for form in _forms(message.id)}
    return sorted(set(sentences(APP)) - known)


def _translated(catalog: Catalog, message: str | tuple[str, str]) -> bool:
    """A message with a plural is translated by an entry with the same plural, any other by one of its first form."""
    found = catalog.get(_forms(message)[0])
    if found is None or (isinstance(message, tuple) and tuple(found.id) != message):
        return False
    return all(_forms(found.string))


def _differs(message: Any, chinese: Any) -> bool:
    """`message` and `chinese` are texts, or tuples of texts where there is a plural."""
    wanted = {name for form in _forms(message) for name in PARAMETER.findall(form)}
    return any(set(PARAMETER.findall(form)) != wanted for form in _forms(chinese))


def _forms(text: Any) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def main() -> int:
    """`python -m app.console.translations`: every message without Chinese, one a line; 1 if there is any."""
    faults = [f"no Chinese: {message}" for message in missing_translations()]
    faults += [f"a sentence that is translated nowhere: {text}" for text in untold_texts()]
    faults += [f"a message put together at run time: {place}" for place in assembled_messages(APP)]
    faults += [f"other parameters in the Chinese: {message}" for message in odd_parameters()]
    print("\n".join(faults) or "translations complete")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
