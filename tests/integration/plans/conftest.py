"""The shipped catalog and pack in a database."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from config import PROJECT

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.catalog.models import Region
    from app.core.actor import Actor
    from app.organisations.models import Organisation
    from app.plans.models import ReviewPlan

CATALOG = PROJECT / "seed" / "catalog"
SHANGYU = PROJECT / "seed" / "plans" / "shangyu-2023-engineering-junior-1.yaml"


@pytest.fixture
def session(session_as: Callable[[Actor], Session]) -> Session:
    """A session of the system's over the shipped catalog."""
    from app.catalog.services import load_catalog
    from app.committees.services import load_committees
    from app.core.actor import Actor
    from app.organisations.services import load_organisations

    session = session_as(Actor.system("tests"))
    load_catalog(CATALOG)
    load_organisations(CATALOG)
    load_committees(CATALOG)
    session.commit()
    return session


@pytest.fixture
def draft(session: Session) -> ReviewPlan:
    """The shipped pack, imported."""
    from app.plans.services import import_pack, load_pack

    plan = import_pack(load_pack(SHANGYU))
    session.commit()
    return plan


@pytest.fixture
def published(session: Session, draft: ReviewPlan) -> ReviewPlan:
    """The same with a row in every list, published."""
    import datetime as dt

    from app.plans.enums import DeadlineKind
    from app.plans.models import PlanCategory, PlanDeadline, PlanPaper
    from app.plans.services import publish

    decided = "测试"
    draft.categories.append(PlanCategory(position=1, key="design", name="规划与设计类", decided=decided))
    draft.papers.append(PlanPaper(position=1, key="letter", name="委托书", decided=decided))
    day = dt.date(2023, 5, 1)
    draft.deadlines.append(
        PlanDeadline(position=1, key="meeting", name="评审时间", kind=DeadlineKind.REVIEW, due_on=day, decided=decided)
    )
    session.commit()
    plan = publish(draft.id, draft.version)
    session.commit()
    return plan


@pytest.fixture
def administrator(session: Session) -> Callable[[str], Actor]:
    """`administrator(code)`: a plan administrator of the organisation."""
    from sqlalchemy import select

    from app.core.actor import Actor, Role
    from app.organisations.models import Organisation

    def of(code: str) -> Actor:
        organisation = session.scalars(select(Organisation).where(Organisation.code == code)).one()
        return Actor(None, "李经办", frozenset({Role.PLAN_ADMINISTRATOR}), organisation.id, organisation.name)

    return of


@pytest.fixture
def region(session: Session) -> Callable[[str], Region]:
    """`region(code)`: a row of the shipped catalog."""
    from sqlalchemy import select

    from app.catalog.models import Region

    return lambda code: session.scalars(select(Region).where(Region.code == code)).one()


@pytest.fixture
def organisation(session: Session, region: Callable[[str], Region]) -> Callable[..., Organisation]:
    """`organisation(code, kind, region_code, **columns)`: a stored organisation."""
    from app.organisations.models import Organisation

    def made(code: str, kind: Any, region_code: str = "330604", **columns: Any) -> Organisation:
        row = Organisation(code=code, name=code, kind=kind, region=region(region_code), **columns)
        session.add(row)
        session.flush()
        return row

    return made
