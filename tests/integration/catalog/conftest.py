"""A few rows of reference data, and people who may edit or only look at them."""

import pytest

from app.core.actor import Actor, Role
from tests.helpers import Browser


@pytest.fixture
def store(flask_app):
    """`store(row, …)`: rows in the database, committed; gives their ids."""
    from app.access.scoping import act_as
    from app.extensions import db

    def stored(*rows):
        with flask_app.app_context():
            act_as(db.session, Actor.system("tests"))
            db.session.add_all(rows)
            db.session.commit()
            return [row.id for row in rows]

    return stored


@pytest.fixture
def read(flask_app):
    """`read(Model)`: all its rows as they are in the database, by id."""
    from sqlalchemy import select

    from app.access.scoping import act_as
    from app.extensions import db

    def rows(model):
        with flask_app.app_context():
            act_as(db.session, Actor.system("tests"))
            found = db.session.scalars(select(model).order_by(model.id)).all()
            db.session.expunge_all()
            return found

    return rows


@pytest.fixture
def editor(client, account_with, sign_in):
    """A browser in which a catalog editor is signed in."""
    return sign_in(client, account_with(Role.CATALOG_EDITOR))


@pytest.fixture
def visitor_as(flask_app, account_with, sign_in):
    """`visitor_as(role)`: a browser of its own in which somebody with the role is signed in."""
    return lambda role: sign_in(Browser(flask_app), account_with(role))


@pytest.fixture
def world(store):
    """Ids of rows that all other rows of these tests can point at."""
    from app.catalog.enums import RegionLevel
    from app.catalog.models import Region, TitleLevel, TitleSeries
    from app.committees.enums import CommitteeKind, CommitteeLevel
    from app.committees.models import ReviewCommittee
    from app.organisations.enums import OrganisationKind
    from app.organisations.models import Organisation

    (province,) = store(Region(code="330000", name="浙江省", level=RegionLevel.PROVINCE))
    (city,) = store(Region(code="330600", name="绍兴市", level=RegionLevel.CITY, parent_id=province))
    (county,) = store(Region(code="330604", name="上虞区", level=RegionLevel.COUNTY, parent_id=city))
    (series,) = store(TitleSeries(code="engineering", name="工程技术"))
    (level,) = store(TitleLevel(code="ASSISTANT", name="助理级", rank=2))
    kinds = {"office": OrganisationKind.COMMITTEE_OFFICE, "department": OrganisationKind.COMPETENT_DEPARTMENT}
    offices = {
        name: store(Organisation(code=name, name=f"上虞区{name}", kind=kind, region_id=county))[0]
        for name, kind in kinds.items()
    }
    committee = ReviewCommittee(
        code="hospital",
        name="示例医院自主评聘委员会",
        level=CommitteeLevel.INTERMEDIATE,
        kind=CommitteeKind.AUTONOMOUS,
        series_id=series,
        region_id=county,
        office_id=offices["office"],
    )
    places = {"province": province, "city": city, "county": county, "series": series, "level": level, **offices}
    return {**places, "committee": store(committee)[0]}
