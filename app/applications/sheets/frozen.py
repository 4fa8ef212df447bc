"""The frozen content of a submission: everything that sheets, notices and later readers take from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.applicants.freezing import file_content, person_content, plain_json
from app.applications.facts import subject_of
from app.applications.models import Application
from app.core.eligibility import Finding, freeze
from app.plans.rules import asked_answers


def frozen_content(application: Application, findings: Sequence[Finding]) -> dict[str, Any]:
    """Plain JSON of profile, answers, entries, attachments and findings as they stand now.

    Enum members are their names, days ISO dates; files are named by SHA-256; entries are their approved
    versions. Section keys are those of `labels.SECTIONS`, so that changes and defects can be tied to them.
    """
    plan, person = application.plan, application.applicant
    content: dict[str, Any] = plain_json(
        {
            "plan": {"code": plan.code, "name": plan.name, "year": plan.year},
            "employer": {"id": application.employer_id, "name": application.employer.name},
            "photo": file_content(application.photo),
            "commitment": {
                "title": plan.commitment_title,
                "text": plan.commitment_text,
                "signed_at": application.signed_at,
                "signature": file_content(application.signature),
            },
            **person_content(person),
            "answers": _answers(application),
            "statement": application.work_statement,
            "entries": [
                {"id": chosen.entry_id, "version": version.number, **version.content}
                for chosen in application.entries
                if (version := chosen.entry.approved) is not None
            ],
            "attachments": [
                {"id": one.id, "key": one.kind.key, "kind": one.kind.name, **(file_content(one.file) or {})}
                for one in application.attachments
            ],
            "findings": [freeze(finding) for finding in findings],
        }
    )
    return content


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
