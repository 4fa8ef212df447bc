"""A public institution under a competent department, with established staff and a plan that asks for vacant posts."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from app.applicants.enums import PostStanding
from tests.builders import EMPLOYER, HRSS, World, add_account
from tests.helpers import one_page_pdf
from tests.integration.hours_posts.keeping import MONDAY, confirmed, kept, selected, stepped, version  # noqa: F401
from tests.integration.offices.conftest import (  # noqa: F401
    as_,
    copied,
    database,
    postgres_built,
    sqlite_built,
    world,
    world_folder,
)

DEPARTMENT, OTHER_DEPARTMENT = "housing-bureau", "water-bureau"
HEADINGS = ["姓名", "身份证号码", "年度", "科目类别", "学习形式", "培训（学习）名称", "主办单位", "学时", "认定方式"]
STAFF, COLLEAGUE, CONTRACT, STRANGER = "甲在编", "乙在编", "丙聘用", "丁邻居"


def populate(world: World) -> dict[str, int]:  # noqa: F811
    """Two people in established posts, one who is not, one of the neighbours."""
    from app.access.scoping import act_as
    from app.core.actor import Actor, Role
    from app.extensions import db
    from app.organisations.models import Organisation
    from app.plans.models import PlanRequirement
    from tests.integration.database.rows import Rows

    with world.flask_app.app_context():
        with db.engine.begin() as connection:
            rows = Rows(connection)
            region = connection.execute(
                db.select(Organisation.__table__.c.region_id).where(
                    Organisation.__table__.c.id == world.organisations[HRSS]
                )
            ).scalar_one()
            for code in (DEPARTMENT, OTHER_DEPARTMENT):
                kind = {"kind": "COMPETENT_DEPARTMENT", "employer_kind": None}
                world.organisations[code] = rows.add(Organisation, code=code, name=code, region_id=region, **kind)
            rows.change(
                Organisation,
                world.organisations[EMPLOYER],
                employer_kind="PUBLIC_INSTITUTION",
                department_id=world.organisations[DEPARTMENT],
            )
            rows.add(
                PlanRequirement,
                plan_id=world.plan_id,
                key="post-vacancy",
                kind="POST_VACANCY",
                parameters={},
                applies_when={"employer_kinds": ["PUBLIC_INSTITUTION"]},
                clause="scope",
            )
        act_as(db.session, Actor.system("tests"))
        for name, code in (("department", DEPARTMENT), ("other", OTHER_DEPARTMENT)):
            world.accounts[name] = add_account(name, Role.DEPARTMENT_AUDITOR, organisation_id=world.organisations[code])
        db.session.commit()
    return {
        STAFF: world.person(STAFF, post_standing=PostStanding.ESTABLISHED),
        COLLEAGUE: world.person(COLLEAGUE, post_standing=PostStanding.ESTABLISHED),
        CONTRACT: world.person(CONTRACT, post_standing=PostStanding.NOT_ESTABLISHED),
        STRANGER: world.person(STRANGER, "neighbours", post_standing=PostStanding.ESTABLISHED),
    }


@pytest.fixture(scope="session")
def sqlite_world(sqlite_template: Path, world_folder: Path) -> Any:  # noqa: F811
    return sqlite_built(sqlite_template, world_folder, populate)


@pytest.fixture(scope="session")
def postgres_world(postgres_database: Any, world_folder: Path) -> Iterator[Any]:  # noqa: F811
    yield from postgres_built(postgres_database, world_folder, populate)


@pytest.fixture
def numbers(world: World) -> dict[str, str]:  # noqa: F811
    """Identity numbers by name."""
    from app.applicants.models import Applicant
    from app.extensions import db

    with world.reading():
        return dict(db.session.execute(db.select(Applicant.name, Applicant.identity_number)).all())


@pytest.fixture
def training(numbers: dict[str, str]) -> Callable[..., list[Any]]:
    """`training(name, hours=24, …)`: a row of the template."""

    def row(name: str, **changes: Any) -> list[Any]:
        values: dict[str, Any] = {
            "姓名": name,
            "身份证号码": numbers.get(name, ""),
            "年度": 2022,
            "科目类别": "专业科目",
            "学习形式": "线下",
            "培训（学习）名称": "新规范培训",
            "主办单位": "行业协会",
            "学时": 24,
            "认定方式": "",
        }
        return list({**values, **changes}.values())

    return row


@pytest.fixture
def unconfirmed(world: World) -> Callable[[str], None]:  # noqa: F811
    """`unconfirmed(name)`: the person's employer takes its confirmation back."""
    from app.applicants.models import Applicant
    from app.extensions import db

    def take_back(name: str) -> None:
        with world.reading():
            db.session.scalars(db.select(Applicant).where(Applicant.name == name)).one().employer_confirmed_at = None
            db.session.commit()

    return take_back


def workbook(*rows: list[Any]) -> bytes:
    """An .xlsx file with the template's headings above these rows."""
    book = Workbook()
    for row in (HEADINGS, *rows):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def pdf_part(name: str = "证明.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(one_page_pdf()), name


TODAY = dt.date(2023, 2, 21)
