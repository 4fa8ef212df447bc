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


def text(
    worded: Worded,
    translate: Callable[[str], str],
    name: Callable[[Code], str],
    measured: Callable[[date | Duration], str],
) -> str:
    """The sentence. `translate` is gettext (identity for English); `name` gives the printed name of a code,
    `measured` writes a day or a length of time.
    """
    shown = {key: _shown(value, translate, name, measured) for key, value in worded.params.items()}
    return translate(worded.message) % shown


def _shown(
    value: Any,
    translate: Callable[[str], str],
    name: Callable[[Code], str],
    measured: Callable[[date | Duration], str],
) -> str:
    match value:
        case Code():
            return name(value)
        case Enum():
            return translate(LABELS[value])
        case Duration() | date():
            return measured(value)
        case Decimal():
            return f"{value.normalize():f}"
        case tuple():
            return translate(", ").join(_shown(item, translate, name, measured) for item in value)
    return str(value)
