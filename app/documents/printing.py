"""The installation's one renderer of printable sheets."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

from flask import current_app

from app.documents.renderer import SheetRenderer
from config import PROJECT

TEMPLATES = PROJECT / "templates" / "sheets"

_renderers: dict[Path, SheetRenderer] = {}
_guard = threading.Lock()


def print_sheet(template: str, data: Mapping[str, object]) -> bytes:
    """The PDF of the sheet `template` filled with `data`; raises as `SheetRenderer.render`."""
    return _renderer().render(template, data)


def _renderer() -> SheetRenderer:
    """One for each font folder, made on first use: its fonts are loaded once for all threads."""
    fonts = current_app.config["ZHIPING"].fonts_dir
    with _guard:
        if fonts not in _renderers:
            _renderers[fonts] = SheetRenderer(TEMPLATES, fonts)
        return _renderers[fonts]
