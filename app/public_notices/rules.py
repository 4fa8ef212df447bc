"""What a public notice needs: facts in, violations out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.errors import Violation
from app.public_notices.enums import NoticeOutcome


def check_start(*, applications: int, place: str, phone: str) -> list[Violation]:
    """Why a notice cannot be started, each at its field."""
    violations = []
    if applications == 0:
        violations.append(Violation("application_ids", "Please choose at least one application for the notice."))
    if not place.strip():
        violations.append(Violation("place", "Please say where the notice is posted."))
    if not phone.strip():
        violations.append(Violation("phone", "Please give a telephone number for objections."))
    return violations


def check_outcomes(outcomes: Mapping[int, tuple[NoticeOutcome, str]], expected: set[int]) -> list[Violation]:
    """Every person on the notice needs an outcome, and an objection needs to be told."""
    violations = []
    if set(outcomes) != expected:
        violations.append(Violation("outcome", "Please enter the outcome of the notice for everybody on it."))
    for entry_id, (outcome, note) in outcomes.items():
        if outcome is not NoticeOutcome.NO_OBJECTION and not note.strip():
            violations.append(
                Violation(f"note_{entry_id}", "Please say what the objection was and how it was settled.")
            )
    return violations


def published_fields(content: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a frozen submission that a notice publishes (R-184, R-185): the 公示表's columns."""
    person, answers = content["person"], content["answers"]
    return {
        "name": person["name"],
        "sex": person["sex"],
        "birth_date": person["birth_date"][:7],
        "education": [
            {key: record[key] for key in ("level", "degree", "field_of_study")} for record in content["education"]
        ],
        "titles": [{key: held[key] for key in ("title_name", "obtained_on")} for held in content["titles"]],
        "title": answers["title"],
        "specialty": answers["specialty"],
        "mode_name": answers["mode_name"],
        "entries": [
            {key: entry[key] for key in ("title", "role", "effect", "started_on", "ended_on")}
            for entry in content["entries"]
        ],
    }
