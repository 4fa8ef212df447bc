"""What was frozen and recorded on the way: versions, rulings, outcomes, lists, papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, delete, func, select, tuple_, update
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from app.applications.models import (
    Application,
    FindingRuling,
    ListNaming,
    PaperReceipt,
    StageOutcome,
    Submission,
)
from app.core.errors import OutOfScope
from app.extensions import db


def newest_submission(application_id: int) -> Submission:
    """The latest frozen version; raises OutOfScope where none was ever submitted."""
    return newest_submissions([application_id])[application_id]


def newest_submissions(application_ids: Collection[int]) -> dict[int, Submission]:
    """The latest frozen version of each application; raises OutOfScope where one was never submitted."""
    newest = (
        select(Submission.application_id, func.max(Submission.version).label("last"))
        .where(Submission.application_id.in_(application_ids))
        .group_by(Submission.application_id)
        .subquery()
    )
    statement = select(Submission).join(
        newest, (newest.c.application_id == Submission.application_id) & (newest.c.last == Submission.version)
    )
    found = {row.application_id: row for row in db.session.scalars(statement)}
    if len(found) != len(set(application_ids)):
        raise OutOfScope
    return found


def submission(application_id: int, version: int) -> Submission:
    """One frozen version; raises OutOfScope."""
    statement = select(Submission).where(Submission.application_id == application_id, Submission.version == version)
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise OutOfScope
    return found


def submissions(application_id: int) -> Sequence[Submission]:
    """Every frozen version, oldest first."""
    statement = select(Submission).where(Submission.application_id == application_id).order_by(Submission.version)
    return db.session.scalars(statement).all()


def rulings(application_id: int) -> list[FindingRuling]:
    """Auditors' rulings on findings."""
    statement = select(FindingRuling).where(FindingRuling.application_id == application_id).order_by(FindingRuling.id)
    return list(db.session.scalars(statement))


def expect_papers(applications: Collection[Application], due: dt.date) -> None:
    """The printed sheets of these applications are due on that day."""
    db.session.execute(
        update(Application)
        .where(Application.id.in_([one.id for one in applications]))
        .values(paper_due_on=due)
        .execution_options(synchronize_session=False)
    )
    for one in applications:
        set_committed_value(one, "paper_due_on", due)


def take_off_list(application_ids: Collection[int], list_name: str) -> None:
    """The applications are named in the list no longer."""
    db.session.execute(
        delete(ListNaming)
        .where(ListNaming.application_id.in_(application_ids), ListNaming.list_name == list_name)
        .execution_options(synchronize_session=False, no_scope=True)
    )


def outcomes(application_id: int) -> Sequence[StageOutcome]:
    """What stages recorded of the application and still stands, oldest first."""
    statement = (
        select(StageOutcome)
        .where(StageOutcome.application_id == application_id, StageOutcome.retracted_at.is_(None))
        .options(joinedload(StageOutcome.stage))
        .order_by(StageOutcome.id)
    )
    return db.session.scalars(statement).all()


def standing_outcome(application_id: int, stage_id: int) -> StageOutcome | None:
    """What the stage recorded last of the application, if it still stands."""
    statement = (
        select(StageOutcome)
        .where(
            StageOutcome.application_id == application_id,
            StageOutcome.stage_id == stage_id,
            StageOutcome.retracted_at.is_(None),
        )
        .order_by(StageOutcome.id.desc())
        .limit(1)
    )
    return db.session.scalars(statement).one_or_none()


def day_of_document(organisation_id: int, document_number: str) -> dt.date | None:
    """The day of the organisation's document of this number, if an outcome rests on it."""
    statement = (
        select(StageOutcome.held_on)
        .where(
            StageOutcome.organisation_id == organisation_id,
            StageOutcome.document_number == document_number,
            StageOutcome.from_outside.is_(False),
            StageOutcome.retracted_at.is_(None),
        )
        .limit(1)
    )
    return db.session.scalars(statement).one_or_none()


def retract(places: Collection[tuple[int, int, bool]], at: dt.datetime) -> None:
    """Outcomes of these (application, stage, from outside) stand no longer."""
    if not places:
        return
    key = tuple_(StageOutcome.application_id, StageOutcome.stage_id, StageOutcome.from_outside)
    _retract(key.in_(places), at)


def retract_at(application_id: int, stage_ids: Collection[int], at: dt.datetime) -> None:
    """Outcomes of the application at these stages stand no longer: they have to be passed again."""
    _retract((StageOutcome.application_id == application_id) & StageOutcome.stage_id.in_(stage_ids), at)


def restore_retracted(application_id: int, at: dt.datetime) -> None:
    """What was retracted at that moment stands again."""
    db.session.execute(
        update(StageOutcome)
        .where(StageOutcome.application_id == application_id, StageOutcome.retracted_at == at)
        .values(retracted_at=None)
        .execution_options(synchronize_session=False, no_scope=True)
    )


def _retract(which: ColumnElement[bool], at: dt.datetime) -> None:
    db.session.execute(
        update(StageOutcome)
        .where(which, StageOutcome.retracted_at.is_(None))
        .values(retracted_at=at)
        .execution_options(synchronize_session=False, no_scope=True)
    )


def paper_receipt(application_id: int) -> PaperReceipt | None:
    """The receipt of the printed sheets, if they came."""
    return db.session.scalars(select(PaperReceipt).where(PaperReceipt.application_id == application_id)).one_or_none()


def with_papers(application_ids: Collection[int]) -> set[int]:
    """Those of the applications whose printed sheets came."""
    statement = select(PaperReceipt.application_id).where(PaperReceipt.application_id.in_(application_ids))
    return set(db.session.scalars(statement))
