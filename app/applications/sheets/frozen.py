"""The frozen content of a submission: everything that sheets, notices and later readers take from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import Enum
from typing import Any

from app.applicants.models import Applicant
from app.applications.facts import subject_of
from app.applications.models import Application
from app.core.eligibility import Finding, freeze
from app.files.models import StoredFile
from app.plans.rules import asked_answers

_REGIONS = ("insurance_region_id", "file_region_id", "labour_region_id")


def frozen_content(application: Application, findings: Sequence[Finding]) -> dict[str, Any]:
    """Plain JSON of profile, answers, entries, attachments and findings as they stand now.

    Enum members are their names, days ISO dates; files are named by SHA-256; entries are their approved
    versions. Section keys are those of `labels.SECTIONS`, so that changes and defects can be tied to them.
    """
    plan, person = application.plan, application.applicant
    return _plain(
        {
            "plan": {"code": plan.code, "name": plan.name, "year": plan.year},
            "employer": {"id": application.employer_id, "name": application.employer.name},
            "photo": _file(application.photo),
            "commitment": {
                "title": plan.commitment_title,
                "text": plan.commitment_text,
                "signed_at": application.signed_at,
                "signature": _file(application.signature),
            },
            "person": {**_columns(person, exclude={"version", *_REGIONS}), **_region_names(person)},
            "education": [_columns(record) for record in person.education],
            "employment": [_columns(record) for record in person.employment],
            "titles": [_columns(record) for record in person.titles_held],
            "appraisals": [_columns(record) for record in person.appraisals],
            "answers": _answers(application),
            "statement": application.work_statement,
            "entries": [
                {"id": chosen.entry_id, "version": version.number, **version.content}
                for chosen in application.entries
                if (version := chosen.entry.approved) is not None
            ],
            "attachments": [
                {"id": one.id, "key": one.kind.key, "kind": one.kind.name, **(_file(one.file) or {})}
                for one in application.attachments
            ],
            "findings": [freeze(finding) for finding in findings],
        }
    )


def _answers(application: Application) -> dict[str, Any]:
    mode = next((row for row in application.plan.modes if row.mode is application.mode), None)
    asked = asked_answers(application.plan, subject_of(application))
    return {
        "title": application.title.name if application.title else "",
        "title_code": application.title.code if application.title else "",
        "specialty": application.specialty.name if application.specialty else "",
        "mode": application.mode,
        "mode_name": mode.name if mode else "",
        "mode_option": mode.option if mode else "",
        "category": application.category.name if application.category else "",
        "self_score": f"{application.self_score.normalize():f}"
        if asked.self_score and application.self_score is not None
        else "",
        "recommenders": [
            {
                "name": one.name,
                "employer_name": one.employer_name,
                "title": one.title.name if one.title else "",
                "certificate_number": one.certificate_number,
                "in_service": one.in_service,
                "related_specialty": one.related_specialty,
            }
            for one in (application.recommenders if asked.recommenders else ())
        ],
        "committee": application.committee.name if application.committee else "",
        "professional_years": application.professional_years,
        "appraisal_summary": application.appraisal_summary,
    }


def _columns(row: Any, exclude: set[str] | None = None) -> dict[str, Any]:
    hidden = {"applicant_id", "employer_id"} | (exclude or set())
    names = [column.key for column in type(row).__mapper__.column_attrs if column.key not in hidden]
    return {name: getattr(row, name) for name in names}


def _region_names(person: Applicant) -> dict[str, str]:
    regions = {name: getattr(person, name.removesuffix("_id")) for name in _REGIONS}
    return {name.removesuffix("_id"): region.name if region else "" for name, region in regions.items()}


def _file(file: StoredFile | None) -> dict[str, Any] | None:
    if file is None:
        return None
    return {"id": file.id, "sha256": file.sha256, "name": file.original_name, "size": file.size_bytes}


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int():
            return value
        case Enum():
            return value.name
        case str():
            return str(value)
        case dt.datetime() | dt.date():
            return value.isoformat()
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} cannot be frozen")
