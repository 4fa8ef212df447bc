"""A district at work: the seed's catalog and plan, one account for each role, people with their records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.person import Person

if TYPE_CHECKING:
    from flask import Flask

PASSWORD = "a password for tests"


@pytest.fixture
def district(flask_app: Flask, csrf_on: None, clock_at: Callable[[str], None]) -> Flask:
    """The program with the seed's catalog, plan pack and demo people's records and accounts, nobody having applied."""
    from app.extensions import db
    from seed import acting, employers, loading, people, posts, records

    clock_at("2023-09-01 09:00")
    settings = flask_app.config["ZHIPING"]
    with flask_app.app_context():
        loading.load_once(settings)
        world = acting.Demo(cutoff=dt.date(2024, 1, 8))
        records.add_employers()
        posts.add_institution(world)
        employers.add_centre()
        for person in people.PEOPLE:
            world.applicants[person.key] = records.add_person(world, person)
        records.add_accounts(world)
        db.session.commit()
        db.session.remove()
    return flask_app


@pytest.fixture
def sign_in_as(district: Flask) -> Callable[[str], Person]:
    """`sign_in_as("employer")`: one of the demo accounts at its own browser."""
    from seed.accounts import DEMO_PASSWORD

    return lambda username: Person(district, username, DEMO_PASSWORD)
