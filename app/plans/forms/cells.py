"""Cells: fields that show one value of a plan as people write it, and read it back as a pack has it.

What a value may be is said by the readers of plan packs alone; a cell only turns text into a plain value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, Field, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, DateInput, ListWidget

from app.console.errors import translate
from app.console.formats import listed
from app.console.layout import Words
from app.core.errors import Violation
from app.core.photo import KILOBYTE, MEGABYTE

Choice = tuple[str, str]
UNITS = {"": 1, "K": KILOBYTE, "KB": KILOBYTE, "M": MEGABYTE, "MB": MEGABYTE}
FEN = 100


class Unreadable(ValueError):
    """What was typed into a cell is no value at all; `violation` says why, without a field."""

    def __init__(self, message: str, **params: Any) -> None:
        self.violation = Violation("", message, params)
        super().__init__(message % params)


class Cell(Field):
    """`written()` gives the plain value, None where nothing is typed. Raises Unreadable."""

    def written(self) -> Any:
        raise NotImplementedError

    def refuse(self, violation: Violation) -> None:
        """Show what is wrong at this cell."""
        self.errors = [*self.errors, translate(violation.message, violation.params)]

    @property
    def is_blank(self) -> bool:
        return not self.data


class TextCell(Cell, StringField):
    """One line of text."""

    def written(self) -> str | None:
        return (self.data or "").strip() or None


class LongCell(Cell, TextAreaField):
    """Text of several lines."""

    def written(self) -> str | None:
        return "\n".join((self.data or "").splitlines()).strip() or None


class NumberCell(TextCell):
    """A whole number; what is none is left to the reader, which says so."""

    def process_data(self, value: Any) -> None:
        self.data = "" if value is None else str(value)

    def written(self) -> Any:
        text = super().written()
        return int(text) if text and text.isascii() and text.isdigit() and len(text) < 20 else text


class MoneyCell(TextCell):
    """An amount in yuan; fen in the plan."""

    def process_data(self, value: int | None) -> None:
        self.data = "" if value is None else f"{value // FEN}.{value % FEN:02d}".removesuffix(".00")

    def written(self) -> Any:
        text = super().written()
        if text is None:
            return None
        fen = _decimal(text.lstrip("¥￥").replace(",", "")) * FEN
        if not fen.is_finite() or fen != fen.to_integral_value():
            message = "“%(found)s” is no amount; write yuan with at most two decimals, such as 100 or 99.50."
            raise Unreadable(message, found=text)
        return int(fen)


class SizeCell(TextCell):
    """The size of a file such as 10M or 30K; bytes in the plan."""

    def process_data(self, value: int | None) -> None:
        unit = next((unit for unit in ("M", "K") if value and value % UNITS[unit] == 0), "")
        self.data = "" if value is None else f"{value // UNITS[unit]}{unit}"

    def written(self) -> Any:
        text = super().written()
        if text is None:
            return None
        figure = text.upper().rstrip("KMB ")
        unit = text.upper().removeprefix(figure).strip()
        if unit not in UNITS or not (figure.isascii() and figure.isdigit() and len(figure) < 13):
            raise Unreadable("“%(found)s” is no size; write it as 10M, as 500K or in bytes.", found=text)
        return int(figure) * UNITS[unit]


class DayCell(TextCell):
    """A day."""

    widget = DateInput()

    def process_data(self, value: dt.date | None) -> None:
        self.data = value.isoformat() if value else ""

    def written(self) -> Any:
        text = super().written()
        try:
            return dt.date.fromisoformat(text) if text else None
        except ValueError:
            raise Unreadable("“%(found)s” is not a day. Write it like 2026-11-20.", found=text) from None


class FlagCell(Cell, BooleanField):
    """Yes or no."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type = BooleanField.__name__

    def written(self) -> bool:
        return bool(self.data)


class ChoiceCell(Cell, SelectField):
    """One of several; a value that is no longer offered stays until another is chosen."""

    def __init__(self, label: Words = "", **kwargs: Any) -> None:
        super().__init__(label, choices=[], **kwargs)

    def offer(self, choices: Sequence[Choice]) -> None:
        known = {value for value, _text in choices}
        kept = [(self.data, self.data)] if self.data and self.data not in known else []
        self.choices = [("", ""), *choices, *kept]

    def process_data(self, value: Any) -> None:
        self.data = value or ""

    def written(self) -> str | None:
        return self.data or None


class ChecksCell(Cell, SelectMultipleField):
    """Any of several."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Words = "", **kwargs: Any) -> None:
        super().__init__(label, choices=[], **kwargs)

    def offer(self, choices: Sequence[Choice]) -> None:
        known = {value for value, _text in choices}
        self.choices = [*choices, *((value, value) for value in self.data or () if value not in known)]

    def written(self) -> list[str] | None:
        return list(self.data) if self.data else None

    @property
    def summary(self) -> str:
        """The words of what is ticked."""
        words = {choice[0]: choice[1] for choice in self.choices or ()}
        return listed(words.get(value, value) for value in self.data or ())


class RuleCell(TextCell):
    """A whole number, a share such as 2/3, or yes or no in the reader's words."""

    def process_data(self, value: Any) -> None:
        words = {True: gettext("Yes"), False: gettext("No")}
        self.data = words[value] if isinstance(value, bool) else "" if value is None else str(value)

    def written(self) -> Any:
        text = super().written()
        if text is None:
            return None
        told = {gettext("Yes").lower(): True, "true": True, gettext("No").lower(): False, "false": False}
        if text.lower() in told:
            return told[text.lower()]
        return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else text


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")
