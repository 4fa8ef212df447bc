"""Reading quotas in scope, and counting vacant posts whoever may see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select, true, tuple_, update
from sqlalchemy.orm import joinedload, selectinload

from app.applicants.models import Applicant
from app.catalog.models import ProfessionalTitle, TitleLevel
from app.console.interface import LOOKUP_LIMIT
from app.console.waiting import OUR_ORGANISATION, Waits
from app.core.errors import OutOfScope
from app.extensions import db
from app.organisations.models import Organisation
from app.posts.enums import PostLevel, QuotaStatus, SelectionKind
from app.posts.models import PostQuota, PostQuotaLevel, PostSelection
from app.posts.rules import LevelFigures, vacancies

EmployerYear = tuple[int, int]


@dataclass(frozen=True)
class Standing:
    """The vacant posts of one quota, and who takes them: (applicant, level, kind)."""

    quota_id: int
    vacant: dict[PostLevel, int]
    people: list[tuple[int, PostLevel, SelectionKind]]

    def free(self, level: PostLevel, but_for: int) -> int:
        """Vacant posts of a level that nobody but this person takes; never below 0."""
        others = sum(one is level for person, one, _kind in self.people if person != but_for)
        return max(self.vacant[level] - others, 0)


def load(quota_id: int) -> PostQuota:
    """One quota in scope with its rows; raises OutOfScope."""
    statement = (
        select(PostQuota)
        .where(PostQuota.id == quota_id)
        .options(
            joinedload(PostQuota.employer),
            joinedload(PostQuota.confirmer),
            selectinload(PostQuota.levels),
            selectinload(PostQuota.steps),
            selectinload(PostQuota.selections).options(
                joinedload(PostSelection.applicant), joinedload(PostSelection.title)
            ),
        )
        .execution_options(populate_existing=True)
    )
    quota = db.session.scalars(statement).unique().one_or_none()
    if quota is None:
        raise OutOfScope
    return quota


def figures_of(quota: PostQuota) -> dict[PostLevel, LevelFigures]:
    """The figures of a loaded quota; a level without a row has none."""
    known = {one.level: LevelFigures(one.ratio, one.approved, one.actual) for one in quota.levels}
    return {level: known.get(level, LevelFigures()) for level in PostLevel}


def is_taken(employer_id: int, year: int, but_for: int | None) -> bool:
    """Whether the employer has a quota of this year already."""
    statement = select(PostQuota.id).where(
        PostQuota.employer_id == employer_id, PostQuota.year == year, PostQuota.id != (but_for or 0)
    )
    return db.session.scalars(statement).first() is not None


def posts_of(
    wanted: Collection[EmployerYear], *, confirmed: bool = True, lock: bool = False
) -> dict[EmployerYear, Standing]:
    """The quotas of these employers and years, whoever may see them; three statements for any number.

    `confirmed` leaves out those that are not, and say nothing yet. `lock` keeps the quotas until the transaction ends,
    in one order, where the database has locks of rows: nobody else can count the same vacant post meanwhile.
    """
    statement = (
        select(PostQuota.id, PostQuota.employer_id, PostQuota.year)
        .where(
            tuple_(PostQuota.employer_id, PostQuota.year).in_(sorted(wanted)),
            PostQuota.status == QuotaStatus.CONFIRMED if confirmed else true(),
        )
        .order_by(PostQuota.id)
        .execution_options(no_scope=True)
    )
    quotas = db.session.execute(statement.with_for_update() if lock else statement).all()
    if not quotas:
        return {}
    ids = [quota_id for quota_id, _employer, _year in quotas]
    levels: dict[int, dict[PostLevel, LevelFigures]] = {key: dict.fromkeys(PostLevel, LevelFigures()) for key in ids}
    figures = select(
        PostQuotaLevel.quota_id,
        PostQuotaLevel.level,
        PostQuotaLevel.ratio,
        PostQuotaLevel.approved,
        PostQuotaLevel.actual,
    ).where(PostQuotaLevel.quota_id.in_(ids))
    for quota_id, level, *counts in db.session.execute(figures.execution_options(no_scope=True)):
        levels[quota_id][level] = LevelFigures(*counts)
    people: dict[int, list[tuple[int, PostLevel, SelectionKind]]] = {key: [] for key in ids}
    selected = select(
        PostSelection.quota_id, PostSelection.applicant_id, PostSelection.level, PostSelection.kind
    ).where(PostSelection.quota_id.in_(ids), PostSelection.released_at.is_(None))
    for quota_id, *person in db.session.execute(selected.execution_options(no_scope=True)):
        people[quota_id].append((person[0], person[1], person[2]))
    return {
        (employer_id, year): Standing(
            quota_id, {level: one.vacant for level, one in vacancies(levels[quota_id]).items()}, people[quota_id]
        )
        for quota_id, employer_id, year in quotas
    }


def tie(quota_id: int, applicant_id: int, columns: Mapping[str, Any]) -> bool:
    """Overwrite columns of the person's post in a quota, whoever moves the application; whether there is one."""
    statement = (
        update(PostSelection)
        .where(
            PostSelection.quota_id == quota_id,
            PostSelection.applicant_id == applicant_id,
            PostSelection.released_at.is_(None),
        )
        .values(columns)
        .returning(PostSelection.id)
        .execution_options(synchronize_session=False, no_scope=True)
    )
    return db.session.scalars(statement).first() is not None


def release(application_ids: Collection[int], at: dt.datetime) -> None:
    """Free the posts of applications that ended or went back, whoever moved them."""
    statement = (
        update(PostSelection)
        .where(PostSelection.application_id.in_(application_ids), PostSelection.released_at.is_(None))
        .values(released_at=at)
        .execution_options(synchronize_session=False, no_scope=True)
    )
    db.session.execute(statement)


def had_post(application_id: int) -> bool:
    """Whether the application was recommended with a post that is free again, whoever asks."""
    statement = select(PostSelection.id).where(
        PostSelection.application_id == application_id, PostSelection.released_at.is_not(None)
    )
    return db.session.scalars(statement.limit(1).execution_options(no_scope=True)).first() is not None


def established_staff_like(employer_id: int, text: str) -> Sequence[tuple[int, str, str]]:
    """(id, name, identity number) of the first established staff of the employer whose name holds `text`, by name."""
    statement = (
        _established(employer_id, Applicant.id, Applicant.name, Applicant.identity_number)
        .where(Applicant.name.contains(text, autoescape=True))
        .order_by(Applicant.name, Applicant.id)
    )
    return [(key, name, number) for key, name, number in db.session.execute(statement.limit(LOOKUP_LIMIT))]


def is_established_staff(employer_id: int, applicant_id: int) -> bool:
    """Whether the employer has confirmed this person, and in an established post."""
    statement = _established(employer_id, Applicant.id).where(Applicant.id == applicant_id)
    return db.session.scalars(statement).first() is not None


def _established(employer_id: int, *columns: Any) -> Select[Any]:
    return select(*columns).where(
        Applicant.employer_id == employer_id,
        Applicant.employer_confirmed_at.is_not(None),
        Applicant.established_post.is_(True),
    )


def titles() -> dict[int, tuple[str, str]]:
    """(name, code of the level) of the catalog's titles by id, the highest level first."""
    statement = (
        select(ProfessionalTitle.id, ProfessionalTitle.name, TitleLevel.code)
        .join(ProfessionalTitle.level)
        .where(ProfessionalTitle.active)
        .order_by(TitleLevel.rank.desc(), ProfessionalTitle.id)
    )
    return {key: (name, code) for key, name, code in db.session.execute(statement)}


def employer(organisation_id: int) -> Organisation | None:
    """The organisation that the actor acts for."""
    return db.session.scalars(select(Organisation).where(Organisation.id == organisation_id)).one_or_none()


WAITING = Waits(
    (select(PostQuota.id).where(PostQuota.confirmer_id == OUR_ORGANISATION, PostQuota.status == QuotaStatus.SUBMITTED),)
)
