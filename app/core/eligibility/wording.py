"""A message with its figures as a sentence, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol

from app.core.eligibility.vocabulary import LABELS, Code
from app.core.eligibility.years import Duration


class Worded(Protocol):
    """Finding, PathResult, Verdict."""

    @property
    def message(self) -> str: ...
    @property
    def params(self) -> Mapping[str, Any]: ...


def text(worded: Worded, translate: Callable[[str], str], name: Callable[[Code], str]) -> str:
    """The sentence. `translate` is gettext (identity for English); `name` gives the printed name of a code."""
    shown = {key: _shown(value, translate, name) for key, value in worded.params.items()}
    return translate(worded.message) % shown


def _shown(value: Any, translate: Callable[[str], str], name: Callable[[Code], str]) -> str:
    match value:
        case Duration():
            figures = {"years": value.years, "months": value.months, "days": value.days}
            return translate("%(years)d years %(months)d months %(days)d days") % figures
        case Code():
            return name(value)
        case Enum():
            return translate(LABELS[value])
        case date():
            figures = {"year": value.year, "month": value.month, "day": value.day}
            return translate("%(year)d-%(month)02d-%(day)02d") % figures
        case Decimal():
            return f"{value.normalize():f}"
        case tuple():
            return translate(", ").join(_shown(item, translate, name) for item in value)
    return str(value)
