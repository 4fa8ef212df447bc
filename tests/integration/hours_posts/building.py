"""A public institution's posts and its staff's hours, each kept, handed in and checked, made through the services."""

from __future__ import annotations

import datetime as dt
import io

from sqlalchemy import select

from app.access.scoping import act_as
from app.applicants.enums import PostStanding
from app.applicants.models import Applicant
from app.catalog.models import ProfessionalTitle, Region
from app.core.actor import Actor, Role
from app.documents.spreadsheet import Column, write_xlsx
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
from tests.builders import AUDITED, OPENED, REGION, SUBMITTED, World, add_account, pdf
from tests.helpers import office_moment

LEVELS = {
    PostLevel.FULL_SENIOR: LevelFigures(500, 2, 1),
    PostLevel.ASSOCIATE_SENIOR: LevelFigures(2500, 10, 8),
    PostLevel.INTERMEDIATE: LevelFigures(4000, 16, 13),
    PostLevel.JUNIOR: LevelFigures(3000, 12, 16),
}
STAFF = "寅在编"


def everywhere(world: World) -> None:
    """The accounts `institution` and `bureau`; posts confirmed, waiting and being filled in; hours approved, returned
    and waiting."""
    applicant_id = _institution(world)
    for year in (2021, 2022, 2023):
        with world.acting("institution", SUBMITTED):
            quota_id = services.save_quota(None, None, year=year, established_total=45, post_total=40, levels=LEVELS).id
        if year == 2022:
            _filled(world, quota_id, applicant_id)
        if year < 2023:
            with world.acting("institution", SUBMITTED):
                services.submit(quota_id, queries.load(quota_id).version)
        if year == 2021:
            with world.acting("bureau", AUDITED):
                services.confirm(quota_id, queries.load(quota_id).version, "经核对岗位结构比例，同意。")
    approved, returned, _waiting = (handed_in(world, "institution", applicant_id, year) for year in (2020, 2021, 2022))
    with world.acting("bureau", AUDITED):
        hours.approve(approved, imports.load(approved).version, "经核对证明材料，予以认定。")
        hours.send_back(returned, imports.load(returned).version, "证明材料缺少盖章页，请补充后重新提交。")


def _institution(world: World) -> int:
    """The id of the one whom the institution employs."""
    applicant_id = world.person(STAFF)
    with world.flask_app.app_context():
        act_as(db.session, Actor.system("tests"))
        region = db.session.scalars(select(Region.id).where(Region.code == REGION)).one()
        place = {"region_id": region, "affiliation": AffiliationLevel.COUNTY, "phone": "0575-82810001"}
        bureau = Organisation(code="bureau", name="上虞示例建设局", kind=OrganisationKind.COMPETENT_DEPARTMENT, **place)
        db.session.add(bureau)
        db.session.flush()
        institution = Organisation(
            code="institution",
            name="上虞示例工程质量中心",
            kind=OrganisationKind.EMPLOYER,
            employer_kind=EmployerKind.PUBLIC_INSTITUTION,
            department_id=bureau.id,
            **place,
        )
        db.session.add(institution)
        db.session.flush()
        staff = db.session.get_one(Applicant, applicant_id)
        staff.employer_id, staff.post_standing = institution.id, PostStanding.ESTABLISHED
        staff.employer_confirmed_at = office_moment(OPENED)
        for name, role, own in (
            ("institution", Role.EMPLOYER_OPERATOR, institution),
            ("bureau", Role.DEPARTMENT_AUDITOR, bureau),
        ):
            world.organisations[name] = own.id
            world.accounts[name] = add_account(name, role, organisation_id=own.id)
        db.session.commit()
    return applicant_id


def _filled(world: World, quota_id: int, applicant_id: int) -> None:
    with world.acting("institution", SUBMITTED):
        for number, step in enumerate(PostStep):
            day = dt.date(2023, 2, 1) + dt.timedelta(days=5 * number)
            services.record_step(
                quota_id,
                queries.load(quota_id).version,
                step=step,
                started_on=day,
                ended_on=day + dt.timedelta(days=4),
                place="单位公告栏与门户网站",
            )
        services.select_person(
            quota_id,
            queries.load(quota_id).version,
            applicant_id=applicant_id,
            kind=SelectionKind.RECOMMENDED,
            title_id=db.session.scalars(select(ProfessionalTitle.id).where(ProfessionalTitle.code == "engineer")).one(),
            held_title="助理工程师",
            post_grade="专业技术十一级",
        )


def handed_in(world: World, by: str, applicant_id: int, year: int) -> int:
    """The id of an import of one training of that year."""
    with world.acting(by, SUBMITTED):
        person = db.session.scalars(select(Applicant).where(Applicant.id == applicant_id)).one()
        row = [
            person.name,
            person.identity_number,
            year,
            "专业科目",
            "线下",
            "建筑施工安全标准宣贯",
            "示例培训中心",
            24,
            "",
        ]
        file = io.BytesIO()
        write_xlsx(file, [Column(words) for words in template().columns.values()], [row], template().title)
        proof = io.BytesIO(pdf())
        return hours.submit(file.getvalue(), f"{year}年度学时.xlsx", proof, "证明.pdf", cell_words())
