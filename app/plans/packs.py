"""Plan packs: one readable YAML file holds one plan. Its keys are the columns of the plan's tables.

Three forms of one plan: rows of the database, the *document* (plain values, every key, rows in their order; codes
stand for rows of other tables), and the text of the file (what may be left out is left out).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.eligibility import Degree, RowError
from app.core.eligibility.parameters import accepted_education, flag, text_value, whole_number
from app.core.errors import Violation
from app.core.workflow import Gate, HolderKind, StageKind
from app.documents.yaml_files import YamlFile, write_yaml
from app.documents.yaml_rows import (
    Key,
    Reader,
    column_values,
    keys_of,
    read_decimal,
    read_group,
    read_list,
    read_name_of,
    read_named_values,
    read_names,
    read_row,
    read_share,
    row_values,
    without_defaults,
)
from app.plans.models import (
    FeeStandard,
    PlanAttachment,
    PlanBasis,
    PlanCategory,
    PlanClause,
    PlanCommittee,
    PlanContact,
    PlanDeadline,
    PlanDocument,
    PlanMode,
    PlanPaper,
    PlanRequirement,
    PlanRoute,
    PlanSpecialty,
    PlanTitle,
    QualificationPath,
    ReviewPlan,
    RouteStage,
)

Document = dict[str, Any]


@dataclass(frozen=True)
class PlanPack:
    """A pack without faults: the file it was read from and the plan as a document."""

    file: YamlFile
    document: Document


@dataclass(frozen=True)
class Section:
    """One list of rows. `identity` is the key by which its rows differ; `within` the list that each row holds."""

    name: str
    model: Any
    keys: tuple[Key, ...]
    identity: str = ""
    within: Section | None = None


def _reasons(field: str, value: Any) -> dict[str, str]:
    return {key: text_value(f"{field}.{key}", reason) for key, reason in read_named_values(field, value).items()}


def _code(field: str, value: Any) -> str:
    code = text_value(field, value)
    if not all(character in "abcdefghijklmnopqrstuvwxyz0123456789-" for character in code):
        raise RowError(
            field, "%(value)s is not a plan code; write small letters, digits and hyphens.", value=repr(value)
        )
    return code


PHOTO_READERS: Mapping[str, Reader] = {
    "formats": read_names,
    "min_bytes": whole_number,
    "max_bytes": whole_number,
    "min_width": whole_number,
    "min_height": whole_number,
    "min_ratio": read_decimal,
    "max_ratio": read_decimal,
    "white_border": flag,
    "white_tolerance": whole_number,
    "white_share": read_decimal,
}
# The tally's parameters beyond the notice, each with the source that a screen shows.
REVIEW_RULE_READERS: Mapping[str, Reader] = {
    "filing_years": whole_number,
    "expert_term_years": whole_number,
    "odd_experts": flag,
    "least_experts": whole_number,
    "outside_share": read_share,
    "quorum_share": read_share,
    "least_group": whole_number,
    "secret_ballot": flag,
    "proxy_votes": flag,
    "pass_share": read_share,
    "announcement_working_days": whole_number,
    "retention_years": whole_number,
}
_OPINION = read_group(
    {
        "label": text_value,
        "kind": read_name_of(StageKind),
        "holder": read_name_of(HolderKind),
        "signer_label": text_value,
        "seal": text_value,
    }
)
_PLAN_READERS: Mapping[str, Reader] = {
    "code": _code,
    "photo": read_group(PHOTO_READERS, nullable=True),
    "review_rules": read_group(
        {name: read_group({"value": reader, "source": text_value}) for name, reader in REVIEW_RULE_READERS.items()},
        optional=True,
    ),
    "sheet": read_group({"watermark": text_value, "issuer": text_value, "opinions": read_list(_OPINION)}),
    "decided": _reasons,
}
_ROW_READERS: Mapping[str, Reader] = {
    "applies_when": read_named_values,
    "parameters": read_named_values,
    "education": read_list(lambda field, value: accepted_education(field, value).name),
    "degree": read_list(read_name_of(Degree)),
    "gates": read_list(read_name_of(Gate)),
}


def _section(name: str, model: Any, identity: str = "", within: Section | None = None) -> Section:
    keys = keys_of(model, hidden=("id", "plan_id", "route_id", "position", "inherited"), readers=_ROW_READERS)
    return Section(name, model, keys, identity, within)


PATHS = _section("paths", QualificationPath, "key")
REQUIREMENTS = _section("requirements", PlanRequirement, "key")
STAGES = _section("stages", RouteStage)
SECTIONS = (
    _section("clauses", PlanClause, "key"),
    _section("bases", PlanBasis, "name"),
    _section("documents", PlanDocument, "name"),
    _section("titles", PlanTitle, "title"),
    _section("categories", PlanCategory, "key"),
    _section("modes", PlanMode, "mode"),
    _section("specialties", PlanSpecialty, "specialty"),
    _section("committees", PlanCommittee, "committee"),
    _section("attachments", PlanAttachment, "key"),
    _section("papers", PlanPaper, "key"),
    _section("deadlines", PlanDeadline, "key"),
    _section("contacts", PlanContact, "contact"),
    PATHS,
    REQUIREMENTS,
    _section("fees", FeeStandard, "key"),
    _section("routes", PlanRoute, "name", within=STAGES),
)
PLAN_KEYS = keys_of(
    ReviewPlan,
    hidden=("id", "status", "clone_of_id", "published_at", "version"),
    readers=_PLAN_READERS,
    required=(
        "return_due_working_days",
        "statement_max_characters",
        "photo",
        "paper_due_working_days",
        "fee_due_working_days",
        "review_rules",
        "sheet",
    ),
)


def read_document(written: Any) -> tuple[Document, list[Violation]]:
    """The plan of a pack's plain values, and what is wrong with their shape (each `field` a dotted path).

    Values that are wrong are absent from the document.
    """
    sections = {section.name for section in SECTIONS}
    document, faults = read_row(written, PLAN_KEYS, "", extra=sections)
    for section in SECTIONS:
        rows = written.get(section.name, []) if isinstance(written, dict) else []
        document[section.name], found = _read_rows(rows, section, section.name)
        faults += found
    return document, faults


def document_of(plan: ReviewPlan, published: bool = False) -> Document:
    """A plan of the database as a document, without the rows that it has from its parent; `published`: with them."""
    document: Document = row_values(plan, PLAN_KEYS)
    for section in SECTIONS:
        document[section.name] = rows_of(plan, section, published)
    return document


def rows_of(plan: ReviewPlan, section: Section, published: bool = False) -> list[dict[str, Any]]:
    """One list of a plan of the database, as its document has it."""
    rows = getattr(plan, section.name)
    return [_row_document(row, section) for row in rows if published or not row.inherited]


def export_pack(plan: ReviewPlan) -> str:
    """The plan as the text of a pack; importing it gives a plan with the same text."""
    return write_document(document_of(plan))


def write_document(document: Document) -> str:
    """A whole document as the text of a pack."""
    written = without_defaults(document, PLAN_KEYS)
    for section in SECTIONS:
        if document[section.name]:
            written[section.name] = [_written_row(row, section) for row in document[section.name]]
    return write_yaml(written)


def build(document: Document, find: Callable[[str, str], int]) -> ReviewPlan:
    """A new plan, not yet in a session, from a document without faults; `find` gives the id for a table and a code."""
    plan = ReviewPlan(**column_values(document, PLAN_KEYS, find))
    for section in SECTIONS:
        setattr(plan, section.name, build_rows(document[section.name], section, find))
    return plan


def _read_rows(rows: Any, section: Section, path: str) -> tuple[list[dict[str, Any]], list[Violation]]:
    if not isinstance(rows, list):
        message = "%(value)s is not a list of rows; begin every row with “- ”."
        return [], [Violation(path, message, {"value": repr(rows)})]
    documents, faults = [], []
    for index, row in enumerate(rows):
        place = f"{path}.{index}"
        inner = section.within
        document, found = read_row(row, section.keys, place, extra=(inner.name,) if inner else ())
        faults += found
        if inner:
            written = row.get(inner.name, []) if isinstance(row, dict) else []
            document[inner.name], found = _read_rows(written, inner, f"{place}.{inner.name}")
            faults += found
        documents.append(document)
    return documents, faults


def _row_document(row: Any, section: Section) -> dict[str, Any]:
    document = row_values(row, section.keys)
    if inner := section.within:
        document[inner.name] = [_row_document(one, inner) for one in getattr(row, inner.name)]
    return document


def _written_row(row: dict[str, Any], section: Section) -> dict[str, Any]:
    written = without_defaults(row, section.keys)
    if inner := section.within:
        written[inner.name] = [_written_row(one, inner) for one in row[inner.name]]
    return written


def build_rows(rows: list[dict[str, Any]], section: Section, find: Callable[[str, str], int]) -> list[Any]:
    """New rows of one list, in order; see `build`."""
    built = []
    for position, row in enumerate(rows, start=1):
        made = section.model(position=position, **column_values(row, section.keys, find))
        if inner := section.within:
            setattr(made, inner.name, build_rows(row[inner.name], inner, find))
        built.append(made)
    return built
