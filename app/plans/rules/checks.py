"""What is wrong with a plan: the same checks for a pack before import and for a plan before publication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.core.eligibility import RequirementKind, RowError
from app.core.errors import Violation
from app.documents.yaml_rows import Key
from app.plans.enums import PlanStatus
from app.plans.packs import PLAN_KEYS, SECTIONS, Document, Section, document_of, read_document
from app.plans.rules.catalog import Catalog, CatalogRow, suggested
from app.plans.rules.committees import check_committees
from app.plans.rules.conditions import check_attachment_condition, check_general_condition
from app.plans.rules.coverage import check_coverage
from app.plans.rules.inheriting import inheriting
from app.plans.rules.reading import path_rule, requirement_rule
from app.plans.rules.requirements import check_parameters
from app.plans.rules.routes import check_routes

if TYPE_CHECKING:
    from app.plans.models import ReviewPlan

PlanFault = Violation
Row = Mapping[str, Any]
NOT_TEXT_OF_A_PATH = {"key", "clause", "decided"}
UNSOURCED = ("clauses", "specialties", "contacts", "paths", "requirements", "fees")
SOURCED = tuple(section.name for section in SECTIONS if section.name not in UNSOURCED)


def check_plan(plan: ReviewPlan, catalog: Catalog, parent: Document | None = None) -> list[PlanFault]:
    """Everything that keeps a plan of the database from being published; `field` is a dotted path into it.

    `parent` is the whole plan that it defers to, as a document.
    """
    document, faults = read_document(document_of(plan, published=plan.status is not PlanStatus.DRAFT))
    takes = parent is not None and plan.status is PlanStatus.DRAFT
    return [*faults, *check_document(inheriting(document, parent) if parent and takes else document, catalog)]


def check_document(document: Document, catalog: Catalog) -> list[PlanFault]:
    """Everything that contradicts itself or names what is not there, in the order of the plan.

    Rows without all of their keys have been found faulty before and are passed over; what looks at the plan as a
    whole is asked only of a whole plan.
    """
    whole = all(key.name in document for key in PLAN_KEYS) and all(
        _is_whole(row, section) for section in SECTIONS for row in document[section.name]
    )
    faults = [*_plan_faults(document), *_code_faults("", document, PLAN_KEYS, document, catalog)]
    for section in SECTIONS:
        faults += _section_faults(section, document, catalog)
    if whole and document["takes_applications"]:
        faults += [*check_coverage(document), *check_routes(document, catalog)]
        faults += check_committees(document, catalog)
    return faults


def _is_whole(row: Row, section: Section) -> bool:
    inner = section.within
    return all(key.name in row for key in section.keys) and (
        inner is None or all(_is_whole(one, inner) for one in row[inner.name])
    )


def _plan_faults(document: Document) -> Iterator[PlanFault]:
    opens, applicants, employers = (
        document.get(name) for name in ("opens_on", "applicant_deadline", "employer_deadline")
    )
    if opens and applicants and applicants < opens:
        yield Violation(
            "applicant_deadline",
            "The applicants' deadline %(found)s is before the opening day; write %(wanted)s or later.",
            {"found": applicants, "wanted": opens},
        )
    if applicants and employers and employers < applicants:
        yield Violation(
            "employer_deadline",
            "The employers' deadline %(found)s is before the applicants' deadline; write %(wanted)s or later.",
            {"found": employers, "wanted": applicants},
        )
    known = {key.name for key in PLAN_KEYS}
    for name in document.get("decided", {}):
        if name.partition(".")[0] not in known:
            yield Violation(
                f"decided.{name}",
                "%(name)s is no value of the plan itself; write the reason at its row, or one of: %(known)s.",
                {"name": name, "known": ", ".join(sorted(known))},
            )
    yield from _photo_faults(document.get("photo", {}))
    if document.get("paper_copies") and not document.get("paper_receiver"):
        yield Violation("paper_receiver", "Paper is asked for, but nobody receives it; name the organisation.")


def _photo_faults(photo: Row) -> Iterator[PlanFault]:
    least, most = photo.get("min_bytes"), photo.get("max_bytes")
    if least is not None and most is not None and most - least < 2:
        yield Violation(
            "photo.max_bytes",
            "No photo is larger than %(least)s and smaller than %(most)s bytes; write a larger limit.",
            {"least": least, "most": most},
        )
    low, high = photo.get("min_ratio"), photo.get("max_ratio")
    if (low is None) != (high is None):
        yield Violation(
            "photo.max_ratio", "The smallest and the largest ratio are set together; write both or neither."
        )
    elif low is not None and high is not None and Decimal(low) > Decimal(high):
        yield Violation(
            "photo.max_ratio",
            "The largest ratio %(high)s is below the smallest, %(low)s; write it the other way round.",
            {"low": low, "high": high},
        )
    if photo.get("white_border") and (photo.get("white_tolerance") is None or photo.get("white_share") is None):
        yield Violation("photo.white_border", "A white border needs white_tolerance and white_share; write both.")
    if photo.get("white_share") is not None and Decimal(photo["white_share"]) > 1:
        yield Violation("photo.white_share", "A share is at most 1; write a decimal such as 0.9.")
    if photo.get("white_tolerance") is not None and photo["white_tolerance"] > 255:
        yield Violation("photo.white_tolerance", "A colour has 256 values; write a whole number from 0 to 255.")


def _section_faults(section: Section, document: Document, catalog: Catalog) -> Iterator[PlanFault]:
    rows: Sequence[Row] = document[section.name]
    clauses = {row.get("key") for row in document["clauses"]}
    seen: Counter[Any] = Counter()
    for index, row in enumerate(rows):
        field = f"{section.name}.{index}"
        if name := row.get(section.identity):
            seen[name] += 1
            if seen[name] > 1:
                yield Violation(
                    f"{field}.{section.identity}",
                    "%(name)s stands in two rows of this list; keep one, or write another.",
                    {"name": name},
                )
        yield from _row_faults(field, row, section, document, catalog, clauses)
        if inner := section.within:
            for place, one in enumerate(row.get(inner.name, ())):
                yield from _row_faults(f"{field}.{inner.name}.{place}", one, inner, document, catalog, clauses)


def _row_faults(
    field: str, row: Row, section: Section, document: Document, catalog: Catalog, clauses: set[Any]
) -> Iterator[PlanFault]:
    yield from _code_faults(f"{field}.", row, section.keys, document, catalog)
    cited = row.get("clause")
    if cited and cited not in clauses:
        yield Violation(
            f"{field}.clause",
            "There is no clause %(clause)s; add it to the clauses, or cite one of: %(known)s.",
            {"clause": cited, "known": suggested(cited, clauses)},
        )
    if section.name in (*SOURCED, "stages") and row.get("clause") == "" and row.get("decided") == "":
        yield Violation(field, "Nothing says where this row comes from; cite its clause, or write `decided` and why.")
    check = ROW_CHECKS.get(section.name)
    if check and _is_whole(row, section):
        yield from check(field, row, document, catalog)


def _code_faults(
    prefix: str, row: Row, keys: Sequence[Key], document: Document, catalog: Catalog
) -> Iterator[PlanFault]:
    for key in keys:
        code = row.get(key.name)
        if not key.refers or code is None:
            continue
        found = catalog[key.refers].get(code)
        if found is None:
            yield Violation(
                prefix + key.name,
                "%(code)s is not in the catalog; add it there, or write one of: %(known)s.",
                {"code": code, "known": suggested(code, catalog[key.refers])},
            )
        elif not found.active:
            yield Violation(prefix + key.name, "%(code)s is no longer in use; write another.", {"code": code})
        elif _is_foreign(found, document) and not _is_explained(key, row, document):
            yield Violation(
                prefix + key.name,
                "%(code)s belongs to the series %(found)s; the plan is of %(wanted)s. Write one of that series, or say "
                "in `decided` why the notice puts it here.",
                {"code": code, "found": found.series, "wanted": document["series"]},
            )


def _is_foreign(found: CatalogRow, document: Document) -> bool:
    return found.series not in ("", document.get("series", found.series))


def _is_explained(key: Key, row: Row, document: Document) -> bool:
    """A notice may put titles of several series under one plan (R-285, R-293): the row, or the title that it names,
    says why."""
    named = (one for one in document["titles"] if key.name == "title" and one.get("title") == row["title"])
    return any(one.get("decided") for one in (row, *named))


def _path_faults(field: str, row: Row, document: Document, catalog: Catalog) -> Iterator[PlanFault]:
    try:
        rule = path_rule(row)
    except RowError as problem:
        yield Violation(f"{field}.{problem.field}", problem.message, problem.params)
        return
    yield from _offered(field, row, document)
    for code in rule.current_title:
        if code not in catalog["professional_titles"]:
            yield Violation(
                f"{field}.current_title",
                "%(code)s is not in the catalog; add it there, or write one of: %(known)s.",
                {"code": code, "known": suggested(code, catalog["professional_titles"])},
            )
    words = _content(row)
    for earlier in document["paths"]:
        if earlier is row:
            return
        if _content(earlier) == words:
            yield Violation(
                field,
                "This path is the same as %(key)s; leave it out, or change what tells them apart.",
                {"key": earlier.get("key", "")},
            )


def _requirement_faults(field: str, row: Row, document: Document, catalog: Catalog) -> Iterator[PlanFault]:
    try:
        rule = requirement_rule(row)
    except RowError as problem:
        yield Violation(f"{field}.{problem.field}", problem.message, problem.params)
        return
    yield from _condition_faults(field, row, document, catalog)
    yield from check_parameters(f"{field}.parameters", rule, catalog)
    limit = document.get("statement_max_characters")
    if rule.kind is RequirementKind.STATEMENT_LENGTH and limit not in (None, rule.parameters["max"]):
        yield Violation(
            f"{field}.parameters.max",
            "The plan's statement_max_characters is %(wanted)s, here it is %(found)s; write the same.",
            {"found": rule.parameters["max"], "wanted": limit},
        )


def _attachment_faults(field: str, row: Row, document: Document, catalog: Catalog) -> Iterator[PlanFault]:
    return check_attachment_condition(f"{field}.applies_when", row["applies_when"], document, catalog)


def _condition_faults(field: str, row: Row, document: Document, catalog: Catalog) -> Iterator[PlanFault]:
    return check_general_condition(f"{field}.applies_when", row["applies_when"], document, catalog)


def _offered(field: str, row: Row, document: Document) -> Iterator[PlanFault]:
    for name, section in (("title", "titles"), ("mode", "modes")):
        offered = [one.get(name) for one in document[section]]
        if name in row and row[name] not in offered:
            yield Violation(
                f"{field}.{name}",
                "The plan does not offer %(value)s; add it to %(section)s, or write one of: %(known)s.",
                {"value": row[name], "section": section, "known": suggested(row[name], offered)},
            )


def _content(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in NOT_TEXT_OF_A_PATH}


RowCheck = Callable[[str, Row, Document, Catalog], Iterator[PlanFault]]
ROW_CHECKS: Mapping[str, RowCheck] = {
    "paths": _path_faults,
    "requirements": _requirement_faults,
    "attachments": _attachment_faults,
    "papers": _condition_faults,
    "deadlines": _condition_faults,
    "fees": _condition_faults,
}
