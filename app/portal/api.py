"""Self-check and photo check for everybody, and one's own applications."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from flask import request

from app.access.scoping import acting
from app.applications import queries, services
from app.applications.api import APPLICATION, EVENT, FINDING, STEP, told_findings, told_history, told_steps
from app.applications.facts import rulings_of
from app.applications.labels import thawed
from app.applications.models import Application
from app.applications.services.previewing import picture
from app.applications.services.telling import conclusion_is_public
from app.console.api import CODE, FORM, ID, PAGING, ApiResource, asked_cursor, asked_size, linked, operation, per_minute
from app.console.api_records import read_record, schema_of
from app.console.api_requests import Query
from app.console.api_shapes import Shape, With, closed, data, day, flag, many, member, moment, reference, text, whole
from app.console.errors import translate
from app.console.layout import label
from app.core import clock
from app.core.eligibility import ApplicantFacts, Outcome, with_rulings
from app.core.errors import Invalid, Violation
from app.core.photo import MEGABYTE, PhotoLimits, check_photo
from app.core.workflow import WITH_APPLICANT, Subject
from app.decisions import queries as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import db
from app.fees import queries as fees
from app.files.images import inspect_photo
from app.files.services import original_bytes
from app.organisations.enums import AffiliationLevel
from app.plans import queries as plans
from app.plans.enums import ApplicationMode
from app.plans.models import ReviewPlan
from app.portal.services import Answer, day_of_check, self_check

NO_PATH = "The plan has no path to this title under this mode. Choose another title or another mode."
LARGEST_PHOTO = 10 * MEGABYTE
EARLIEST = Shape(
    "EarliestDay",
    {"subject": text(), "kind": data(closed({"code": {"type": "string"}, "name": {"type": "string"}})), "day": day()},
    "By when what a path or requirement (`subject`) lacks in time would hold: a cut-off date for years, a day of "
    "submission for insurance.",
)
ANSWER = {
    "outcome": member(Outcome),
    "possible_on": day(nullable=True),
    "findings": many(FINDING),
    "earliest": many(EARLIEST),
    "attachments": many(Shape("AttachmentToPrepare", {"key": text(), "name": text(), "required": flag()})),
}
SELF_CHECK = Shape(
    "SelfCheck",
    {
        "plan": text(),
        "title": text(),
        "mode": text(),
        "counted_to": day(),
        "submitted_on": day(),
        **ANSWER,
        "answers": many(Shape("SelfCheckAnswer", {"title": reference(), "mode": member(ApplicationMode), **ANSWER})),
    },
    "Nothing of what was sent is stored. `title`, `mode` and what stands beside them are those asked for, else those "
    "of the nearest of `answers`. `possible_on`: by when nothing would fail any more, where only time is missing.",
)
# A limit that a photo can be held against by itself: its name, and the columns of the plan's row that make it.
PHOTO_LIMITS: Mapping[str, tuple[str, ...]] = {
    "format": ("formats",),
    "smallest_file": ("min_bytes",),
    "largest_file": ("max_bytes",),
    "width": ("min_width",),
    "height": ("min_height",),
    "ratio": ("min_ratio", "max_ratio"),
    "white_border": ("white_border", "white_tolerance", "white_share"),
}
PHOTO_CHECK = Shape(
    "PhotoCheck",
    {
        "accepted": flag(),
        "format": text(),
        "size_bytes": whole(),
        "width": whole(),
        "height": whole(),
        "ratio": data({"type": "number"}),
        "border_white_share": data({"type": "number"}),
        "limits": many(
            Shape(
                "PhotoLimit",
                {"limit": text(), "wanted": data({"type": "object"}), "kept": flag(), "message": text()},
                "One limit of the plan; `message` names the figure found and the figure wanted where it is broken.",
            )
        ),
    },
    "The photo as measured against every limit of the plan. Nothing is stored.",
)


class SelfCheckApi(ApiResource):
    """May somebody with these facts apply? The same rules as in the wizard and at every audit."""

    route_base = "/api/v1/plans"
    class_permission_name = "SelfCheck"
    limits = [per_minute(240)]

    @operation(
        "/<code>/self-check",
        "",
        "Hold facts against a published plan's conditions",
        SELF_CHECK,
        method="POST",
        body={
            "type": "object",
            "properties": {
                "title": {**CODE, "description": "The code of a title that the plan offers; every one if absent"},
                "mode": {
                    "type": "string",
                    "enum": [mode.name for mode in ApplicationMode],
                    "description": "A mode that the plan offers; every one if absent",
                },
                "category": {**CODE, "description": "The key of one of the plan's application categories"},
                "affiliation_level": {"type": "string", "enum": [level.name for level in AffiliationLevel]},
                "facts": {
                    **schema_of(ApplicantFacts),
                    "description": "What is absent or null is not known: evidence needed; [] is known to be none",
                },
            },
            "required": ["facts"],
            "additionalProperties": False,
        },
    )
    def check(self, asked: Any, given: Mapping[str, Any], code: str) -> Any:
        plan = plans.published_with_rows(code)
        violations: list[Violation] = []
        facts = read_record(ApplicantFacts, given["facts"], "facts", violations)
        violations += _not_offered(plan, given)
        if violations:
            raise Invalid(violations)
        title, mode = given.get("title", ""), given.get("mode", "")
        answers = self_check(plan, facts, _subject(given, facts), clock.today(), title, mode)
        if not answers:
            raise Invalid([Violation("mode" if mode else "title", NO_PATH)])
        told = [_told(answer, plan) for answer in answers]
        return SELF_CHECK.of(
            {
                **told[0],
                "plan": plan.code,
                "title": answers[0].title.title.code,
                "mode": answers[0].mode.mode.name,
                "counted_to": plan.seniority_cutoff_date,
                "submitted_on": day_of_check(plan, clock.today()),
                "answers": told,
            }
        )


class PhotoCheckApi(ApiResource):
    """The ID photo against a plan's limits, before it is uploaded in the wizard."""

    resource_name = "photo-checks"
    class_permission_name = "PhotoCheck"
    limits = [per_minute(60)]

    @operation(
        "",
        "",
        "Measure an ID photo against every limit of a plan",
        PHOTO_CHECK,
        method="POST",
        query=(Query("plan", CODE, "The code of a published plan", required=True),),
        body={
            "type": "object",
            "properties": {"photo": {"type": "string", "format": "binary", "description": "At most 10 MB"}},
            "required": ["photo"],
        },
        body_type=FORM,
        refusals=(404,),
    )
    def check(self, asked: Mapping[str, Any]) -> Any:
        limits = PhotoLimits.from_mapping(plans.published_with_rows(asked["plan"]).photo)
        upload = request.files.get("photo")
        if upload is None:
            raise Invalid([Violation("photo", "Please choose a photo.")])
        photo = inspect_photo(original_bytes(upload.stream, LARGEST_PHOTO), limits)
        checks = [_held_against(name, photo, limits) for name in PHOTO_LIMITS]
        shown = [check for check in checks if check["wanted"]]
        return PHOTO_CHECK.of(
            {
                **dataclasses.asdict(photo),
                "accepted": all(check["kept"] for check in shown),
                "ratio": round(photo.width / photo.height, 4),
                "limits": shown,
            }
        )


MY_SUMMARY = Shape("MyApplication", APPLICATION)
MY_RECORD = Shape(
    "MyApplicationRecord",
    {
        **APPLICATION,
        "deadline": day(nullable=True),
        "fee_due_on": day(nullable=True),
        "route": many(STEP),
        "findings": many(FINDING),
        "history": many(EVENT),
        "versions": many(Shape("Version", {"version": whole(), "submitted_at": moment(), "sha256": text()})),
    },
    "`deadline` is the last day for submitting, while it is with the applicant.",
)


class MyApplicationApi(ApiResource):
    """我的申报."""

    resource_name = "my/applications"
    class_permission_name = "MyApplication"

    @operation("", "list", "One's own applications, the newest first", MY_SUMMARY.page(), query=PAGING)
    def list(self, asked: Mapping[str, Any]) -> Any:
        applicant_id = acting(db.session).applicant_id
        cursor = asked_cursor(asked, Application.id)
        return MY_SUMMARY.page().of(linked(queries.page_of_applicant(applicant_id, cursor, asked_size(asked))))

    @operation(f"/{ID.format('application_id')}", "show", "Where one application stands, and its history", MY_RECORD)
    def show(self, asked: Any, application_id: int) -> Any:
        application = queries.load(application_id)
        history = decisions.history(SubjectKind.APPLICATION, application.id)
        submissions = queries.submissions(application.id)
        found = thawed(submissions[-1].content) if submissions else []
        order = fees.of_application(application.id)
        steps, holders = picture(application, history)
        public = conclusion_is_public(application, [stage for step in steps for stage in step.stages])
        return MY_RECORD.of(
            With(
                application,
                deadline=services.deadline_of(application) if application.status in WITH_APPLICANT else None,
                fee_due_on=order.due_on if order else None,
                route=told_steps(steps, holders),
                findings=told_findings(
                    with_rulings(found, rulings_of(queries.rulings(application.id))), application.plan.clauses
                ),
                history=told_history(history, () if public else (Action.CONCLUDE,)),
                versions=submissions,
            )
        )


def _told(answer: Answer, plan: ReviewPlan) -> dict[str, Any]:
    """One answer as SELF_CHECK reads it, in the caller's language."""
    return {
        "title": answer.title.title,
        "mode": answer.mode.mode,
        "outcome": answer.outcome,
        "possible_on": answer.possible_on,
        "findings": told_findings(answer.findings, plan.clauses),
        "earliest": [
            {"subject": subject, "kind": {"code": kind.name, "name": label(kind)}, "day": day}
            for subject, days in answer.days.items()
            for kind, day in days.items()
        ],
        "attachments": [
            {"key": kind.key, "name": kind.name, "required": required} for kind, required in answer.attachments
        ],
    }


def _subject(given: Mapping[str, Any], facts: ApplicantFacts) -> Subject:
    """What conditions of rows can look at in a self-check, besides title and mode."""
    return Subject(
        employer_kind=facts.employer_kind or "",
        affiliation_level=given.get("affiliation_level", ""),
        department=facts.department or "",
        category=given.get("category", ""),
        region=facts.work_region or "",
        established=facts.established_post,
    )


def _not_offered(plan: ReviewPlan, given: Mapping[str, Any]) -> list[Violation]:
    offered = {
        "title": ({row.title.code for row in plan.titles}, "This plan does not offer this title."),
        "mode": ({row.mode.name for row in plan.modes}, "This plan does not offer this mode."),
        "category": ({row.key for row in plan.categories}, "This plan does not have this category."),
    }
    return [
        Violation(name, message)
        for name, (known, message) in offered.items()
        if name in given and given[name] not in known
    ]


def _held_against(name: str, photo: Any, limits: PhotoLimits) -> dict[str, Any]:
    """One limit by itself; `wanted` is empty where the plan asks nothing."""
    columns = PHOTO_LIMITS[name]
    wanted = {column: getattr(limits, column) for column in columns if getattr(limits, column) is not None}
    broken = check_photo(photo, PhotoLimits(**wanted))
    return {
        "limit": name,
        "wanted": {column: _as_json(value) for column, value in wanted.items()},
        "kept": not broken,
        "message": translate(broken[0].message, broken[0].params) if broken else "",
    }


def _as_json(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, (int, bool)) else float(value)
