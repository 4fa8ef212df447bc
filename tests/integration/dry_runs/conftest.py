"""The published plan with people who have applied, their plan's administrator, and a consumer that runs by hand."""

import pytest

from tests.builders import CONCLUDED
from tests.helpers import Browser, work_off
from tests.integration.unpeopled import (  # noqa: F401
    copied,
    database,
    postgres_world,
    sqlite_world,
    unpeopled,
    world_folder,
)


@pytest.fixture
def world(unpeopled, clock_at):  # noqa: F811
    """The published Shangyu plan."""
    clock_at(CONCLUDED)
    return unpeopled


@pytest.fixture
def browser_of(flask_app, world, sign_in):
    """`browser_of(name)`: a browser of its own in which that account of the world is signed in."""
    return lambda name: sign_in(Browser(flask_app), world.account(name))


@pytest.fixture
def planner(browser_of):
    return browser_of("planner")


@pytest.fixture
def run_jobs(flask_app):
    """Run every job that waits, as a consumer does; how many were done or refused."""

    def work():
        with flask_app.app_context():
            return work_off()

    return work
