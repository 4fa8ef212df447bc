"""A world with something on every screen, built once; a test that changes it works on a copy."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from seed.committees import add_committees
from tests.builders import AUDITED, SUBMITTED, World, add_account, pdf
from tests.helpers import Browser, office_moment
from tests.integration.employers import building as employers
from tests.integration.hours_posts import building as hours_and_posts
from tests.integration.offices.conftest import populate, settings_for, sqlite_built
from tests.integration.oidc.conftest import settings_of
from tests.integration.oidc.own_provider import own_provider


def populate_everything(world: World) -> dict[str, int]:
    """An application at every stage, one being filled in, one returned, a plan in draft, an account of every role."""
    from app.access.scoping import act_as
    from app.accounts.models import SecondFactor
    from app.applications import services
    from app.archives import services as archives
    from app.archives.enums import PersonalRole
    from app.catalog.models import HolidayOverride
    from app.core.actor import Actor, Role
    from app.core.workflow import Decision
    from app.dry_runs import services as dry_runs
    from app.extensions import db
    from app.plans import services as plans
    from app.tasks import services as jobs
    from app.tasks.running import run

    places = populate(world)
    declared = {"integrity_declared_on": dt.date(2023, 2, 20)}
    places["returned"] = world.submitted("辛待修改", **declared)
    world.decided(places["returned"], Decision.RETURN, "employer", AUDITED)
    world.person("壬填写中", **declared)
    with world.acting("壬填写中", SUBMITTED):
        places["draft"] = services.start(world.plan_id).id
    with world.acting("planner", SUBMITTED):
        places["plan"] = plans.clone(world.plan_id, dt.date(2024, 2, 21), "2024年度初级职称评审计划", "shangyu-2024").id
    with world.reading():
        fresh = plans.clone(world.plan_id, dt.date(2023, 2, 22), "2023年度第二次初级职称评审计划", "shangyu-2023-2")
        plans.publish(fresh.id, fresh.version)
        plans.amend(fresh.id, fresh.version, {"notes": "请提前准备材料。"}, "补充说明")
        db.session.commit()
    with world.acting("壬填写中", SUBMITTED):
        for send in (False, True):
            entry = archives.save(
                None,
                None,
                kind="project",
                title="乡镇道路改造工程",
                started_on=dt.date(2021, 3, 1),
                role=PersonalRole.LEADER,
                contribution="本人为项目负责人，见证明材料署名。",
                effect="一次验收合格。",
                evidence=[(io.BytesIO(pdf()), "验收证明.pdf")],
            )
            if send:
                archives.submit(entry.id, entry.version)
    with world.flask_app.app_context():
        act_as(db.session, Actor.system("tests"))
        add_committees(dt.date(2023, 3, 1))
        db.session.add(HolidayOverride(day=dt.date(2023, 10, 7), is_working=True, source="国庆节调休"))
        for role in (Role.CATALOG_EDITOR, Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.EXPERT):
            world.accounts[role.name.lower()] = add_account(role.name.lower(), role)
        guarded, moment = world.accounts["finance"], office_moment(SUBMITTED)
        db.session.add(SecondFactor(account_id=guarded, salt="0" * 32, last_step=0, confirmed_at=moment))
        db.session.commit()
    with world.acting("planner", SUBMITTED):
        done = dry_runs.over_applications(world.plan_id, [world.plan_id], dry_runs.Asked(dt.date(2023, 3, 31))).id
        stopped = dry_runs.over_applications(world.plan_id, [world.plan_id], dry_runs.Asked(dt.date(2023, 3, 31))).id
        db.session.commit()
        jobs.cancel(stopped, 1)
    with world.flask_app.app_context():
        assert run(done)
    profiles_audited(world, "辛待修改", "壬填写中")
    employers.everywhere(world)
    hours_and_posts.everywhere(world)
    hours_and_posts.handed_in(world, "庚待公布", world.applicants["庚待公布"], 2022)
    return places


def profiles_audited(world: World, returned: str, waiting: str) -> None:
    """The personal data of the one was returned by the employer, that of the other waits."""
    from app.applicants import services as profiles
    from app.core.workflow import Decision

    for name in (returned, waiting):
        with world.acting(name, SUBMITTED):
            profile = profiles.submit(0)
            key, version = profile.id, profile.version
        if name == returned:
            with world.acting("employer", AUDITED):
                wrong = [("education", "请补充毕业证书。")]
                profiles.audit(key, version, Decision.RETURN, defects=wrong)


@pytest.fixture(scope="module")
def whole_world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The database of the world, and what is in it."""
    path, kept, _places = sqlite_built(sqlite_template, tmp_path_factory.mktemp("languages"), populate_everything)
    return path, kept


@pytest.fixture(scope="module")
def read_world(whole_world: tuple[Path, dict[str, Any]]) -> Iterator[World]:
    """The program over the world itself, for tests that only look."""
    path, kept = whole_world
    yield from served(path, kept)


@pytest.fixture
def copied_world(whole_world: tuple[Path, dict[str, Any]], tmp_path: Path) -> Iterator[World]:
    """The program over a copy of the world."""
    shutil.copyfile(whole_world[0], tmp_path / "world.db")
    yield from served(tmp_path / "world.db", whole_world[1])


def served(path: Path, kept: dict[str, Any]) -> Iterator[World]:
    from app import create_app
    from app.extensions import db

    with own_provider() as provider:
        settings = settings_for(f"sqlite:///{path}", path.parent)
        flask_app = create_app(dataclasses.replace(settings, oidc_providers=(settings_of(provider.issuer),)))
        flask_app.config["WTF_CSRF_ENABLED"] = False
        flask_app.test_client_class = Browser
        yield World(flask_app, **kept)
        with flask_app.app_context():
            db.session.remove()
            db.engine.dispose()
