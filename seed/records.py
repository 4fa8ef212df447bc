"""Demo employers, what is known of a person, accounts."""

from __future__ import annotations

import datetime as dt

from flask import current_app
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from app.access.models import Account
from app.applicants.models import (
    AnnualAppraisal,
    Applicant,
    EducationRecord,
    EmploymentRecord,
    InsurancePeriod,
    SkillCertificate,
)
from app.catalog.models import Region
from app.core import clock
from app.core.actor import Role
from app.core.eligibility import AppraisalResult, SkillLevel
from app.extensions import db
from app.organisations.enums import AffiliationLevel, EmployerKind, OrganisationKind
from app.organisations.models import Organisation
from seed.accounts import ACCOUNTS, DEMO_PASSWORD, EMPLOYER, OTHER_EMPLOYER
from seed.acting import Demo
from seed.people import PEOPLE, Person

REGION = "330604"


def add_employers() -> None:
    """Two invented employers."""
    region = db.session.scalars(select(Region).where(Region.code == REGION)).one()
    for code, name, kind in (
        (EMPLOYER, "绍兴示例建设工程有限公司（演示）", EmployerKind.NON_PUBLIC_ENTERPRISE),
        (OTHER_EMPLOYER, "上虞示例机械制造有限公司（演示）", EmployerKind.NON_PUBLIC_ENTERPRISE),
    ):
        db.session.add(
            Organisation(
                code=code,
                name=name,
                kind=OrganisationKind.EMPLOYER,
                employer_kind=kind,
                affiliation=AffiliationLevel.COUNTY,
                region_id=region.id,
                phone="0575-00000000",
                mailbox="demo@example.invalid",
                address="演示地址",
            )
        )
    db.session.flush()


def _organisation(code: str) -> Organisation:
    return db.session.scalars(select(Organisation).where(Organisation.code == code)).one()


def add_person(demo: Demo, person: Person) -> Applicant:
    """A person with education, work and appraisals that fit a demo plan's cut-off day."""
    region = db.session.scalars(select(Region).where(Region.code == REGION)).one()
    employer = _organisation(person.employer)
    began = demo.cutoff - dt.timedelta(days=person.years * 366 + 40)
    graduated = dt.date(began.year - 1, 6, 30)
    applicant = Applicant(
        name=person.name,
        identity_number=person.identity_number,
        sex=person.sex,
        birth_date=person.born,
        ethnic_group="汉族",
        birthplace="浙江绍兴",
        political_status="群众",
        health="健康",
        phone="00000000000",
        work_started_on=began,
        administrative_post="技术员",
        employer_id=employer.id,
        employer_confirmed_at=clock.now(),
        insurance_region_id=region.id,
        file_region_id=region.id,
        labour_region_id=region.id,
    )
    applicant.education = [
        EducationRecord(
            level=person.level,
            degree=person.degree,
            school="示例学校（演示）",
            field_of_study=person.field_of_study,
            started_on=dt.date(graduated.year - 3, 9, 1),
            graduated_on=graduated,
            match=person.match,
        )
    ]
    applicant.employment = [
        EmploymentRecord(
            employer_name=employer.name, post="技术员", specialty_work="建筑工程施工技术", started_on=began
        )
    ]
    applicant.appraisals = [
        AnnualAppraisal(year=demo.today.year - back, result=AppraisalResult.QUALIFIED) for back in (1, 2, 3)
    ]
    applicant.insurance = [InsurancePeriod(region_id=region.id, started_on=began)]
    applicant.skills = [
        SkillCertificate(
            skill_level=SkillLevel.INTERMEDIATE_WORKER,
            occupation="示例工种",
            obtained_on=graduated + dt.timedelta(days=400),
        )
    ]
    applicant.integrity_declared_on = demo.opened
    db.session.add(applicant)
    db.session.flush()
    return applicant


def add_accounts(demo: Demo) -> None:
    """The accounts of seed.accounts, and one for every other demo person; who registers an employer makes the account
    by that."""
    manager = current_app.appbuilder.sm  # type: ignore[attr-defined]
    password = generate_password_hash(DEMO_PASSWORD)
    wanted = [(one.username, one.name, one.role.name, one.organisation, one.person) for one in ACCOUNTS]
    wanted = [one for one in wanted if one[2] != Role.EMPLOYER_REGISTRANT.name]
    named = {person for *_rest, person in wanted}
    wanted += [(f"demo{one.key}", one.name, "APPLICANT", "", one.key) for one in PEOPLE if one.key not in named]
    for username, name, role, organisation, person in wanted:
        account = Account(
            username=username,
            first_name=name,
            last_name="",
            email=f"{username}@example.invalid",
            active=True,
            password=password,
            roles=[manager.find_role(role)],
            organisation_id=_organisation(organisation).id if organisation else None,
            applicant_id=demo.applicants[person].id if person else None,
        )
        db.session.add(account)
        demo.accounts[username] = account
        if person:
            demo.accounts[person] = account
    db.session.flush()
