"""意见 on the 评审表: for each block that the plan prints, what the stage's holder decided, if it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.applications.models import Application
from app.console.formats import day
from app.console.layout import label
from app.core.workflow import HolderKind, StageKind, StageResult
from app.decisions.enums import Action
from app.decisions.models import DecisionRecord
from app.documents.schemas import OpinionBlock, Tally
from app.plans.models import RouteStage

EMPTY_TALLY: Tally = {"members": "", "present": "", "agree": "", "against": "", "abstain": ""}


def opinions(application: Application, history: Sequence[DecisionRecord]) -> list[OpinionBlock]:
    """The blocks of the plan's `sheet`, in its order; a stage that was not passed yet leaves its block empty."""
    standing = _standing(history)
    stages = application.route.stages if application.route else []
    return [_block(printed, _stage_of(printed, stages), standing) for printed in application.plan.sheet["opinions"]]


def _block(printed: Mapping[str, str], stage: RouteStage | None, standing: Sequence[DecisionRecord]) -> OpinionBlock:
    moves = (Action.PASS, Action.CONCLUDE)
    passed = _newest(standing, stage.name if stage else "", *moves)
    return {
        "label": printed["label"],
        "text": _text(passed, stage),
        "public_notice": _public_notice(standing) if stage and _is_employers_audit(stage) else "",
        "organisation": passed.organisation_name if passed else "",
        "signer_label": printed["signer_label"],
        "signer": "",
        "seal": printed["seal"],
        "date": day(passed.at) if passed else "",
        "tally": _tally(passed) if stage and stage.kind is StageKind.REVIEW else None,
    }


def _standing(history: Sequence[DecisionRecord]) -> list[DecisionRecord]:
    """Records that were not undone and, for stages passed again after a return, only the newest round."""
    undone = {row.details.get("undone") for row in history if row.action is Action.UNDO}
    kept = [row for row in history if row.sequence not in undone]
    latest_return = max((row.sequence for row in kept if row.action is Action.RETURN), default=0)
    again = {row.stage for row in kept if row.sequence > latest_return and row.action is Action.PASS}
    return [row for row in kept if row.sequence > latest_return or row.stage not in again]


def _newest(rows: Sequence[DecisionRecord], stage: str, *actions: Action) -> DecisionRecord | None:
    return next((row for row in reversed(rows) if row.stage == stage and row.action in actions), None)


def _text(passed: DecisionRecord | None, stage: RouteStage | None) -> str:
    if passed is None or stage is None:
        return ""
    number = passed.details.get("document_number", "")
    match stage.kind:
        case StageKind.ANNOUNCEMENT:
            return _("Announced by document %(number)s.", number=number)
        case StageKind.REPORTING:
            return _("Reported by document %(number)s.", number=number)
        case StageKind.ISSUANCE:
            return _("Issued by document %(number)s.", number=number)
        case StageKind.REVIEW:
            approved = passed.details["approved"]
            verdict = _("The committee approves.") if approved else _("The committee does not approve.")
            return f"{verdict}{passed.opinion}"
        case _ if "result" in passed.details and passed.action is Action.CONCLUDE:
            result = label(StageResult[passed.details["result"]])
            return _("%(result)s. %(opinion)s", result=result, opinion=passed.opinion).strip()
    return passed.opinion


def _public_notice(standing: Sequence[DecisionRecord]) -> str:
    """公示情况 (R-186): when, how many working days, with what outcome."""
    started = next((row for row in reversed(standing) if row.action is Action.START_NOTICE), None)
    completed = next((row for row in reversed(standing) if row.action is Action.COMPLETE_NOTICE), None)
    if started is None or completed is None:
        return ""
    first, last = (dt.date.fromisoformat(started.details[key]) for key in ("starts_on", "last_day"))
    figures = {"first": day(first), "last": day(last), "days": started.details["working_days"]}
    if completed.opinion:
        return _(
            "Public notice from %(first)s to %(last)s (%(days)s working days). Objection and its settlement: %(note)s",
            note=completed.opinion,
            **figures,
        )
    return _("Public notice from %(first)s to %(last)s (%(days)s working days); no objection was raised.", **figures)


def _tally(concluded: DecisionRecord | None) -> Tally:
    if concluded is None:
        return EMPTY_TALLY
    ballot = {name: str(number) for name, number in concluded.details["ballot"].items()}
    return {
        "members": ballot["members"],
        "present": ballot["present"],
        "agree": ballot["agree"],
        "against": ballot["against"],
        "abstain": ballot["abstain"],
    }


def _is_employers_audit(stage: RouteStage) -> bool:
    return stage.kind is StageKind.AUDIT and stage.holder is HolderKind.EMPLOYER


def _stage_of(printed: Mapping[str, Any], stages: Sequence[RouteStage]) -> RouteStage | None:
    wanted = (StageKind[printed["kind"]], HolderKind[printed["holder"]])
    return next((stage for stage in stages if (stage.kind, stage.holder) == wanted), None)
