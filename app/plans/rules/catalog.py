"""What plans name by code and do not hold themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

SUGGESTIONS = 8


@dataclass(frozen=True)
class CatalogRow:
    """What a plan asks of a row that it names: its id, whether it is in use, the code of its series and that of its
    region ("" where it has none)."""

    id: int
    active: bool = True
    series: str = ""
    region: str = ""


Catalog = Mapping[str, Mapping[str, CatalogRow]]
"""By table, then by code."""


def suggested(written: Any, known: Iterable[Any]) -> str:
    """Some of the known names, those nearest to what was written first."""
    names = sorted(str(name) for name in known if name)
    near = get_close_matches(str(written), names, SUGGESTIONS)
    return ", ".join(list(dict.fromkeys([*near, *names]))[:SUGGESTIONS]) or "–"
