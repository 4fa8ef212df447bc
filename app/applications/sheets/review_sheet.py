"""The data of the 《专业技术职务任职资格评审表》: the newest frozen version and the opinions on its way (R-222)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.applicants.enums import Sex
from app.applications import queries
from app.applications.labels import further_answers
from app.applications.models import Application, Submission
from app.applications.rules import facts_from_submission
from app.applications.sheets.opinions import opinions
from app.archives.labels import effect_words, entry_row, is_publication, part_words
from app.console.formats import bracketed, day
from app.console.layout import label
from app.core.eligibility import AppraisalResult, Degree, EducationLevel
from app.core.identity_kinds import IdentityKind
from app.decisions import queries as decision_queries
from app.decisions.enums import SubjectKind
from app.documents.pictures import photo_svg, signature_svg
from app.documents.schemas import (
    AppraisalRow,
    BasicInformation,
    ContinuingEducationRow,
    EducationRow,
    EmploymentRow,
    PerformanceRow,
    PublicationRow,
    ReviewSheetCover,
    ReviewSheetData,
)
from app.files.services import content_of
from app.hours.labels import year_table

Json = Mapping[str, Any]
CODE_LENGTH = 8


def review_sheet(application: Application) -> ReviewSheetData:
    """Everything the sheet prints, from the newest submission, never from the live rows.

    Raises OutOfScope where nothing was submitted.
    """
    submission = queries.newest_submission(application.id)
    content: Json = {**submission.content, "entries": [entry_row(one) for one in submission.content["entries"]]}
    commitment = content["commitment"]
    history = decision_queries.history(SubjectKind.APPLICATION, application.id)
    before, since = _performance(content)
    return ReviewSheetData(
        watermark=application.plan.sheet["watermark"],
        version=str(submission.version),
        verification_code=submission.sha256[:CODE_LENGTH].upper(),
        cover=_cover(application, submission),
        basics=_basics(application, content),
        education=[_education(record) for record in content["education"]],
        employment=[_employment(record) for record in content["employment"]],
        performance_before=before,
        performance_since=since,
        publications=[_publication(one) for one in content["entries"] if is_publication(one)],
        continuing_education=_hours(content),
        annual_appraisals=[_appraisal(record) for record in content["appraisals"]],
        term_appraisal=content["answers"]["appraisal_summary"],
        defence={"date": "", "panel": "", "questions": "", "comment": "", "signer": ""},
        work_statement=content["statement"],
        commitment={
            "text": commitment["text"],
            "signature_svg": signature_svg(content_of(application.signature)) if application.signature else "",
            "date": _moment_day(commitment["signed_at"]),
        },
        opinions=opinions(application, history),
    )


def _hours(content: Json) -> list[ContinuingEducationRow]:
    """Hours that the submission counted, the newest year first."""
    years = facts_from_submission(content).continuing_education or {}
    return [
        {"year": year, "professional": own, "industry_public": industry, "general_public": general, "total": total}
        for year, own, industry, general, total in year_table(years)
    ]


def _cover(application: Application, submission: Submission) -> ReviewSheetCover:
    content: Json = submission.content
    held = _present_title(content)
    return {
        "number": application.number,
        "employer": content["employer"]["name"],
        "name": content["person"]["name"],
        "present_title": held.get("title_name", ""),
        "title": content["answers"]["title"],
        "specialty": content["answers"]["specialty"],
        "filled_on": day(submission.submitted_at),
        "issuer": application.plan.sheet["issuer"],
    }


def _basics(application: Application, content: Json) -> BasicInformation:
    person, answers, held = content["person"], content["answers"], _present_title(content)
    highest = _highest(content["education"])
    years = answers["professional_years"]
    return {
        "name": person["name"],
        "former_name": person["former_name"],
        "sex": label(Sex[person["sex"]]),
        "ethnicity": person["ethnic_group"],
        "born_on": _iso_day(person["birth_date"]),
        "birthplace": person["birthplace"],
        "identity_number": _identity_number(person),
        "started_work_on": _iso_day(person["work_started_on"]),
        "health": person["health"],
        "political_status": person["political_status"],
        "highest_education": {
            "education": label(EducationLevel[highest["level"]]) if highest else "",
            "graduated_on": _iso_day(highest.get("graduated_on")),
            "school": highest.get("school", ""),
            "field_of_study": highest.get("field_of_study", ""),
            "duration": _duration(highest),
            "degree": _degree(highest),
        },
        "present_title": held.get("title_name", ""),
        "appointed_on": _iso_day(held.get("appointed_on")),
        "specialty": answers["specialty"],
        "professional_years": _("%(years)s years", years=years) if years is not None else "",
        "title_conferred_on": _iso_day(held.get("obtained_on")),
        "title_conferred_by": held.get("issuing_body", ""),
        "administrative_post": person["administrative_post"],
        "academic_memberships": person["academic_posts"],
        "foreign_language": person["languages_and_computing"],
        "computer_skills": "",
        "photo_svg": photo_svg(content_of(application.photo)) if application.photo else "",
        "further": [{"label": words, "text": text} for words, text in further_answers(answers)],
    }


def _identity_number(person: Json) -> str:
    """The number as the sheet's box for identity cards holds it; another document is named."""
    kind = IdentityKind[person.get("identity_kind", IdentityKind.RESIDENT.name)]
    return bracketed(person["identity_number"], "" if kind is IdentityKind.RESIDENT else label(kind))


def _education(record: Json) -> EducationRow:
    result = "/".join(word for word in (label(EducationLevel[record["level"]]), _degree(record)) if word)
    return {
        "period": _period(record["started_on"], record["graduated_on"]),
        "school": record["school"],
        "subject": record["field_of_study"],
        "mode": "",
        "result": result,
    }


def _employment(record: Json) -> EmploymentRow:
    return {
        "period": _period(record["started_on"], record["ended_on"], open_end=True),
        "employer": record["employer_name"],
        "work": record["specialty_work"],
        "post": record["post"],
        "title": "",
    }


def _performance(content: Json) -> tuple[list[PerformanceRow], list[PerformanceRow]]:
    """业绩 before and since the present post; without a title held, all of it is since."""
    appointed = _present_title(content).get("appointed_on") or ""
    rows: tuple[list[PerformanceRow], list[PerformanceRow]] = ([], [])
    for entry in content["entries"]:
        if is_publication(entry):
            continue
        row: PerformanceRow = {
            "period": _period(entry["started_on"], entry["ended_on"]),
            "project": entry["title"] + (f"（{entry['grade']}）" if entry["grade"] else ""),
            "role": part_words(entry),
            "result": effect_words(entry),
        }
        rows[entry["started_on"] >= appointed].append(row)
    return rows


def _publication(entry: Json) -> PublicationRow:
    return {
        "date": _month(entry["started_on"]),
        "work": entry["title"],
        "publication": effect_words(entry),
        "rank": part_words(entry),
    }


def _appraisal(record: Json) -> AppraisalRow:
    return {"year": str(record["year"]), "grade": label(AppraisalResult[record["result"]])}


def _present_title(content: Json) -> Json:
    held: Sequence[Json] = content["titles"]
    return max(held, key=lambda one: str(one["obtained_on"]), default={})


def _highest(education: Sequence[Json]) -> Json:
    return max(education, key=lambda one: (EducationLevel[one["level"]], one["graduated_on"]), default={})


def _degree(record: Json) -> str:
    degree = Degree[record["degree"]] if record else Degree.NONE
    return "" if degree is Degree.NONE else label(degree)


def _duration(record: Json) -> str:
    if not record or not record["started_on"]:
        return ""
    started, graduated = (dt.date.fromisoformat(record[key]) for key in ("started_on", "graduated_on"))
    return _("%(years)s years", years=round((graduated - started).days / 365.25))


def _iso_day(text: str | None) -> str:
    return day(dt.date.fromisoformat(text)) if text else ""


def _moment_day(text: str | None) -> str:
    return day(dt.datetime.fromisoformat(text)) if text else ""


def _month(text: str) -> str:
    year, month, _day = text.split("-")
    return f"{year}.{month}"


def _period(first: str | None, last: str | None, open_end: bool = False) -> str:
    start = _month(first) if first else ""
    end = _month(last) if last else (_("to date") if open_end else "")
    return "—".join(word for word in (start, end) if word)
