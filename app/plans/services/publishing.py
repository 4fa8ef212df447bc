"""The states of a plan: published when nothing is wrong with it, closed, archived when all is done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from app.access.scoping import acting
from app.core import clock
from app.core.actor import Role
from app.core.errors import Invalid, Refused, Violation
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import db
from app.plans import process, queries
from app.plans.enums import PlanStatus
from app.plans.models import ReviewPlan
from app.plans.packs import SECTIONS, Document, build_rows, document_of
from app.plans.rules import Catalog, check_plan, inheriting, lacking, office_faults, warn_of, warning_key
from app.plans.services.owning import claimed


@dataclass(frozen=True)
class Findings:
    """What the check of a plan found: `errors` keep it from being published, each of `warnings` needs a tick."""

    errors: list[Violation] = field(default_factory=list)
    warnings: list[Violation] = field(default_factory=list)


class Unconfirmed(Invalid):
    """Warnings of the plan that nobody has ticked."""

    message = "Please confirm every warning, or correct what it points to."


def findings_of(plan: ReviewPlan) -> Findings:
    """Everything that is wrong with a plan as it would be published; fields are dotted paths into it with its parent's
    rows, or `employers.<id>` for an employer whom nobody can answer for."""
    catalog, parent = queries.catalog(), queries.parent_of(plan)
    errors = check_plan(plan, catalog, parent)
    if plan.parent is not None and plan.parent.status is PlanStatus.DRAFT:
        message = "“%(name)s” is a draft still; publish it first, its rows are copied from it."
        errors.append(Violation("parent", message, {"name": plan.parent.name}))
    own = document_of(plan, published=plan.status is not PlanStatus.DRAFT)
    document = inheriting(own, parent) if parent and plan.status is PlanStatus.DRAFT else own
    left, elsewhere = office_faults(document, catalog, plan.clone_of.region.code if plan.clone_of else "")
    # What cannot be read is told first; a plan of the database is then asked in full.
    if not errors:
        errors += queries.unresolved(document, catalog)
    return Findings([*errors, *left], [*warn_of(document, catalog), *elsewhere])


def faults_of(plan: ReviewPlan) -> list[Violation]:
    """What keeps a draft from being published."""
    return findings_of(plan).errors


def publish(plan_id: int, seen_version: int, accepted: Collection[str] = ()) -> ReviewPlan:
    """Open a draft to applicants and freeze it; the log keeps which warnings were accepted (their keys).

    Raises Conflict, Refused, Invalid with every fault of the plan, Unconfirmed with the warnings nobody ticked. The
    system itself accepts them all.
    """
    plan = claimed(plan_id, seen_version)
    if plan.status is not PlanStatus.DRAFT:
        raise Refused("Only a draft can be published; this plan is published already.")
    found = findings_of(plan)
    if found.errors:
        raise Invalid(found.errors)
    if not acting(db.session).has(Role.SYSTEM):
        open_ = [one for one in found.warnings if warning_key(one) not in accepted]
        if open_:
            raise Unconfirmed(open_)
    if parent := queries.parent_of(plan):
        _inherit(plan, parent, queries.catalog())
    plan.status = PlanStatus.PUBLISHED
    plan.published_at = clock.now()
    db.session.flush()
    details: dict[str, Any] = {"code": plan.code}
    if found.warnings:
        details["accepted"] = [{"field": one.field, "warning": one.message % one.params} for one in found.warnings]
    decisions.record(SubjectKind.PLAN, plan.id, Action.PUBLISH, details=details)
    return plan


def close(plan_id: int, seen_version: int) -> ReviewPlan:
    """End a published plan: it takes no more applications. Raises Conflict, Refused."""
    plan = claimed(plan_id, seen_version)
    if plan.status is not PlanStatus.PUBLISHED:
        raise Refused("Only a published plan can be closed.")
    plan.status = PlanStatus.CLOSED
    db.session.flush()
    decisions.record(SubjectKind.PLAN, plan.id, Action.CLOSE, details={"code": plan.code})
    return plan


def archive(plan_id: int, seen_version: int) -> ReviewPlan:
    """Put a closed plan away for good; it stays readable. Raises Conflict, Refused while an application is open."""
    plan = claimed(plan_id, seen_version)
    if plan.status is not PlanStatus.CLOSED:
        raise Refused("Only a closed plan can be archived.")
    if count := process.installed().open_applications(plan.id):
        raise Refused(
            "%(count)s applications under this plan are still open. It can be archived when all of them are done.",
            count=count,
        )
    plan.status = PlanStatus.ARCHIVED
    db.session.flush()
    decisions.record(SubjectKind.PLAN, plan.id, Action.CLOSE, details={"code": plan.code, "archived": True})
    return plan


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
