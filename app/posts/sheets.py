"""The 岗位信息表 of a year: as a printed sheet, as a spreadsheet, and read from one (R-236 to R-243)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.console.formats import day
from app.console.layout import label
from app.core.errors import Violation
from app.documents.schemas import PostGridRow, PostInformationSheetData, PostSelectionRow
from app.documents.spreadsheet import Cell, Column
from app.posts.enums import PostLevel, QuotaStatus, SelectionKind
from app.posts.labels import COLUMN_LABELS, ROW_LABELS, SELECTION_LABELS
from app.posts.models import PostQuota, PostSelection
from app.posts.queries import figures_of
from app.posts.rules import percent, read_percent, vacancies

GRID = ("ratio", "approved", "available", "actual", "vacant")
READ = ("ratio", "approved", "actual")
TOTALS = ("year", "established_total", "post_total")
MOST = 1_000_000


def post_grid(quota: PostQuota) -> list[tuple[str, list[str], str]]:
    """(key, figure of each level, total) of each line of the grid, as it is printed."""
    figures = figures_of(quota)
    found = vacancies(figures)
    lines = []
    for key in GRID:
        values = [
            getattr(found[level] if key in ("available", "vacant") else figures[level], key) for level in PostLevel
        ]
        words = percent if key == "ratio" else str
        lines.append((key, [words(value) for value in values], words(sum(values))))
    return lines


def standing(quota: PostQuota) -> list[PostSelection]:
    """Those who have a post, in the order in which they were selected."""
    return [one for one in quota.selections if one.released_at is None]


def information_sheet(quota: PostQuota) -> PostInformationSheetData:
    """Everything the sheet prints; the opinion only of who confirmed the posts."""
    is_confirmed = quota.status is QuotaStatus.CONFIRMED
    return {
        "employer": quota.employer.name,
        "year": str(quota.year),
        "established_total": str(quota.established_total),
        "post_total": str(quota.post_total),
        "employed_total": str(sum(one.actual for one in quota.levels)),
        "grid": [_grid_row(*line) for line in post_grid(quota)],
        "statement": [statement(quota, level) for level in PostLevel if _people(quota, level)],
        "selections": [_selection_row(one) for one in standing(quota)],
        "opinion": quota.opinion if is_confirmed else "",
        "confirmer": quota.confirmer.name if quota.confirmer else "",
        "decided_on": day(quota.decided_on) if is_confirmed else "",
    }


def statement(quota: PostQuota, level: PostLevel) -> str:
    """The sentence of the form for one level: how many are appointed directly, how many recommended (R-240)."""
    kinds = [one.kind for one in _people(quota, level)]
    holders = kinds.count(SelectionKind.APPOINTED)
    return _(
        "Professional posts of the level “%(level)s”: of the established staff appointed after appraisal and "
        "competition, %(holders)s hold the title of the level and are appointed directly; %(recommended)s do not hold "
        "it yet, are recommended for review, and are appointed once they have obtained it.",
        level=label(level),
        holders=holders,
        recommended=len(kinds) - holders,
    )


def spreadsheet(quota: PostQuota) -> tuple[list[Column], list[Sequence[Cell]]]:
    """Columns and rows of the same sheet as a spreadsheet, which `read_figures` reads again."""
    columns = [
        Column(_("Grade")),
        *(Column(label(level), True) for level in PostLevel),
        Column(_("Total"), True),
        Column(""),
    ]
    rows: list[Sequence[Cell]] = [_padded(str(COLUMN_LABELS[key]), str(getattr(quota, key))) for key in TOTALS]
    rows += [_padded(str(ROW_LABELS[key]), *values, total) for key, values, total in post_grid(quota)]
    rows += [_padded(""), tuple(str(words) for words in SELECTION_LABELS.values())]
    rows += [tuple(map(str, _selection_row(one).values())) for one in standing(quota)]
    return columns, rows


def template_rows(year: int) -> tuple[list[Column], list[Sequence[Cell]]]:
    """An empty sheet of a year."""
    empty = PostQuota(year=year, established_total=0, post_total=0, levels=[], selections=[])
    return spreadsheet(empty)


def read_figures(sheet: Sequence[tuple[int, Sequence[Any]]]) -> tuple[dict[str, Any], list[Violation]]:
    """The figures of a filled-in sheet by form field, and what is wrong; `field` is the number of the row.

    What is computed (可聘人数, 空缺) and the list of people are not read.
    """
    lines = {_text(cells[0]): (number, cells) for number, cells in sheet if cells}
    values: dict[str, Any] = {}
    faults: list[Violation] = []
    for key in TOTALS:
        found = lines.get(str(COLUMN_LABELS[key]))
        if found is None:
            faults.append(_missing(str(COLUMN_LABELS[key])))
            continue
        values[key] = _count(found[1][1] if len(found[1]) > 1 else None, found[0], faults)
    for key in READ:
        found = lines.get(str(ROW_LABELS[key]))
        if found is None:
            faults.append(_missing(str(ROW_LABELS[key])))
            continue
        number, cells = found
        for index, level in enumerate(PostLevel, start=1):
            cell = cells[index] if index < len(cells) else None
            read = _ratio if key == "ratio" else _count
            values[f"{key}_{level.name}"] = read(cell, number, faults)
    return values, faults


def _grid_row(key: str, values: Sequence[str], total: str) -> PostGridRow:
    full, associate, intermediate, junior = values
    return {
        "label": str(ROW_LABELS[key]),
        "full_senior": full,
        "associate_senior": associate,
        "intermediate": intermediate,
        "junior": junior,
        "total": total,
    }


def _selection_row(one: PostSelection) -> PostSelectionRow:
    return {
        "name": one.applicant.name,
        "identity_number": one.applicant.identity_number,
        "held_title": one.held_title,
        "appointed_rank": one.appointed_rank,
        "appointed_on": day(one.appointed_on),
        "post_grade": one.post_grade,
        "title": one.title.name if one.title else "",
    }


def _people(quota: PostQuota, level: PostLevel) -> list[PostSelection]:
    return [one for one in standing(quota) if one.level is level]


def _padded(*cells: str) -> Sequence[Cell]:
    return (*cells, *[None] * (len(SELECTION_LABELS) - len(cells)))


def _missing(words: str) -> Violation:
    message = "The sheet has no row “%(row)s”. Please fill in the file that is downloaded here."
    return Violation("", message, {"row": words})


def _count(cell: Any, number: int, faults: list[Violation]) -> int | None:
    text = _text(cell)
    if not text:
        return 0
    if text.isascii() and text.isdigit() and int(text) <= MOST:
        return int(text)
    faults.append(Violation(str(number), "“%(found)s” is no whole number from 0 on.", {"found": text}))
    return None


def _ratio(cell: Any, number: int, faults: list[Violation]) -> int | None:
    """A ratio as text, or as the number that a cell in percent holds (0.3 is 30%)."""
    text = _text(cell)
    if not text:
        return 0
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell <= 1:
        text = f"{(Decimal(str(cell)) * 100).normalize():f}"
    if (ratio := read_percent(text)) is None:
        faults.append(Violation(str(number), "“%(found)s” is no ratio. Write it like 30 or 12.5.", {"found": text}))
    return ratio


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
