"""A demo public institution under a bureau: its posts of the year, its staff's hours. Everything is invented."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.applicants.enums import PostStanding, Sex
from app.applicants.models import Applicant
from app.catalog.models import ProfessionalTitle, Region
from app.core.eligibility import Degree, EducationLevel, FieldMatch
from app.documents.spreadsheet import Cell, Column, write_xlsx
from app.extensions import db
from app.hours import queries as imports
from app.hours import services as hours
from app.hours.labels import cell_words
from app.hours.template import template
from app.organisations.enums import AffiliationLevel, EmployerKind, OrganisationKind
from app.organisations.models import Organisation
from app.posts import queries, services
from app.posts.enums import PostLevel, PostStep, SelectionKind
from app.posts.rules import LevelFigures
from seed.accounts import BUREAU, INSTITUTION
from seed.people import Person, Stop

if TYPE_CHECKING:
    from seed.demo import Demo

REGION = "330604"
STAFF = (
    Person(
        "31",
        "在小编",
        Sex.MALE,
        dt.date(1988, 5, 6),
        EducationLevel.BACHELOR,
        Degree.BACHELOR,
        FieldMatch.MATCHED,
        "土木工程",
        10,
        "assistant-engineer",
        Stop.NONE,
        INSTITUTION,
    ),
    Person(
        "32",
        "岗小竞",
        Sex.FEMALE,
        dt.date(1991, 9, 9),
        EducationLevel.BACHELOR,
        Degree.BACHELOR,
        FieldMatch.MATCHED,
        "给排水工程",
        8,
        "assistant-engineer",
        Stop.NONE,
        INSTITUTION,
    ),
)
# 核准比例（万分之一）、核准人数、实聘人数。
LEVELS = {
    PostLevel.FULL_SENIOR: LevelFigures(500, 2, 1),
    PostLevel.ASSOCIATE_SENIOR: LevelFigures(2500, 10, 8),
    PostLevel.INTERMEDIATE: LevelFigures(4000, 16, 13),
    PostLevel.JUNIOR: LevelFigures(3000, 12, 16),
}
TRAININGS = (
    (0, "专业科目", "线下", "建筑施工安全标准宣贯", 24),
    (1, "一般公需科目", "其他网络平台", "公需科目网络学习", 18),
)


def add_institution(demo: Demo) -> None:
    """The institution, the bureau above it, and its staff in established posts."""
    from seed.demo import add_person

    region = db.session.scalars(select(Region).where(Region.code == REGION)).one()
    common = {"region_id": region.id, "affiliation": AffiliationLevel.COUNTY, "phone": "0575-00000000"}
    bureau = Organisation(
        code=BUREAU, name="上虞示例建设局（演示）", kind=OrganisationKind.COMPETENT_DEPARTMENT, **common
    )
    db.session.add(bureau)
    db.session.flush()
    db.session.add(
        Organisation(
            code=INSTITUTION,
            name="上虞示例工程质量中心（演示）",
            kind=OrganisationKind.EMPLOYER,
            employer_kind=EmployerKind.PUBLIC_INSTITUTION,
            department_id=bureau.id,
            **common,
        )
    )
    db.session.flush()
    for person in STAFF:
        demo.applicants[person.key] = add_person(demo, person)
        demo.applicants[person.key].post_standing = PostStanding.ESTABLISHED
    db.session.flush()


def add_hours_and_posts(demo: Demo) -> None:
    """Posts of this year, confirmed; hours of both, one import checked and one waiting."""
    with demo.acting("institution"):
        quota = services.save_quota(
            None, None, year=demo.today.year, established_total=45, post_total=40, levels=LEVELS
        )
        quota_id, place = quota.id, "单位公告栏与门户网站"
        for number, step in enumerate(PostStep):
            day = demo.opened + dt.timedelta(days=2 * number)
            services.record_step(
                quota_id,
                _version(quota_id),
                step=step,
                started_on=day,
                ended_on=day + dt.timedelta(days=5),
                place=place,
            )
        people = db.session.scalars(
            select(Applicant).where(Applicant.name.in_([one.name for one in STAFF])).order_by(Applicant.id)
        ).all()
        engineer = db.session.scalars(select(ProfessionalTitle.id).where(ProfessionalTitle.code == "engineer")).one()
        services.select_person(
            quota_id,
            _version(quota_id),
            applicant_id=people[0].id,
            kind=SelectionKind.RECOMMENDED,
            title_id=engineer,
            held_title="助理工程师",
            post_grade="专业技术十一级",
        )
        services.submit(quota_id, _version(quota_id))
        first, _second = (
            hours.submit(
                hours_sheet(demo, person), "继续教育学时.xlsx", io.BytesIO(demo.evidence), "证明.pdf", cell_words()
            )
            for person in people
        )
    with demo.acting("bureau"):
        services.confirm(quota_id, _version(quota_id), "经核对岗位结构比例，同意。")
        hours.approve(first, imports.load(first).version, "经核对证明材料，予以认定。")


def _version(quota_id: int) -> int:
    return queries.load(quota_id).version


def hours_sheet(demo: Demo, person: Applicant) -> bytes:
    """The template as it is filled in for one person."""
    rows: list[list[Cell]] = [
        [person.name, person.identity_number, demo.today.year - back, kind, form, name, "示例培训中心", count, ""]
        for back, kind, form, name, count in TRAININGS
    ]
    file = io.BytesIO()
    write_xlsx(file, [Column(words) for words in template().columns.values()], rows, template().title)
    return file.getvalue()
