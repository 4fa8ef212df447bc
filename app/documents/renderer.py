"""Printable sheets: a Typst template and its data in, a PDF/A-2b file out (R-222, R-233)."""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

import typst

from app.core.errors import DomainError

logger = logging.getLogger(__name__)

# PDF/A is not for archives only: it is the one mode in which Typst refuses a character that no font has,
# instead of printing an empty box over somebody's name.
PDF_STANDARD: Final = "a-2b"
# Seconds since 1970, as Typst takes it: equal data must give equal bytes on every day of the year.
TIMESTAMP = 1_577_836_800

# Preferred families of the two faces of an official form; only those found are named to Typst.
SONG_FAMILIES = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC")
HEI_FAMILIES = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC")

_TEMPLATE_NAME = re.compile(r"[a-z][a-z0-9_]*")
_MISSING_TEXT = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


class SheetError(DomainError):
    """A sheet cannot be printed: the template, its data's shape or the fonts are at fault (500).

    `template` is the template's name; `diagnostic` the full text for the log, with file, line and column.
    """

    status = 500
    message = "The sheet cannot be printed."

    def __init__(self, message: str = "", *, template: str = "", diagnostic: str = "", **params: str) -> None:
        self.template = template
        self.diagnostic = diagnostic
        super().__init__(message, template=template, **params)


class UnprintableCharacter(SheetError):
    """The data holds characters that no font of the sheets has; a person can replace them (400)."""

    status = 400
    message = "The sheet %(template)s cannot print: %(characters)s. Replace these characters and try again."

    def __init__(self, template: str, characters: tuple[str, ...], diagnostic: str) -> None:
        self.characters = characters
        super().__init__(
            template=template, diagnostic=diagnostic, characters=", ".join(map(_name_character, characters))
        )


class SheetRenderer:
    """Renders the sheets of one template folder with the fonts of one font folder; safe to share.

    Equal data gives equal bytes, from any thread: the fonts are shared, and every thread keeps a compiler of
    its own for each template, because a Typst compiler must not be entered twice. A process that has rendered
    must not be forked afterwards (the child would hang): start worker processes by spawn.
    Typst keeps what it has laid out: very long tables belong in a worker process that is recycled.
    Raises SheetError when the font folder lacks the faces of the sheets.
    """

    def __init__(self, templates: Path, fonts: Path) -> None:
        self._templates = templates.resolve()
        self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)])
        self._font_families = json.dumps(self._choose_families(fonts))
        self._compilers = threading.local()

    def render(self, template: str, data: Mapping[str, object]) -> bytes:
        """The PDF of the sheet `template` (its file name without `.typ`) filled with `data`.

        The data's shape is the sheet's TypedDict in `schemas`; its strings print as they are, never as markup.
        Raises UnprintableCharacter when a character is in no font, SheetError for everything else.
        """
        compiler = self._compiler(template)
        inputs = {"data": json.dumps(data), "fonts": self._font_families}
        try:
            pdf, warnings = compiler.compile_with_warnings(
                format="pdf", sys_inputs=inputs, pdf_standards=PDF_STANDARD, timestamp=TIMESTAMP
            )
        except typst.TypstError as failure:
            raise _explain(template, failure) from failure
        for warning in warnings:
            logger.warning("sheet %s: %s", template, warning.message)
        return cast(bytes, pdf)

    def _compiler(self, template: str) -> typst.Compiler:
        known: dict[str, typst.Compiler] = self._compilers.__dict__.setdefault("by_template", {})
        if template not in known:
            source = self._templates / f"{template}.typ"
            if not _TEMPLATE_NAME.fullmatch(template) or not source.is_file():
                raise SheetError("There is no sheet template %(template)s.", template=template)
            known[template] = typst.Compiler(str(source), root=str(self._templates), font_paths=self._fonts)
        return known[template]

    def _choose_families(self, directory: Path) -> dict[str, list[str]]:
        present = set(self._fonts.families())
        song = [family for family in SONG_FAMILIES if family in present]
        hei = [family for family in HEI_FAMILIES if family in present]
        if not song or not hei:
            raise SheetError(
                "No Song and Hei fonts in %(directory)s. Run: python -m app.documents.fonts %(directory)s",
                directory=str(directory),
            )
        return {"song": song + hei, "hei": hei + song}


def _explain(template: str, failure: typst.TypstError) -> SheetError:
    characters = dict.fromkeys(
        _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) for text in _MISSING_TEXT.findall(failure.diagnostic)
    )
    if characters:
        return UnprintableCharacter(template, tuple(characters), failure.diagnostic)
    if failure.hints:
        return SheetError(
            "The sheet %(template)s cannot be printed: %(error)s (%(hint)s).",
            template=template,
            diagnostic=failure.diagnostic,
            error=failure.message,
            hint="; ".join(failure.hints),
        )
    return SheetError(
        "The sheet %(template)s cannot be printed: %(error)s.",
        template=template,
        diagnostic=failure.diagnostic,
        error=failure.message,
    )


def _name_character(text: str) -> str:
    codes = " ".join(f"U+{ord(character):04X}" for character in text)
    return f"{text} ({codes})" if text.isprintable() else codes
