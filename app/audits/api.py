"""The auditor's queue and decisions over the API: the same filters, the same services as the screens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.access.scoping import acting
from app.applications import queries as applications
from app.applications.api import APPLICATION, EVENT, FINDING, STEP, told_findings, told_history, told_steps
from app.applications.labels import SECTIONS, submission_view
from app.applications.models import Application
from app.applications.services.previewing import picture
from app.audits import queries, services
from app.audits.enums import Tab
from app.audits.labels import outcome_words
from app.audits.queries import QueueFilter
from app.console.actions import DECISIONS, check_decision
from app.console.api import CODE, ID, PAGING, ApiResource, asked_cursor, asked_size, linked, operation
from app.console.api_requests import DAY, LARGEST_ID, Query
from app.console.api_shapes import Shape, With, day, flag, many, member, moment, one, reference, text, texts, whole
from app.console.commands import command
from app.console.errors import translate
from app.core.text import tidy
from app.core.workflow import Decision, StageKind, Status
from app.decisions import queries as decisions
from app.decisions.enums import SubjectKind
from app.extensions import db
from app.plans import queries as plans

PLACE = f"/{ID.format('application_id')}"
WRITTEN = {"type": "string", "maxLength": 4000}

WAITING = Shape("AuditSummary", {**APPLICATION, "employer": reference()})
PAIR = Shape("LabelledText", {"label": text(), "value": text()})
TABLE = Shape(
    "FrozenTable", {"section": text(), "title": text(), "rows": many(Shape("FrozenRow", {"cells": many(PAIR)}))}
)
ENTRY = Shape("FrozenEntry", {"title": text(), "fields": many(PAIR)})
SUBMISSION = Shape(
    "FrozenSubmission",
    {
        "version": whole(),
        "submitted_at": moment(),
        "sha256": text(),
        "identity": many(PAIR),
        "work": many(PAIR),
        "answers": many(PAIR),
        "tables": many(TABLE),
        "statement": text(),
        "entries": many(ENTRY),
        "attachments": many(Shape("FrozenAttachments", {"kind": text(), "files": texts()})),
    },
    "The newest version as it was frozen; the identity number is masked.",
)
OFFERED = Shape(
    "OfferedDecision",
    {"decision": member(Decision), "blocked": text()},
    "A decision that may be taken now; `blocked` says why it cannot be carried out yet, if it cannot.",
)
RECORD = Shape(
    "AuditRecord",
    {
        **APPLICATION,
        "employer": reference(),
        "is_ours": flag(),
        "offered": many(OFFERED),
        "submission": one(SUBMISSION),
        "findings": many(FINDING),
        "route": many(STEP),
        "history": many(EVENT),
    },
)
DECIDED = Shape(
    "Decided",
    {
        "id": whole(),
        "status": member(Status),
        "stage": text("stage.name", nullable=True),
        "holder": reference(nullable=True),
        "return_due_on": day(nullable=True),
        "version": whole(),
        "message": text(),
    },
    "Where the application is after the decision.",
)


class AuditApi(ApiResource):
    """职称申报资格审查 (R-180 to R-183, R-192 to R-195)."""

    resource_name = "audits"
    class_permission_name = "Application"

    @operation(
        "",
        "list",
        "The queue: what waits oldest first, everything else newest first",
        WAITING.page(),
        query=(
            Query(
                "tab",
                {"type": "string", "enum": [tab.name for tab in Tab]},
                "What waits for us, what we have dealt with, or everything in sight; by default what the screen shows",
            ),
            Query("plan", CODE, "The code of a plan"),
            Query("stage", {"type": "string", "enum": [kind.name for kind in StageKind]}, "The kind of stage"),
            Query("status", {"type": "string", "enum": [status.name for status in Status]}, "The status"),
            Query("name", {"type": "string", "maxLength": 60}, "How the applicant's name begins"),
            Query("from", DAY, "Submitted on this day or later"),
            Query("to", DAY, "Submitted on this day or before"),
            *PAGING,
        ),
        refusals=(404,),
    )
    def list(self, asked: Mapping[str, Any]) -> Any:
        cursor = asked_cursor(asked, Application.submitted_at)
        page = queries.queue(self._filter(asked), acting(db.session).organisation_id, cursor)
        return WAITING.page().of(linked(page))

    @operation(PLACE, "show", "One application with all that the workbench shows", RECORD)
    def show(self, asked: Any, application_id: int) -> Any:
        application = applications.load(application_id)
        submission = applications.newest_submission(application.id)
        history = decisions.history(SubjectKind.APPLICATION, application.id)
        return RECORD.of(
            With(
                application,
                is_ours=services.is_ours(application),
                offered=_offered(application),
                submission=With(submission, **_frozen(submission.content)),
                findings=told_findings(services.findings(application, submission.content), application.plan.clauses),
                route=told_steps(*picture(application, history)),
                history=told_history(history),
            )
        )

    @operation(
        f"{PLACE}/decisions",
        "audit",
        "Pass, return or reject",
        DECIDED,
        method="POST",
        status=201,
        body={
            "type": "object",
            "properties": {
                "decision": {"type": "string", "enum": [decision.name for decision in DECISIONS]},
                "version": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": LARGEST_ID,
                    "description": "The version that the decision was made for; another one is a conflict",
                },
                "opinion": {**WRITTEN, "description": "What a pass needs, at most 500 characters"},
                "reason": {**WRITTEN, "description": "What a rejection needs, and a return without defects"},
                "defects": {
                    "type": "array",
                    "maxItems": 50,
                    "description": "What a return asks to be corrected",
                    "items": {
                        "type": "object",
                        "properties": {"section": {"type": "string", "enum": [*SECTIONS]}, "text": WRITTEN},
                        "required": ["section", "text"],
                        "additionalProperties": False,
                    },
                },
            },
            "required": ["decision", "version"],
            "additionalProperties": False,
        },
        refusals=(409,),
    )
    def decide(self, asked: Any, given: Mapping[str, Any], application_id: int) -> Any:
        wanted = check_decision(
            given["decision"],
            opinion=tidy(given.get("opinion")),
            reason=tidy(given.get("reason")),
            defects=[(one["section"], tidy(one["text"])) for one in given.get("defects", ()) if tidy(one["text"])],
            version=given["version"],
        )
        with command():
            services.decide(application_id, wanted)
        application = applications.load(application_id)
        return DECIDED.of(With(application, message=outcome_words(wanted.decision, application)))

    def _filter(self, asked: Mapping[str, Any]) -> QueueFilter:
        default = Tab.WAITING if self.appbuilder.sm.has_access("can_audit", self.class_permission_name) else Tab.ALL
        return QueueFilter(
            tab=Tab[asked["tab"]] if asked["tab"] else default,
            plan_id=plans.plan_by_code(asked["plan"]).id if asked["plan"] else None,
            stage_kind=StageKind[asked["stage"]] if asked["stage"] else None,
            status=Status[asked["status"]] if asked["status"] else None,
            name=tidy(asked["name"]),
            submitted_from=asked["from"],
            submitted_to=asked["to"],
            size=asked_size(asked),
        )


def _offered(application: Application) -> list[dict[str, Any]]:
    """The decisions that may be taken now, and why a pass cannot yet."""
    offered = services.offered(application)
    blocked = services.ahead(application).blocked if Decision.PASS in offered else None
    words = translate(blocked.message, blocked.params) if blocked else ""
    return [{"decision": one, "blocked": words if one is Decision.PASS else ""} for one in offered]


def _frozen(content: Mapping[str, Any]) -> dict[str, Any]:
    """A frozen version in the words of the workbench."""
    view = submission_view(content)
    return {
        **{name: _pairs(view[name]) for name in ("identity", "work", "answers")},
        "tables": [
            {
                "section": section,
                "title": title,
                "rows": [{"cells": _pairs(zip(headers, cells, strict=True))} for cells in rows],
            }
            for section, title, (headers, rows) in view["tables"]
        ],
        "statement": view["statement"] or "",
        "entries": [{"title": one["title"], "fields": _pairs(one["pairs"])} for one in view["entries"]],
        "attachments": [
            {"kind": kind, "files": [file["name"] for file in files]} for kind, files in view["attachments"]
        ],
    }


def _pairs(pairs: Any) -> list[dict[str, str]]:
    return [{"label": str(label), "value": str(value)} for label, value in pairs]
