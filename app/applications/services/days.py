"""Whom changed days of a published plan concern: applicants who have not submitted, and employers (R-188)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.applications import queries
from app.applications.facts import subject_of
from app.applications.models import Application
from app.core.workflow import WITH_APPLICANT, matches
from app.messages import services as messages
from app.messages.services import Letter
from app.plans.enums import DeadlineKind
from app.plans.models import PlanDeadline, ReviewPlan

Row = Mapping[str, Any]


def tell_of_changes(plan: ReviewPlan, changes: Sequence[Row], reason: str) -> None:
    """One message for each changed day to everybody whose day it is; see `plans.process`."""
    concerned = [one for one in changes if one["section"] == "plan" or one["section"] == "deadlines"]
    if not concerned:
        return
    applications = queries.open_under(plan.id)
    messages.send_all(list(_letters(plan, concerned, applications, reason)))


def _letters(
    plan: ReviewPlan, changes: Sequence[Row], applications: Sequence[Application], reason: str
) -> Iterator[Letter]:
    waiting = [one for one in applications if one.status in WITH_APPLICANT]
    known = {"plan": plan.name, "reason": reason}
    for change in changes:
        if change["section"] != "plan" or change["column"] == "notes":
            continue
        days = {**known, "before": _day(change["before"]), "due": _day(change["after"])}
        if change["column"] == "applicant_deadline":
            yield from _to(waiting, "applicant_deadline", days)
        elif change["column"] == "employer_deadline":
            for employer_id in dict.fromkeys(one.employer_id for one in applications):
                yield Letter("employer_deadline", organisation_id=employer_id, params=days)
    windows = {row.key: row for row in plan.deadlines if row.kind is DeadlineKind.WINDOW}
    named = dict.fromkeys(one["row"] for one in changes if one["section"] == "deadlines")
    for key in named:
        if key in windows:
            yield from _of_window(windows[key], waiting, known)
    for change in changes:
        gone = change["before"] if change["section"] == "deadlines" and change["after"] is None else None
        if gone and gone.get("kind") == DeadlineKind.WINDOW.name:
            hit = [one for one in waiting if matches(gone["applies_when"], subject_of(one))]
            yield from _to(hit, "no_window", {**known, "name": gone["name"]})


def _of_window(row: PlanDeadline, waiting: Sequence[Application], known: Row) -> Iterator[Letter]:
    days = {**known, "name": row.name, "start": row.starts_on, "due": row.due_on}
    yield from _to([one for one in waiting if matches(row.applies_when, subject_of(one))], "window", days)


def _to(applications: Sequence[Application], template: str, params: Row) -> Iterator[Letter]:
    for one in applications:
        yield Letter(template, applicant_id=one.applicant_id, application_id=one.id, params=params)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
