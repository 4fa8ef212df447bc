"""Reading public notices in scope."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.access.scoping import acting
from app.applications.models import Application
from app.applications.queries import held_by_kind
from app.console.paging import Rows
from app.core.errors import OutOfScope
from app.core.workflow import StageKind, Status
from app.extensions import db
from app.organisations.models import Organisation
from app.public_notices.enums import NoticeStatus
from app.public_notices.models import PublicNotice, PublicNoticeEntry


def load(notice_id: int) -> PublicNotice:
    """One notice in scope with its entries; raises OutOfScope."""
    statement = (
        select(PublicNotice)
        .where(PublicNotice.id == notice_id)
        .options(
            joinedload(PublicNotice.plan),
            joinedload(PublicNotice.organisation),
            joinedload(PublicNotice.stage),
            selectinload(PublicNotice.entries).joinedload(PublicNoticeEntry.application),
        )
        .execution_options(populate_existing=True)
    )
    notice = db.session.scalars(statement).unique().one_or_none()
    if notice is None:
        raise OutOfScope
    return notice


def waiting(organisation_id: int, plan_id: int | None = None) -> Sequence[Application]:
    """Applications at the organisation's notice stage that stand on no running or completed notice."""
    noticed = (
        select(PublicNoticeEntry.application_id)
        .join(PublicNoticeEntry.notice)
        .where(PublicNotice.status == NoticeStatus.RUNNING)
    )
    statement = (
        select(Application)
        .where(
            Application.holder_id == organisation_id,
            Application.stage_kind == StageKind.PUBLIC_NOTICE.name,
            Application.status == Status.UNDER_WAY,
            Application.id.not_in(noticed),
        )
        .options(
            joinedload(Application.plan),
            joinedload(Application.title),
            joinedload(Application.specialty),
            joinedload(Application.stage),
        )
        .order_by(Application.plan_id, Application.submitted_at, Application.id)
    )
    if plan_id is not None:
        statement = statement.where(Application.plan_id == plan_id)
    return db.session.scalars(statement).all()


def waiting_here() -> int:
    """How many applications of our people wait for a notice, or on one."""
    return held_by_kind(acting(db.session).organisation_id).get(StageKind.PUBLIC_NOTICE.name, 0)


def entries_of(application_id: int) -> Sequence[PublicNoticeEntry]:
    """The application's places on notices, newest first, whoever asks: gates must see them all."""
    return entries_of_all([application_id])[application_id]


def entries_of_all(application_ids: Collection[int]) -> dict[int, list[PublicNoticeEntry]]:
    """The places of each application, as for one."""
    statement = (
        select(PublicNoticeEntry)
        .where(PublicNoticeEntry.application_id.in_(application_ids))
        .options(joinedload(PublicNoticeEntry.notice))
        .order_by(PublicNoticeEntry.id.desc())
        .execution_options(no_scope=True, populate_existing=True)
    )
    found: dict[int, list[PublicNoticeEntry]] = {one: [] for one in application_ids}
    for entry in db.session.scalars(statement):
        found[entry.application_id].append(entry)
    return found


def of_organisation(organisation_id: int) -> Sequence[PublicNotice]:
    """An organisation's notices, newest first."""
    return db.session.scalars(notice_rows(organisation_id)).all()


def notice_rows(organisation_id: int) -> Rows:
    """The statement of `of_organisation`."""
    return (
        select(PublicNotice)
        .where(PublicNotice.organisation_id == organisation_id)
        .options(joinedload(PublicNotice.plan), selectinload(PublicNotice.entries))
        .order_by(PublicNotice.id.desc())
    )


def applications(ids: Collection[int]) -> Sequence[Application]:
    """The applications with these ids that are in scope, oldest submission first."""
    statement = (
        select(Application)
        .where(Application.id.in_(ids))
        .options(joinedload(Application.plan), joinedload(Application.stage))
        .order_by(Application.submitted_at, Application.id)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).all()


def own_organisation(organisation_id: int | None) -> Organisation | None:
    """The organisation whose telephone, e-mail and address a notice takes over."""
    return db.session.scalars(select(Organisation).where(Organisation.id == organisation_id)).one_or_none()
