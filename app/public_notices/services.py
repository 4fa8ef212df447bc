"""Start public notices, count their working days, forward with the outcome (R-184, R-186, R-221)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from app.access.scoping import acting
from app.applications import queries as applications
from app.applications import services as application_services
from app.applications.models import Application
from app.applications.process import Places
from app.catalog.queries import working_calendar
from app.core import clock
from app.core.calendar import DayResult
from app.core.chain import digest
from app.core.errors import Conflict, DomainError, Forbidden, Invalid, OutOfScope, Refused
from app.core.workflow import Decision, StageKind, Status
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import claim, db
from app.plans.models import RouteStage
from app.public_notices import queries
from app.public_notices.enums import NoticeOutcome, NoticeStatus
from app.public_notices.models import PublicNotice, PublicNoticeEntry
from app.public_notices.rules import check_outcomes, check_start, published_fields


def start(
    plan_id: int,
    application_ids: Collection[int],
    *,
    starts_on: dt.date,
    place: str,
    phone: str,
    mailbox: str = "",
) -> PublicNotice:
    """Start one notice over applications that wait at this organisation's notice stage.

    Its last day is computed from the stage's working days. Raises Invalid, Refused (a start day in the
    past), OutOfScope (an application that is not in scope), Conflict (one that no longer waits for a notice).
    """
    actor = acting(db.session)
    if actor.organisation_id is None:
        raise Forbidden
    wanted = set(application_ids)
    if violations := check_start(applications=len(wanted), place=place, phone=phone):
        raise Invalid(violations)
    if starts_on < clock.today():
        raise Refused("A notice cannot start before today, %(today)s.", today=clock.today())
    if {one.id for one in queries.applications(wanted)} != wanted:
        raise OutOfScope
    chosen = [one for one in queries.waiting(actor.organisation_id, plan_id) if one.id in wanted]
    if len(chosen) != len(wanted):
        raise Conflict("Some of these applications no longer wait for a notice. Please open the list again.")
    stages = {one.stage_id: one.stage for one in chosen}
    if len(stages) != 1:
        raise Refused("A notice covers applications of one stage only.")
    stage = next(iter(stages.values()))
    assert stage is not None
    notice = PublicNotice(
        plan_id=plan_id,
        organisation_id=actor.organisation_id,
        stage_id=stage.id,
        starts_on=starts_on,
        working_days=stage.min_working_days,
        last_day=working_calendar().notice_last_day(starts_on, stage.min_working_days).day,
        place=place.strip(),
        phone=phone.strip(),
        mailbox=mailbox.strip(),
        started_at=clock.now(),
    )
    db.session.add(notice)
    db.session.flush()
    submissions = applications.newest_submissions(wanted)
    for application in chosen:
        fields = published_fields(submissions[application.id].content)
        db.session.add(
            PublicNoticeEntry(
                notice_id=notice.id, application_id=application.id, published=fields, digest=digest(fields)
            )
        )
    details = {
        "notice": notice.id,
        "starts_on": starts_on.isoformat(),
        "last_day": notice.last_day.isoformat(),
        "working_days": notice.working_days,
    }
    decisions.record_all(
        SubjectKind.APPLICATION,
        [decisions.Entry(one.id, Action.START_NOTICE, stage.name, details=details) for one in chosen],
    )
    db.session.flush()
    return notice


def first_forwarding_day(notice: PublicNotice) -> DayResult:
    """The day after the notice's last working day; not `certain` beyond the published calendar."""
    return working_calendar().first_forwarding_day(notice.starts_on, notice.working_days)


def reckoned(application: Application, starts_on: dt.date) -> tuple[DayResult, DayResult]:
    """First forwarding day and last day of a notice that would start on this day for the application's stage."""
    stage = application.stage
    days = stage.min_working_days if stage else 1
    calendar = working_calendar()
    return calendar.first_forwarding_day(starts_on, days), calendar.notice_last_day(starts_on, days)


def stands_already(application: Application) -> bool:
    """Whether an earlier notice still stands for a corrected version, which can then be forwarded as it is."""
    if application.stage is None or application.submission_count < 2:
        return False
    return not not_completed([(application, application.stage)])


def forward(
    notice_id: int, seen_version: int, outcomes: Mapping[int, tuple[NoticeOutcome, str]], opinion: str
) -> list[Application]:
    """Complete a notice and pass everybody on it whose notice brought no upheld objection.

    `outcomes` maps entry ids to outcome and note. Somebody with an upheld objection stays at the stage, to be
    returned or rejected there. Raises Refused with the first possible day before the notice is over.
    """
    notice = queries.load(notice_id)
    if notice.organisation_id != acting(db.session).organisation_id:
        raise Forbidden
    if not claim(notice, seen_version) or notice.status is not NoticeStatus.RUNNING:
        raise Conflict("This notice has already been completed or cancelled. Please open the list again.")
    first = first_forwarding_day(notice)
    if clock.today() < first.day:
        raise Refused(
            "The notice runs until %(last)s (%(days)s working days). Forwarding is possible from %(first)s.",
            last=notice.last_day,
            days=notice.working_days,
            first=first.day,
        )
    if violations := check_outcomes(outcomes, {entry.id for entry in notice.entries}):
        raise Invalid(violations)
    notice.status = NoticeStatus.COMPLETED
    for entry in notice.entries:
        entry.outcome, note = outcomes[entry.id]
        entry.outcome_note = note.strip()
    db.session.flush()
    entries = {entry.application_id: entry for entry in notice.entries}
    waiting = [
        application
        for application in applications.load_many(entries).values()
        if application.stage_id == notice.stage_id and application.status is Status.UNDER_WAY
    ]
    decisions.record_all(
        SubjectKind.APPLICATION,
        [
            decisions.Entry(
                application.id,
                Action.COMPLETE_NOTICE,
                notice.stage.name,
                opinion=entries[application.id].outcome_note,
                details={"notice": notice.id, "outcome": outcomes[entries[application.id].id][0].name},
            )
            for application in waiting
        ],
    )
    passing = {
        application: application.version
        for application in waiting
        if entries[application.id].outcome is not NoticeOutcome.OBJECTION_UPHELD
    }
    found = application_services.advance_all(passing, Decision.PASS, opinion=opinion, details={"notice": notice.id})
    if refusals := [one for one in found.values() if isinstance(one, DomainError)]:
        raise refusals[0]
    return list(passing)


def not_completed(places: Places) -> dict[int, Refused]:
    """The gate of a notice stage: those for whose newest version no completed notice stands.

    A completed notice stands after a resubmission only if none of its published fields changed.
    """
    ids = [application.id for application, _stage in places]
    submissions, noticed = applications.newest_submissions(ids), queries.entries_of_all(ids)
    found = {
        application.id: _missing(stage, published_fields(submissions[application.id].content), noticed[application.id])
        for application, stage in places
    }
    return {key: refusal for key, refusal in found.items() if refusal is not None}


def _missing(stage: RouteStage, fields: Mapping[str, Any], noticed: Sequence[PublicNoticeEntry]) -> Refused | None:
    """What one application's notices, the newest first, lack."""
    entries = [one for one in noticed if one.notice.status is not NoticeStatus.CANCELLED]
    completed = [one for one in entries if one.notice.status is NoticeStatus.COMPLETED]
    if completed and completed[0].outcome is NoticeOutcome.OBJECTION_UPHELD:
        return Refused("An objection against this person was upheld; the application cannot be forwarded.")
    if completed and completed[0].digest == digest(fields):
        return None
    running = next((one.notice for one in entries if one.notice.status is NoticeStatus.RUNNING), None)
    if running is not None:
        return Refused(
            "The notice runs until %(last)s (%(days)s working days). Forwarding is possible from %(first)s.",
            last=running.last_day,
            days=running.working_days,
            first=first_forwarding_day(running).day,
        )
    if completed:
        return Refused("Published fields have changed since the notice; a new public notice is needed.")
    return Refused(
        "A public notice of at least %(days)s working days has to be started first.", days=stage.min_working_days
    )


def refuse_undo_once_started(application: Application, stage: RouteStage) -> None:
    """A decision that led to a notice stage cannot be undone once a notice was started from it."""
    if stage.kind is StageKind.PUBLIC_NOTICE and any(
        entry.notice.stage_id == stage.id and entry.notice.started_at >= (application.entered_at or clock.now())
        for entry in queries.entries_of(application.id)
    ):
        raise Refused("The decision can no longer be undone: the public notice has been started.")


def leave_running(application: Application, stage: RouteStage) -> None:
    """Take a returned or rejected person off a running notice; an empty notice is cancelled."""
    for entry in queries.entries_of(application.id):
        if entry.notice.status is NoticeStatus.RUNNING:
            notice = queries.load(entry.notice_id)
            db.session.delete(entry)
            if len(notice.entries) == 1:
                notice.status = NoticeStatus.CANCELLED
            db.session.flush()
