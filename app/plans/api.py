"""Published plans with all their rows, for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.catalog.enums import ContactKind
from app.console.api import CODE, PAGING, ApiResource, asked_cursor, asked_size, linked, operation
from app.console.api_requests import FLAG, Query
from app.console.api_shapes import (
    Shape,
    With,
    amount,
    data,
    day,
    flag,
    itself,
    many,
    member,
    moment,
    one,
    reference,
    text,
    texts,
    whole,
)
from app.core import clock
from app.core.eligibility import Procedure, RequirementKind
from app.core.workflow import HolderKind, ResumeAt, ReturnTo, StageKind
from app.plans import queries
from app.plans.enums import ApplicationMode, AssessmentMethod, DeadlineKind, FeeKind, PaperSize, PlanStatus
from app.plans.models import PlanClause, PlanRoute, ReviewPlan
from app.plans.queries import PlanFilter

OBJECT = {"type": "object"}

NOTICE = Shape(
    "Notice",
    {"title": text("notice_title"), "number": text("notice_number"), "date": day("notice_date")},
)
SUMMARY = {
    "code": text(),
    "name": text(),
    "year": whole(),
    "status": member(PlanStatus),
    "region": reference(),
    "series": reference(),
    "issuer": reference(),
    "notice": one(NOTICE, itself),
    "opens_on": day(),
    "applicant_deadline": day(),
    "employer_deadline": day(),
}
PLAN_SUMMARY = Shape("PlanSummary", {**SUMMARY, "titles": many(Shape("OfferedTitle", {"title": reference()}))})
CLAUSE = Shape(
    "Clause",
    {"key": text(), "part": text(), "text": text(), "decided": text()},
    "A passage of the notice as printed; `decided` says why where no notice prints it.",
)
QUOTED = one(CLAUSE, "quoted", nullable=True)
PAPER = Shape(
    "Paper",
    {
        "receiver": reference("paper_receiver", nullable=True),
        "copies": whole("paper_copies"),
        "size": member(PaperSize, "paper_size"),
        "binding": text("paper_binding"),
        "due_working_days": whole("paper_due_working_days"),
    },
)
COMMITMENT = Shape("Commitment", {"title": text("commitment_title"), "text": text("commitment_text")})
BASIS = Shape("PlanBasis", {"name": text(), "number": text(), "clause": QUOTED})
DOCUMENT = Shape("PlanDocument", {"number": text(), "name": text(), "summary": text(), "clause": QUOTED})
TITLE = Shape(
    "PlanTitle",
    {
        "title": reference(),
        "name": text(),
        "recommended": flag(),
        "method": member(AssessmentMethod),
        "clause": QUOTED,
    },
)
CATEGORY = Shape("PlanCategory", {"key": text(), "name": text(), "covers": text(), "clause": QUOTED})
MODE = Shape(
    "PlanMode",
    {"mode": member(ApplicationMode), "name": text(), "option": text(), "hint": text(), "clause": QUOTED},
)
FORM_ON_PAPER = Shape(
    "PlanPaper",
    {
        "key": text(),
        "name": text(),
        "copies": whole(),
        "size": member(PaperSize),
        "binding": text(),
        "provided_by": text(),
        "applies_when": data(OBJECT),
        "clause": QUOTED,
    },
)
DEADLINE = Shape(
    "PlanDeadline",
    {
        "key": text(),
        "name": text(),
        "kind": member(DeadlineKind),
        "applies_when": data(OBJECT),
        "holder": member(HolderKind, nullable=True),
        "organisation": reference(nullable=True),
        "starts_on": day(nullable=True),
        "due_on": day(),
        "clause": QUOTED,
    },
)
SPECIALTY = Shape("PlanSpecialty", {"specialty": reference()})
COMMITTEE = Shape("PlanCommittee", {"committee": reference(), "clause": QUOTED})
ATTACHMENT = Shape(
    "PlanAttachment",
    {
        "key": text(),
        "name": text(),
        "hint": text(),
        "required": flag(),
        "applies_when": data(OBJECT),
        "max_bytes": whole(),
        "max_files": whole(),
        "clause": QUOTED,
    },
)
CONTACT = Shape(
    "PlanContact",
    {
        "kind": member(ContactKind, "contact.kind"),
        "office": text("contact.office"),
        "phone": text("contact.phone"),
        "address": text("contact.address"),
        "subject": text(),
        "clause": QUOTED,
    },
)
PATH = Shape(
    "QualificationPath",
    {
        "key": text(),
        "title": reference(),
        "mode": member(ApplicationMode),
        "education": texts(),
        "degree": texts(),
        "current_title": text(),
        "tenure_years": whole(),
        "appointed": flag(),
        "skill_level": text(),
        "skill_years": whole(),
        "vocational": text(),
        "professional_years": whole(),
        "major_match": text(),
        "unmatched_extra_years": whole(),
        "procedure": member(Procedure),
        "by_document": text(),
        "clause": QUOTED,
    },
    "One way to a title: every column that is filled must hold; the title is reachable when any of its paths holds.",
)
REQUIREMENT = Shape(
    "Requirement",
    {
        "key": text(),
        "kind": member(RequirementKind),
        "parameters": data(OBJECT),
        "applies_when": data(OBJECT),
        "waivable": flag(),
        "clause": QUOTED,
    },
)
FEE = Shape(
    "Fee",
    {
        "key": text(),
        "kind": member(FeeKind),
        "applies_when": data(OBJECT),
        "amount": amount("amount_fen"),
        "payee": reference(),
        "source": text(),
    },
)
STAGE = Shape(
    "RouteStage",
    {
        "position": whole(),
        "printed_step": whole(),
        "name": text(),
        "kind": member(StageKind),
        "holder": member(HolderKind),
        "organisation": reference("holder_organisation", nullable=True),
        "recipient": text(),
        "applies_when": data(OBJECT),
        "gates": texts(),
        "min_working_days": whole(),
        "due_working_days": whole(),
        "return_to": member(ReturnTo),
        "resume_at": member(ResumeAt),
        "clause": QUOTED,
    },
)


def quoting(rows: Iterable[Any], clauses: Mapping[str, PlanClause]) -> list[With]:
    """The rows, each with the clause that it rests on as `quoted`; the stages of a route as well."""
    return [
        With(
            row,
            quoted=clauses.get(row.clause),
            **({"stages": quoting(row.stages, clauses)} if isinstance(row, PlanRoute) else {}),
        )
        for row in rows
    ]


def _quoted(section: str) -> Any:
    """A list of a plan as a source, its rows with their clauses."""
    return lambda plan: quoting(getattr(plan, section), {clause.key: clause for clause in plan.clauses})


ROUTE = Shape("Route", {"name": text(), "applies_when": data(OBJECT), "clause": QUOTED, "stages": many(STAGE)})
PLAN = Shape(
    "Plan",
    {
        **SUMMARY,
        "published_at": moment(),
        "seniority_cutoff_date": day(),
        "return_due_working_days": whole(),
        "fee_due_working_days": whole(),
        "statement_max_characters": whole(),
        "photo": data(OBJECT),
        "paper": one(PAPER, itself),
        "commitment": one(COMMITMENT, itself),
        "notice_text": text(),
        "notes": text(),
        "clauses": many(CLAUSE),
        "bases": many(BASIS, _quoted("bases")),
        "documents": many(DOCUMENT, _quoted("documents")),
        "titles": many(TITLE, _quoted("titles")),
        "categories": many(CATEGORY, _quoted("categories")),
        "modes": many(MODE, _quoted("modes")),
        "specialties": many(SPECIALTY),
        "committees": many(COMMITTEE, _quoted("committees")),
        "attachments": many(ATTACHMENT, _quoted("attachments")),
        "papers": many(FORM_ON_PAPER, _quoted("papers")),
        "deadlines": many(DEADLINE, _quoted("deadlines")),
        "contacts": many(CONTACT, _quoted("contacts")),
        "paths": many(PATH, _quoted("paths")),
        "requirements": many(REQUIREMENT, _quoted("requirements")),
        "fees": many(FEE),
        "routes": many(ROUTE, _quoted("routes")),
    },
)


class PlanApi(ApiResource):
    """Published plans, readable without sign-in as on the portal."""

    resource_name = "plans"
    class_permission_name = "ReviewPlan"

    @operation(
        "",
        "",
        "Published plans, the newest first",
        PLAN_SUMMARY.page(),
        query=(
            Query("open", FLAG, "Only plans that take applications today"),
            Query("year", {"type": "integer", "minimum": 1900, "maximum": 2199}, "The plan's year"),
            Query("region", CODE, "The code of the plan's region"),
            *PAGING,
        ),
    )
    def list(self, asked: Mapping[str, Any]) -> Any:
        wanted = PlanFilter(asked["year"], asked["region"] or "", clock.today() if asked["open"] else None)
        cursor = asked_cursor(asked, ReviewPlan.opens_on)
        return PLAN_SUMMARY.page().of(linked(queries.published(wanted, cursor, asked_size(asked))))

    @operation("/<code>", "", "One published plan with all its rows", PLAN)
    def show(self, asked: Mapping[str, Any], code: str) -> Any:
        return PLAN.of(queries.published_with_rows(code))
