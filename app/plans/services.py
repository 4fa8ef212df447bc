"""Commands over plans: import, clone, publish, close. A published plan and all its rows are frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from app.access.scoping import acting
from app.console.integrity import refuse_if_used
from app.core import clock
from app.core.actor import Role
from app.core.errors import Conflict, Invalid, OutOfScope, Refused, Violation
from app.decisions import queries as decisions_queries
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.documents.yaml_files import FileFaults, parse_yaml
from app.documents.yaml_rows import column_values
from app.extensions import db
from app.organisations.queries import code_of
from app.plans import queries
from app.plans.enums import PlanStatus
from app.plans.models import ReviewPlan, RouteStage
from app.plans.packs import (
    PLAN_KEYS,
    SECTIONS,
    Document,
    PlanPack,
    build,
    build_rows,
    document_of,
    moved,
    read_document,
)
from app.plans.rules import Catalog, check_document, check_plan, completed, inheriting, lacking

PackError = FileFaults
CHILDREN = tuple(section.model for section in SECTIONS)
GUARDED = (ReviewPlan, RouteStage, *CHILDREN)


def load_pack(path: Path) -> PlanPack:
    """Read and check one pack against the catalog. Raises PackError with every fault and its line."""
    return read_pack(path.read_bytes(), path.name)


def read_pack(content: bytes, name: str) -> PlanPack:
    """The same for the content of a file of that name."""
    file = parse_yaml(content, name)
    code = file.values.get("parent") if isinstance(file.values, dict) else None
    parent = queries.whole_document(code) if isinstance(code, str) else None
    document, faults = read_document(completed(file.values, parent) if parent else file.values)
    faults += _checked(document, queries.catalog())
    if faults:
        raise file.faults(faults)
    return PlanPack(file, document)


def import_pack(pack: PlanPack) -> ReviewPlan:
    """A new draft with all rows of the pack. Raises Conflict where its code or name is taken, Refused for
    another organisation's plan."""
    plan = _add(pack.document, queries.catalog())
    decisions.record(SubjectKind.PLAN, plan.id, Action.IMPORT, details={"code": plan.code, "file": pack.file.name})
    return plan


def clone(plan_id: int, opens_on: dt.date, name: str, code: str) -> ReviewPlan:
    """A draft of the same rows that opens on another day; every date moves by as many days, the year along.

    Raises OutOfScope, Conflict where the code or name is taken, Invalid for a code or name that cannot be used.
    """
    source = own_plan(plan_id)
    document, faults = read_document({**moved(document_of(source), opens_on), "name": name, "code": code})
    if faults:
        raise Invalid(faults)
    plan = _add(document, queries.catalog())
    plan.clone_of_id = source.id
    db.session.flush()
    decisions.record(SubjectKind.PLAN, plan.id, Action.CLONE, details={"code": code, "clone_of": source.code})
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
    plan = _claimed(plan_id, seen_version)
    if plan.status is not PlanStatus.DRAFT:
        raise _refusal()
    catalog = queries.catalog()
    document, faults = read_document({**document_of(plan), **values})
    _refuse([*faults, *_taken(plan, document), *_at_cells(_checked(document, catalog), within)])
    _write(plan, document, values, catalog)
    if not _is_own(plan.issuer_id):
        raise _not_ours()
    decisions.record(SubjectKind.PLAN, plan.id, Action.EDIT, details={"code": plan.code, "changed": sorted(values)})
    return plan


def delete(plan_id: int, seen_version: int) -> str:
    """Take a draft away with all its rows; its name. Raises Conflict, Refused where it is no draft or was cloned."""
    plan = _claimed(plan_id, seen_version)
    if plan.status is not PlanStatus.DRAFT:
        raise _refusal()
    refuse_if_used(plan)
    decisions.record(SubjectKind.PLAN, plan.id, Action.EDIT, details={"code": plan.code, "deleted": True})
    db.session.delete(plan)
    db.session.flush()
    return plan.name


def publish(plan_id: int, seen_version: int) -> ReviewPlan:
    """Open a draft to applicants and freeze it. Raises Conflict, Refused, Invalid with every fault of the plan."""
    plan = _claimed(plan_id, seen_version)
    if plan.status is not PlanStatus.DRAFT:
        raise Refused("Only a draft can be published; this plan is published already.")
    if faults := faults_of(plan):
        raise Invalid(faults)
    if parent := queries.parent_of(plan):
        _inherit(plan, parent, queries.catalog())
    plan.status = PlanStatus.PUBLISHED
    plan.published_at = clock.now()
    db.session.flush()
    decisions.record(SubjectKind.PLAN, plan.id, Action.PUBLISH, details={"code": plan.code})
    return plan


def close(plan_id: int, seen_version: int) -> ReviewPlan:
    """End a published plan: it takes no more applications. Raises Conflict, Refused."""
    plan = _claimed(plan_id, seen_version)
    if plan.status is not PlanStatus.PUBLISHED:
        raise Refused("Only a published plan can be closed.")
    plan.status = PlanStatus.CLOSED
    db.session.flush()
    decisions.record(SubjectKind.PLAN, plan.id, Action.CLOSE, details={"code": plan.code})
    return plan


def faults_of(plan: ReviewPlan) -> list[Violation]:
    """Everything that keeps a draft from being published; fields are dotted paths into it with its parent's rows."""
    return check_plan(plan, queries.catalog(), queries.parent_of(plan))


def own_draft(plan_id: int) -> ReviewPlan:
    """A draft of one's own with all its rows. Raises OutOfScope, Refused for a plan that is no draft."""
    plan = own_plan(plan_id)
    if plan.status is not PlanStatus.DRAFT:
        raise _refusal()
    return plan


def own_plan(plan_id: int) -> ReviewPlan:
    """A plan that the actor's organisation issued, with all its rows; the others' can be read, not changed."""
    return _owned(queries.plan_with_rows(plan_id))


def _owned(plan: ReviewPlan) -> ReviewPlan:
    if not _is_own(plan.issuer_id):
        raise OutOfScope
    return plan


def _is_own(issuer_id: int) -> bool:
    actor = acting(db.session)
    return actor.has(Role.SYSTEM) or actor.organisation_id == issuer_id


def _claimed(plan_id: int, seen_version: int) -> ReviewPlan:
    plan = _owned(queries.plan_by_id(plan_id))
    if not queries.claim(plan, seen_version):
        raise _conflict(plan)
    return queries.plan_with_rows(plan_id)


def _conflict(plan: ReviewPlan) -> Conflict:
    last = decisions_queries.latest(SubjectKind.PLAN, plan.id, *Action)
    if last is None:
        return Conflict()
    return Conflict(
        "%(who)s changed this plan at %(time)s. Please open it again to see how it stands.",
        who=last.actor_name,
        time=last.at,
    )


def _add(document: Document, catalog: Catalog) -> ReviewPlan:
    code_taken, name_taken = queries.is_taken(document["code"], document["name"])
    if code_taken:
        raise Conflict("There is already a plan with the code %(code)s.", code=document["code"])
    if name_taken:
        raise Conflict("There is already a plan with the name “%(name)s”.", name=document["name"])
    plan = build(document, lambda table, code: catalog[table][code].id)
    if not _is_own(plan.issuer_id):
        raise _not_ours()
    db.session.add(plan)
    db.session.flush()
    return plan


def _write(plan: ReviewPlan, document: Document, changed: Iterable[str], catalog: Catalog) -> None:
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


def _inherit(plan: ReviewPlan, parent: Document, catalog: Catalog) -> None:
    """Copy the parent's rows that the plan lacks, marked as inherited, behind its own."""
    taken = lacking(document_of(plan), parent)
    for section in SECTIONS:
        rows = getattr(plan, section.name)
        own = len(rows)
        for row in build_rows(taken.get(section.name, []), section, lambda table, code: catalog[table][code].id):
            row.position += own
            row.inherited = True
            rows.append(row)
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


def _at_cells(faults: Iterable[Violation], within: str) -> list[Violation]:
    """Faults of single values: of the plan itself, or of the rows of the list `within`."""
    if not within:
        lists = {section.name for section in SECTIONS}
        return [fault for fault in faults if fault.field.partition(".")[0] not in lists]
    start = f"{within}."
    return [fault for fault in faults if fault.field.startswith(start) and "." in fault.field.removeprefix(start)]


def _not_ours() -> Refused:
    return Refused("This plan is issued by another organisation; you can make plans of your own only.")


@event.listens_for(Session, "before_flush")
def _keep_frozen(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """Refuse to write a row of a plan that is not a draft, but for closing the plan."""
    changed = (row for row in session.dirty if session.is_modified(row))
    plan_ids: set[int] = set()
    route_ids: set[int] = set()
    for row in (*session.new, *changed, *session.deleted):
        if isinstance(row, RouteStage):
            route_ids |= _owners(row, "route_id", "route")
        elif isinstance(row, CHILDREN):
            plan_ids |= _owners(row, "plan_id", "plan")
        elif isinstance(row, ReviewPlan) and row.id and not _is_closing(row):
            plan_ids.add(row.id)
    if (route_ids or plan_ids) and queries.any_frozen(session, plan_ids, route_ids):
        raise _refusal()


@event.listens_for(Session, "do_orm_execute")
def _keep_frozen_in_bulk(state: ORMExecuteState) -> None:
    """The same for statements over the models that no flush sees; a claim writes the version alone."""
    model = state.bind_mapper.class_ if state.bind_mapper else None
    if state.is_select or model not in GUARDED or state.execution_options.get(queries.CLAIM):
        return
    if state.is_insert:
        raise TypeError("rows of plans are added to the session one by one; only so a published plan stays frozen")
    statement: Any = state.statement
    if queries.reaches_frozen(state.session, model, statement.whereclause):
        raise _refusal()


def _refusal() -> Refused:
    return Refused("A published plan can no longer be changed. Please clone it and publish the clone.")


def _is_closing(plan: ReviewPlan) -> bool:
    attributes: Any = inspect(plan).attrs
    changes = {attribute.key for attribute in attributes if attribute.history.has_changes()}
    before = list(attributes.status.history.deleted or ())
    return changes == {"status"} and before == [PlanStatus.PUBLISHED] and plan.status is PlanStatus.CLOSED


def _owners(row: Any, column: str, relationship: str) -> set[int]:
    """The ids of the rows that a row hangs on, before its change and after."""
    attributes = inspect(row).attrs
    ids = attributes[column].load_history().sum()
    related = attributes[relationship].history.sum()
    return {value for value in (*ids, *(one.id for one in related if one is not None)) if value is not None}
