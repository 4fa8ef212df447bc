"""Drafts: imported from a pack, cloned, made and revised on screens, deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from app.access.scoping import acting
from app.console.integrity import refuse_if_used
from app.core.errors import Conflict, Invalid, Violation
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.documents.yaml_files import FileFaults, YamlFile, parse_yaml
from app.documents.yaml_rows import column_values
from app.extensions import db
from app.organisations.queries import code_of
from app.plans import queries
from app.plans.enums import PlanStatus
from app.plans.models import ReviewPlan
from app.plans.packs import PLAN_KEYS, SECTIONS, Document, PlanPack, build, build_rows, document_of, read_document
from app.plans.rules import Catalog, check_document, completed, elsewhere, inheriting, moved, retitled
from app.plans.services.owning import claimed, frozen, is_own, not_ours, own_plan

PackError = FileFaults


def load_pack(path: Path) -> PlanPack:
    """Read and check one pack against the catalog. Raises PackError with every fault and its line."""
    return read_pack(path.read_bytes(), path.name)


def read_pack(content: bytes, name: str) -> PlanPack:
    """The same for the content of a file of that name."""
    file = parse_yaml(content, name)
    code = parent_code(file)
    return checked_pack(file, queries.whole_document(code) if code else None, queries.catalog())


def checked_pack(file: YamlFile, parent: Document | None, catalog: Catalog) -> PlanPack:
    """The pack of a file, `parent` being the whole plan that it defers to. Raises PackError."""
    document, faults = read_document(completed(file.values, parent) if parent else file.values)
    faults += check_document(inheriting(document, parent) if parent else document, catalog)
    if faults:
        raise file.faults(faults)
    return PlanPack(file, document)


def parent_code(file: YamlFile) -> str:
    """The code of the plan that a file's plan defers to; "" where it names none."""
    code = file.values.get("parent") if isinstance(file.values, dict) else None
    return code if isinstance(code, str) else ""


def import_pack(pack: PlanPack) -> ReviewPlan:
    """A new draft with all rows of the pack. Raises Conflict where its code or name is taken, Refused for
    another organisation's plan."""
    plan = _add(pack.document, queries.catalog())
    decisions.record(SubjectKind.PLAN, plan.id, Action.IMPORT, details={"code": plan.code, "file": pack.file.name})
    return plan


def clone(
    plan_id: int,
    opens_on: dt.date,
    name: str,
    code: str,
    region: str = "",
    titles: Mapping[str, str] | None = None,
) -> ReviewPlan:
    """A draft of the same rows that opens on another day; every date goes along (`moved`).

    `region`: the code of another region, "" for the same; `titles`: other titles by the code of the plan's own.
    Raises OutOfScope, Conflict where the code or name is taken, Invalid for values that cannot be used.
    """
    source = own_plan(plan_id)
    copied = retitled(moved(document_of(source), opens_on), titles or {})
    if region:
        copied = elsewhere(copied, region)
    document, faults = read_document({**copied, "name": name, "code": code})
    catalog = queries.catalog()
    _refuse([*faults, *_unknown(document, catalog)])
    plan = _add(document, catalog)
    plan.clone_of_id = source.id
    db.session.flush()
    details = {"code": code, "clone_of": source.code, "region": region, "titles": dict(titles or {})}
    decisions.record(
        SubjectKind.PLAN, plan.id, Action.CLONE, details={name: value for name, value in details.items() if value}
    )
    return plan


def draft(values: Mapping[str, Any]) -> ReviewPlan:
    """A new draft of one's own with these values of a plan and no rows yet. Raises Invalid, Conflict."""
    issuer = code_of(acting(db.session).organisation_id)
    document, faults = read_document({**values, "issuer": issuer})
    _refuse([*faults, *_at_cells(_checked(document, queries.catalog()), "")])
    plan = _add(document, queries.catalog())
    decisions.record(SubjectKind.PLAN, plan.id, Action.EDIT, details={"code": plan.code, "changed": sorted(values)})
    return plan


def revise(plan_id: int, seen_version: int, values: Mapping[str, Any], within: str = "") -> ReviewPlan:
    """Put `values` (keys and lists of a document) in place of those that a draft has.

    Raises OutOfScope, Conflict, Refused for a plan that is no draft, and Invalid for what cannot be stored: values of
    the wrong shape, and single values below `within` (a dotted path, "" for the plan itself) that contradict the plan
    or the catalog. What a row or a list lacks as a whole is left to `publish`.
    """
    plan = claimed(plan_id, seen_version)
    if plan.status is not PlanStatus.DRAFT:
        raise frozen()
    catalog = queries.catalog()
    document, faults = read_document({**document_of(plan), **values})
    _refuse(
        [*faults, *_taken(plan, document), *_cycle(plan, document), *_at_cells(_checked(document, catalog), within)]
    )
    write(plan, document, values, catalog)
    if not is_own(plan.issuer_id):
        raise not_ours()
    decisions.record(SubjectKind.PLAN, plan.id, Action.EDIT, details={"code": plan.code, "changed": sorted(values)})
    return plan


def delete(plan_id: int, seen_version: int) -> str:
    """Take a draft away with all its rows; its name. Raises Conflict, Refused where it is no draft or was cloned."""
    plan = claimed(plan_id, seen_version)
    if plan.status is not PlanStatus.DRAFT:
        raise frozen()
    refuse_if_used(plan)
    decisions.record(SubjectKind.PLAN, plan.id, Action.EDIT, details={"code": plan.code, "deleted": True})
    db.session.delete(plan)
    db.session.flush()
    return plan.name


def _add(document: Document, catalog: Catalog) -> ReviewPlan:
    code_taken, name_taken = queries.is_taken(document["code"], document["name"])
    if code_taken:
        raise Conflict("There is already a plan with the code %(code)s.", code=document["code"])
    if name_taken:
        raise Conflict("There is already a plan with the name “%(name)s”.", name=document["name"])
    plan = build(document, lambda table, code: catalog[table][code].id)
    if not is_own(plan.issuer_id):
        raise not_ours()
    db.session.add(plan)
    db.session.flush()
    return plan


def write(plan: ReviewPlan, document: Document, changed: Iterable[str], catalog: Catalog) -> None:
    """Put the document's own values, and those of its lists that changed, in place of what the plan has."""

    def find(table: str, code: str) -> int:
        return catalog[table][code].id

    for name, value in column_values(document, PLAN_KEYS, find).items():
        if getattr(plan, name) != value:
            setattr(plan, name, value)
    for section in SECTIONS:
        if section.name in changed:
            rows = getattr(plan, section.name)
            rows.clear()
            # Rows that only change places share their names with rows of before.
            db.session.flush()
            rows.extend(build_rows(document[section.name], section, find))
    db.session.flush()


def _checked(document: Document, catalog: Catalog) -> list[Violation]:
    """What contradicts itself in a document together with what it takes from its parent."""
    code = document.get("parent")
    parent = queries.whole_document(code) if code else None
    return check_document(inheriting(document, parent) if parent else document, catalog)


def _refuse(faults: list[Violation]) -> None:
    if faults:
        raise Invalid(faults)


def _taken(plan: ReviewPlan, document: Document) -> list[Violation]:
    code, name = document.get("code", plan.code), document.get("name", plan.name)
    code_taken, name_taken = queries.is_taken(code, name)
    faults = []
    if code_taken and code != plan.code:
        faults.append(Violation("code", "There is already a plan with the code %(code)s.", {"code": code}))
    if name_taken and name != plan.name:
        faults.append(Violation("name", "There is already a plan with the name “%(name)s”.", {"name": name}))
    return faults


def _cycle(plan: ReviewPlan, document: Document) -> list[Violation]:
    """A plan cannot defer to one that defers to it."""
    code = document.get("parent")
    if code is None or plan.code not in (chain := queries.parents_of(code)):
        return []
    message = "“%(name)s” defers to this plan itself; name another, or none."
    return [Violation("parent", message, {"name": chain[code]})]


def _unknown(document: Document, catalog: Catalog) -> list[Violation]:
    """A region or titles that the catalog does not have, and titles that would stand twice."""
    region, titles = document.get("region"), [row.get("title") for row in document["titles"]]
    faults = []
    if region not in catalog["regions"]:
        faults.append(Violation("region", "%(code)s is no region of the catalog.", {"code": region}))
    for title in titles:
        if title not in catalog["professional_titles"]:
            faults.append(Violation("titles", "%(code)s is no title of the catalog.", {"code": title}))
    for title in sorted({title for title in titles if titles.count(title) > 1}):
        faults.append(Violation("titles", "%(name)s would stand twice; choose another.", {"name": title}))
    return faults


def _at_cells(faults: Iterable[Violation], within: str) -> list[Violation]:
    """Faults of single values: of the plan itself, or of the rows of the list `within`."""
    if not within:
        lists = {section.name for section in SECTIONS}
        return [fault for fault in faults if fault.field.partition(".")[0] not in lists]
    start = f"{within}."
    return [fault for fault in faults if fault.field.startswith(start) and "." in fault.field.removeprefix(start)]
