"""What a person's record must be: facts in, violations out.

Fields of a row are named by its list and its place on the page: `education-0-school`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from app.core.eligibility.vocabulary import AppraisalResult, DatePrecision, Degree, EducationLevel, FieldMatch
from app.core.errors import Violation
from app.core.identity import check_identity_number

EARLIEST_YEAR = 1950
GIVE = "Please fill this in."
CHOOSE = "Please choose from the list."
FUTURE = "The day %(found)s lies in the future; today is %(today)s."


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a list as typed: `place` on the page from 0, `id` of the stored row or None for a new one."""

    section: ClassVar[str]
    place: int
    id: int | None = None

    def field(self, name: str) -> str:
        """What the page calls a field of this row."""
        return f"{self.section}-{self.place}-{name}"

    def columns(self) -> dict[str, Any]:
        """The row's own columns, without where it stands."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name not in ("place", "id")}


@dataclass(frozen=True, kw_only=True)
class EducationRow(Row):
    """学习经历."""

    section = "education"
    level: EducationLevel | None
    degree: Degree | None
    school: str
    field_of_study: str
    started_on: dt.date | None
    graduated_on: dt.date | None
    match: FieldMatch | None


@dataclass(frozen=True, kw_only=True)
class EmploymentRow(Row):
    """工作经历."""

    section = "employment"
    employer_name: str
    post: str
    specialty_work: str
    started_on: dt.date | None
    ended_on: dt.date | None
    precision: DatePrecision | None
    is_professional: bool | None


@dataclass(frozen=True, kw_only=True)
class TitleRow(Row):
    """已取得的专业技术资格; `title_code` is a title of the catalog."""

    section = "titles_held"
    title_code: str
    obtained_on: dt.date | None
    appointed_on: dt.date | None
    issuing_body: str


@dataclass(frozen=True, kw_only=True)
class AppraisalRow(Row):
    """单位考核情况 of one year."""

    section = "appraisals"
    year: int | None
    result: AppraisalResult | None


@dataclass(frozen=True, kw_only=True)
class ProfileDraft:
    """A person's whole record as typed. `identity_number` "" keeps the number that is stored.

    `texts` are free texts by column; `regions` the ids of insurance, personnel file and labour relation by column.
    """

    identity_number: str
    name: str
    texts: dict[str, str]
    work_started_on: dt.date | None
    employer_id: int | None
    is_civil_servant: bool
    in_service: bool
    established_post: bool | None
    file_hosted: bool
    regions: dict[str, int | None]
    insurance_started_on: dt.date | None
    insurance_ended_on: dt.date | None
    education: Sequence[EducationRow]
    employment: Sequence[EmploymentRow]
    titles_held: Sequence[TitleRow]
    appraisals: Sequence[AppraisalRow]


def check_profile(draft: ProfileDraft, *, is_new: bool, today: dt.date) -> list[Violation]:
    """Everything that is wrong with the record, each at its field (R-103, R-107)."""
    return [
        *_person(draft, is_new, today),
        *(found for row in draft.education for found in _education(row, today)),
        *(found for row in draft.employment for found in _employment(row, today)),
        *(found for row in draft.titles_held for found in _title(row, today)),
        *_appraisals(draft.appraisals, today),
    ]


def _person(draft: ProfileDraft, is_new: bool, today: dt.date) -> Iterator[Violation]:
    if not draft.name:
        yield Violation("name", "Please enter your name as on the identity card.")
    if draft.identity_number or is_new:
        yield from check_identity_number(draft.identity_number, today)
    yield from _not_in_future("work_started_on", draft.work_started_on, today)
    yield from _not_in_future("insurance_started_on", draft.insurance_started_on, today)
    yield from _in_order("insurance_ended_on", draft.insurance_started_on, draft.insurance_ended_on)
    if draft.insurance_ended_on and draft.insurance_started_on is None:
        yield Violation("insurance_started_on", "Please enter since when the insurance was paid.")
    if draft.insurance_started_on and draft.regions.get("insurance_region") is None:
        yield Violation("insurance_region", "Please choose where the insurance is paid.")


def _education(row: EducationRow, today: dt.date) -> Iterator[Violation]:
    yield from _given(row, "level", "degree", "match", message=CHOOSE)
    yield from _given(row, "school", "graduated_on", message=GIVE)
    yield from _not_in_future(row.field("graduated_on"), row.graduated_on, today)
    if row.started_on and row.graduated_on and row.started_on >= row.graduated_on:
        message = "The graduation on %(found)s is not after the beginning on %(started)s."
        figures = {"found": row.graduated_on, "started": row.started_on}
        yield Violation(row.field("graduated_on"), message, figures)


def _employment(row: EmploymentRow, today: dt.date) -> Iterator[Violation]:
    yield from _given(row, "employer_name", "started_on", message=GIVE)
    yield from _given(row, "precision", "is_professional", message=CHOOSE)
    yield from _not_in_future(row.field("started_on"), row.started_on, today)
    yield from _in_order(row.field("ended_on"), row.started_on, row.ended_on)


def _title(row: TitleRow, today: dt.date) -> Iterator[Violation]:
    yield from _given(row, "title_code", message=CHOOSE)
    yield from _given(row, "obtained_on", message=GIVE)
    yield from _not_in_future(row.field("obtained_on"), row.obtained_on, today)
    if row.obtained_on and row.appointed_on and row.appointed_on < row.obtained_on:
        message = "The appointment on %(found)s lies before the title was obtained on %(obtained)s."
        figures = {"found": row.appointed_on, "obtained": row.obtained_on}
        yield Violation(row.field("appointed_on"), message, figures)


def _appraisals(rows: Sequence[AppraisalRow], today: dt.date) -> Iterator[Violation]:
    seen: set[int] = set()
    for row in rows:
        yield from _given(row, "year", message=GIVE)
        yield from _given(row, "result", message=CHOOSE)
        if row.year is None:
            continue
        if not EARLIEST_YEAR <= row.year <= today.year:
            message = "The year %(found)s cannot be; it must be from %(lowest)s to %(highest)s."
            figures = {"found": row.year, "lowest": EARLIEST_YEAR, "highest": today.year}
            yield Violation(row.field("year"), message, figures)
        elif row.year in seen:
            message = "The year %(found)s stands here twice. Please keep one of them."
            yield Violation(row.field("year"), message, {"found": row.year})
        seen.add(row.year)


def _given(row: Row, *names: str, message: str) -> Iterator[Violation]:
    for name in names:
        if getattr(row, name) in (None, ""):
            yield Violation(row.field(name), message)


def _not_in_future(field: str, day: dt.date | None, today: dt.date) -> Iterator[Violation]:
    if day is not None and day > today:
        yield Violation(field, FUTURE, {"found": day, "today": today})


def _in_order(field: str, first: dt.date | None, last: dt.date | None) -> Iterator[Violation]:
    if first and last and last < first:
        message = "It cannot end on %(found)s, before it began on %(started)s."
        yield Violation(field, message, {"found": last, "started": first})
