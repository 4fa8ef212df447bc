"""What eligibility and conditions look at, from the JSON of a submission."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.core.eligibility import (
    AchievementDate,
    ApplicantFacts,
    AppraisalResult,
    DatePrecision,
    Degree,
    EducationLevel,
    EducationRecord,
    EmploymentRecord,
    FieldMatch,
    TitleHeld,
)
from app.core.text import count_characters
from app.core.workflow import Subject

_LEVELS = EducationLevel.__members__
_DEGREES = Degree.__members__
_MATCHES = FieldMatch.__members__
_PRECISIONS = DatePrecision.__members__
_RESULTS = AppraisalResult.__members__


def facts_of_submission(content: Mapping[str, Any]) -> ApplicantFacts:
    """The facts that a submission froze; what it did not freeze is not known. Raises KeyError or ValueError for what
    is no submission."""
    person = content["person"]
    return ApplicantFacts(
        education=tuple(
            EducationRecord(
                level=_LEVELS[row["level"]],
                degree=_DEGREES[row["degree"]],
                graduated_on=_day(row["graduated_on"]),
                field_of_study=row["field_of_study"],
                match=_MATCHES[row["match"]] if row["match"] else None,
            )
            for row in content["education"]
        ),
        employment=tuple(
            EmploymentRecord(
                started_on=_day(row["started_on"]),
                ended_on=_day_or_none(row["ended_on"]),
                precision=_PRECISIONS[row["precision"]],
                professional=row["is_professional"],
            )
            for row in content["employment"]
        ),
        titles=tuple(
            TitleHeld(
                code=row["title_code"],
                obtained_on=_day(row["obtained_on"]),
                appointed_on=_day_or_none(row["appointed_on"]),
            )
            for row in content["titles"]
        ),
        appraisals={row["year"]: _RESULTS[row["result"]] for row in content["appraisals"]},
        civil_servant=person["is_civil_servant"],
        in_service=person["in_service"],
        established_post=person.get("established_post"),
        statement_characters=count_characters(content["statement"]),
        achievements=tuple(
            AchievementDate(row["title"], _day(row["ended_on"] or row["started_on"])) for row in content["entries"]
        ),
    )


def subject_of_submission(content: Mapping[str, Any]) -> Subject:
    """What conditions of rows look at."""
    answers, person = content["answers"], content["person"]
    return Subject(
        mode=answers["mode"] or "",
        title_code=answers["title_code"],
        file_hosted=bool(person.get("file_hosted")),
        established=person.get("established_post"),
    )


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _day_or_none(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)
