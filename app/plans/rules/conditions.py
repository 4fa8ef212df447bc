"""Whether a condition of data can be read, and names only what the plan and the program know."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from app.core.eligibility import RowError
from app.core.errors import Invalid, Violation
from app.core.workflow import CONDITION_KEYS, ConditionError, check_condition
from app.organisations.enums import AffiliationLevel, EmployerKind
from app.plans.packs import Document
from app.plans.rules.attachments import PERSONAL_CONDITIONS
from app.plans.rules.catalog import Catalog, suggested


def check_general_condition(
    field: str,
    condition: Mapping[str, Any],
    document: Document,
    catalog: Catalog,
    known: Collection[str] = CONDITION_KEYS,
) -> Iterator[Violation]:
    """What is wrong with the condition of a row; `known` are the keys that may stand at this place."""
    names = {
        "modes": [row.get("mode") for row in document["modes"]],
        "titles": [row.get("title") for row in document["titles"]],
        "employer_kinds": list(EmployerKind.__members__),
        "affiliation_levels": list(AffiliationLevel.__members__),
        "categories": [row.get("key") for row in document["categories"]],
        "departments": list(catalog["organisations"]),
    }
    for key, wanted in condition.items():
        if key not in CONDITION_KEYS:
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
                "The value of the condition %(key)s is wrong; write a list of names, or true or false for file_hosted, "
                "established and on_leave.",
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


def check_attachment_condition(
    field: str, condition: Mapping[str, Any], document: Document, catalog: Catalog
) -> Iterator[Violation]:
    """What is wrong with the condition of an attachment."""
    general = {key: wanted for key, wanted in condition.items() if key not in PERSONAL_CONDITIONS}
    yield from check_general_condition(field, general, document, catalog, (*PERSONAL_CONDITIONS, *CONDITION_KEYS))
    for key, read in PERSONAL_CONDITIONS.items():
        if key not in condition:
            continue
        try:
            read(f"{field}.{key}", condition[key])
        except RowError as problem:
            yield Violation(problem.field, problem.message, problem.params)
        except Invalid as problem:
            yield from problem.violations
