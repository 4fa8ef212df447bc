"""A program over one SQLite database with the catalog and every pack of seed/plans, published; shared by all walks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from config import PROJECT
from tests.helpers import plain_yaml
from tests.integration.offices.conftest import settings_for
from tests.integration.routes import synthetic

PLANS = PROJECT / "seed" / "plans"


def codes() -> list[str]:
    """Codes of the packs that take applications; what a pack defers to comes first."""
    heads = [plain_yaml(path) for path in sorted(PLANS.glob("*.yaml"))]
    return [head["code"] for head in heads if head.get("takes_applications", True)]


@pytest.fixture(scope="session")
def walking(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The program; its session belongs to the system inside of an application context."""
    from app import create_app
    from app.access.scoping import act_as
    from app.archives.services import load_entry_kinds
    from app.catalog.models import Region
    from app.catalog.services import load_catalog
    from app.committees.services import load_committees
    from app.core.actor import Actor
    from app.extensions import db
    from app.organisations.enums import OrganisationKind
    from app.organisations.models import Organisation
    from app.organisations.services import load_organisations

    folder = tmp_path_factory.mktemp("routes")
    shutil.copyfile(sqlite_template, folder / "walks.db")
    flask_app = create_app(settings_for(f"sqlite:///{folder / 'walks.db'}", folder))
    with flask_app.app_context():
        act_as(db.session, Actor.system("tests"))
        for load in (load_catalog, load_organisations, load_committees, load_entry_kinds):
            load(PROJECT / "seed" / "catalog")
        region = db.session.scalars(select(Region).where(Region.code == "330604")).one()
        for code, name, kind in (
            ("walk-department", "示例主管部门", OrganisationKind.COMPETENT_DEPARTMENT),
            ("walk-centre", "示例人才交流中心", OrganisationKind.TALENT_EXCHANGE_CENTRE),
        ):
            db.session.add(Organisation(code=code, name=name, kind=kind, region=region))
        db.session.commit()
        published = {}
        for path in _parents_first():
            plan = publish(path)
            published[plan.code] = plan.id
        published[synthetic.CODE] = synthetic.published().id
        db.session.commit()
    flask_app.extensions["walked_plans"] = published
    yield flask_app
    with flask_app.app_context():
        db.session.remove()
        db.engine.dispose()


def _parents_first() -> list[Path]:
    heads = {path: plain_yaml(path) for path in sorted(PLANS.glob("*.yaml"))}
    return sorted(heads, key=lambda path: ("parent" in heads[path], path.name))


def publish(path: Path) -> Any:
    """The pack as a published plan."""
    from app.plans import services

    plan = services.import_pack(services.load_pack(path))
    services.publish(plan.id, plan.version)
    return plan
