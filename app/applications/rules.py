"""What a draft must have: facts in, violations out; and the facts that a frozen version keeps."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.applicants.rules import UNCONFIRMED
from app.core.eligibility import ApplicantFacts
from app.core.errors import Invalid, Violation
from app.core.records import read_record
from app.core.text import count_characters
from app.core.workflow import Subject


def check_start(
    *,
    today: dt.date,
    opens_on: dt.date,
    deadline: dt.date,
    has_employer: bool,
    confirmed: bool,
    approved_entries: int,
    lacks_approval: bool = False,
) -> list[Violation]:
    """Why an application cannot be begun: the plan's days (R-188), no employer or one that has not confirmed the person
    (R-98), no approved archive (R-106), personal data not passed where the plan asks for that first (R-104)."""
    violations = []
    if today < opens_on:
        message = "This plan opens on %(day)s. Please come back then."
        violations.append(Violation("", message, {"day": opens_on}))
    if today > deadline:
        message = "The deadline for applicants was %(day)s; this plan takes no more applications."
        violations.append(Violation("", message, {"day": deadline}))
    if not has_employer:
        message = "Please enter your present employer in your personal data first."
        violations.append(Violation("", message))
    elif not confirmed:
        violations.append(Violation("", UNCONFIRMED))
    if approved_entries == 0:
        message = (
            "None of your archive entries has passed your employer's audit yet. Applications are possible from then on."
        )
        violations.append(Violation("", message))
    if lacks_approval:
        message = (
            "Under this plan your employer passes your personal data first. Please submit it on the page of your "
            "personal data; applications are possible once it has passed."
        )
        violations.append(Violation("", message))
    return violations


def check_entries(wanted: Sequence[int], approved: Collection[int]) -> list[Violation]:
    """Why a choice of archive entries cannot be saved."""
    if any(entry_id not in approved for entry_id in wanted):
        return [Violation("entries", "Only archive entries that your employer has approved can be chosen.")]
    return []


@dataclass(frozen=True)
class DraftFacts:
    """What completeness looks at; `attachments` maps the key of each kind asked for to (name, required, files)."""

    has_photo: bool
    has_signature: bool
    title: bool
    mode: bool
    specialty: bool
    committee: bool
    statement: str
    statement_limit: int
    appraisal_summary: str
    entries: int
    attachments: dict[str, tuple[str, bool, int]]
    lacks_category: bool = False
    lacks_self_score: bool = False
    unfinished_recommenders: tuple[int, ...] = ()


def check_complete(draft: DraftFacts) -> list[Violation]:
    """Everything that is still missing, each named by the wizard step it belongs to ("DATA.title_id")."""
    violations = []
    if not draft.has_photo:
        violations.append(Violation("PHOTO", "The ID photo is missing. Please upload it in step 1."))
    if not draft.has_signature:
        violations.append(Violation("COMMITMENT", "The commitment is not signed. Please sign it in step 2."))
    choices = (
        (draft.title, "DATA.title_id", "Please choose the title that you apply for in step 3."),
        (draft.mode, "DATA.mode", "Please choose the application mode in step 3."),
        (not draft.lacks_category, "DATA.category_id", "Please choose the application type in step 3."),
        (not draft.lacks_self_score, "DATA.self_score", "Please enter your self-score in step 3."),
        (draft.specialty, "DATA.specialty_id", "Please choose your specialty in step 3."),
        (draft.committee, "DATA.committee_id", "Please choose the accepting committee in step 3."),
        (
            bool(draft.appraisal_summary),
            "DATA.appraisal_summary",
            "Please fill in the employer's appraisals in step 3.",
        ),
        (bool(draft.statement.strip()), "DATA.work_statement", "Please write your work statement in step 3."),
    )
    violations += [Violation(field, message) for present, field, message in choices if not present]
    message = "Recommender %(row)s: please fill in name, employer, title and certificate number in step 3."
    violations += [Violation("DATA.recommenders", message, {"row": row}) for row in draft.unfinished_recommenders]
    length = count_characters(draft.statement)
    if length > draft.statement_limit:
        message = (
            "The work statement has %(found)s characters, at most %(wanted)s are allowed "
            "(white space does not count). Please shorten it."
        )
        figures = {"found": length, "wanted": draft.statement_limit}
        violations.append(Violation("DATA.work_statement", message, figures))
    if draft.entries == 0:
        violations.append(Violation("ENTRIES", "Please choose at least one archive entry in step 4."))
    for key, (name, required, files) in draft.attachments.items():
        if required and files == 0:
            message = "The attachment “%(name)s” is missing. Please upload it in step 5."
            violations.append(Violation(f"ATTACHMENTS.{key}", message, {"name": name}))
    return violations


def check_submission_day(today: dt.date, opens_on: dt.date, deadline: dt.date, returned: bool) -> list[Violation]:
    """Whether the application may still be submitted today; the deadline's own day is the last."""
    if today < opens_on:
        return [Violation("", "This plan opens on %(day)s. Please come back then.", {"day": opens_on})]
    if today > deadline:
        message = (
            "The time for correction ended on %(day)s; the application can no longer be submitted."
            if returned
            else "The deadline for applicants was %(day)s; the application can no longer be submitted."
        )
        return [Violation("", message, {"day": deadline})]
    return []


def check_windows(today: dt.date, windows: Sequence[tuple[dt.date, dt.date]]) -> list[Violation]:
    """Whether today lies in one of the windows (first and last day, both included), where there are any (R-214)."""
    if not windows or any(first <= today <= last for first, last in windows):
        return []
    ahead = [window for window in windows if today < window[0]]
    if not ahead:
        message = "The last window for submitting ended on %(day)s; the application can no longer be submitted."
        return [Violation("", message, {"day": max(last for _first, last in windows)})]
    first, last = min(ahead)
    message = (
        "Applications are taken in windows only, and none is open today. The next one is from %(first)s to %(last)s; "
        "what is filled in is kept."
    )
    return [Violation("", message, {"first": first, "last": last})]


SCORE = re.compile(r"\d{1,4}(\.\d{1,2})?")


@dataclass(frozen=True)
class RecommenderInput:
    """A row of step 3 as it was typed; everything may still be missing."""

    name: str = ""
    employer_name: str = ""
    title_id: int | None = None
    certificate_number: str = ""
    in_service: bool = False
    related_specialty: bool = False


def read_score(text: str) -> Decimal | None:
    """A self-score as typed; None for "". Raises Invalid for what is no score of at most two decimals."""
    if not text:
        return None
    if not (text.isascii() and SCORE.fullmatch(text)):
        message = "“%(found)s” is no score. Please write a number such as 117 or 117.5."
        raise Invalid([Violation("self_score", message, {"found": text})])
    return Decimal(text)


def check_recommenders(rows: Sequence[RecommenderInput]) -> list[Violation]:
    """Why rows cannot be kept: one certificate is one person's."""
    numbers = [row.certificate_number for row in rows if row.certificate_number]
    twice = sorted({number for number in numbers if numbers.count(number) > 1})
    message = "The certificate number %(number)s stands twice. Please name different recommenders."
    return [Violation("recommenders", message, {"number": number}) for number in twice]


def facts_from_submission(content: Mapping[str, Any]) -> ApplicantFacts:
    """What eligibility looks at, from the JSON of a submission; pure, and without the person's rows.

    Versions frozen before facts were kept give what their lists hold; the rest is not known.
    """
    if "facts" in content:
        return read_record(ApplicantFacts, content["facts"])
    person = content["person"]
    return read_record(
        ApplicantFacts,
        {
            "education": content["education"],
            "employment": [{**job, "professional": job["is_professional"]} for job in content["employment"]],
            "titles": [{**held, "code": held["title_code"]} for held in content["titles"]],
            "appraisals": {row["year"]: row["result"] for row in content["appraisals"]},
            "civil_servant": person["is_civil_servant"],
            "in_service": person["in_service"],
            "established_post": person.get("established_post"),
            "statement_characters": count_characters(content["statement"]),
            "achievements": [
                {"name": entry["title"], "achieved_on": entry["ended_on"] or entry["started_on"]}
                for entry in content["entries"]
            ],
        },
    )


def subject_from_submission(content: Mapping[str, Any]) -> Subject:
    """What conditions of rows look at, from the JSON of a submission."""
    if "subject" in content:
        return read_record(Subject, content["subject"])
    return Subject(mode=content["answers"]["mode"] or "", title_code=content["answers"]["title_code"])
