"""Whether a condition of data can be read, and names only what the plan and the program know."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from app.core.eligibility import RowError
from app.core.errors import Invalid, Violation
from app.core.workflow import ConditionError, check_condition
from app.organisations.enums import AffiliationLevel, EmployerKind
from app.plans.packs import Document
from app.plans.rules.attachments import PERSONAL_CONDITIONS
from app.plans.rules.catalog import suggested

GENERAL_CONDITIONS = ("modes", "titles", "employer_kinds", "affiliation_levels", "named_in", "file_hosted")


def check_general_condition(
    field: str, condition: Mapping[str, Any], document: Document, known: Collection[str] = GENERAL_CONDITIONS
) -> Iterator[Violation]:
    """What is wrong with the condition of a route or a stage; `known` are the keys that may stand at this place."""
    names = {
        "modes": [row.get("mode") for row in document["modes"]],
        "titles": [row.get("title") for row in document["titles"]],
        "employer_kinds": list(EmployerKind.__members__),
        "affiliation_levels": list(AffiliationLevel.__members__),
    }
    for key, wanted in condition.items():
        if key not in GENERAL_CONDITIONS:
            yield Violation(
                f"{field}.{key}",
                "There is no condition %(key)s; write one of: %(known)s.",
                {"key": key, "known": ", ".join(known)},
            )
            continue
        try:
            check_condition({key: wanted})
        except ConditionError:
            yield Violation(
                f"{field}.{key}",
                "The value of the condition %(key)s is wrong; write a list of names, or true or false for file_hosted.",
                {"key": key},
            )
            continue
        for name in wanted if key in names else ():
            if name not in names[key]:
                yield Violation(
                    f"{field}.{key}",
                    "The condition %(key)s names %(name)s, which cannot occur here; write one of: %(known)s.",
                    {"key": key, "name": name, "known": suggested(name, names[key])},
                )


def check_attachment_condition(field: str, condition: Mapping[str, Any], document: Document) -> Iterator[Violation]:
    """What is wrong with the condition of an attachment."""
    general = {key: wanted for key, wanted in condition.items() if key not in PERSONAL_CONDITIONS}
    yield from check_general_condition(field, general, document, (*PERSONAL_CONDITIONS, *GENERAL_CONDITIONS))
    for key, read in PERSONAL_CONDITIONS.items():
        if key not in condition:
            continue
        try:
            read(f"{field}.{key}", condition[key])
        except RowError as problem:
            yield Violation(problem.field, problem.message, problem.params)
        except Invalid as problem:
            yield from problem.violations
