"""The trial screens in the program, a few rows, and a person who may edit them."""

import datetime as dt

import pytest

from app.core.actor import Actor, Role
from tests.conftest import lent


def with_trial_screens(settings):
    from app import create_app
    from tests.integration.console.trial_screens import SCREENS

    program = create_app(settings)
    with program.app_context():
        for screen in SCREENS:
            program.appbuilder.add_view_no_menu(screen)
    return program


@pytest.fixture
def flask_app(settings, programs):
    """The program with the trial screens."""
    key = f"trial {settings.database_url}"
    if key not in programs:
        programs[key] = with_trial_screens(settings)
    yield from lent(programs[key], settings)


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
    """`read(Model)`: all its rows as they are in the database, by id, whoever owns them."""
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
def regions(store):
    """浙江省 and three cities under it."""
    from app.catalog.enums import RegionLevel
    from app.catalog.models import Region

    (province,) = store(Region(code="330000", name="浙江省", level=RegionLevel.PROVINCE))
    cities = [("330100", "杭州市"), ("330700", "金华市"), ("331000", "台州市")]
    ids = store(*[Region(code=code, name=name, level=RegionLevel.CITY, parent_id=province) for code, name in cities])
    return [province, *ids]


@pytest.fixture
def people(store):
    """Two applicants, each with one archive entry in draft: (applicant ids, entry ids)."""
    from app.applicants.enums import Sex
    from app.applicants.models import Applicant
    from app.archives.enums import PersonalRole
    from app.archives.models import ArchiveEntry, EntryKind

    applicants = store(
        *[
            Applicant(name=name, identity_number=number, sex=Sex.FEMALE, birth_date=dt.date(1990, 1, 1))
            for name, number in [("李丽", "330604199001011228"), ("张敏", "330604199001011244")]
        ]
    )
    kind = EntryKind(code="project", name="项目")
    entries = store(
        *[
            ArchiveEntry(
                applicant_id=applicant,
                kind=kind,
                title=f"业绩{applicant}",
                started_on=dt.date(2020, 1, 1),
                role=next(iter(PersonalRole)),
            )
            for applicant in applicants
        ]
    )
    return applicants, entries


@pytest.fixture
def applicant(people, account_with, sign_in, client):
    """A browser in which the first applicant is signed in."""
    return sign_in(client, account_with(Role.APPLICANT, applicant_id=people[0][0]))
