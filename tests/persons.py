"""Accounts, employers and people of the small world, and what they hand in."""

from __future__ import annotations

import datetime as dt
import functools
import io
from typing import Any

import pikepdf
from stdnum.cn import ric

import app.models  # noqa: F401
from app.access.models import Account
from app.applicants.enums import Sex
from app.applicants.models import AnnualAppraisal, Applicant, EducationRecord, EmploymentRecord, InsurancePeriod
from app.core.actor import Role
from app.core.eligibility import AppraisalResult, Degree, EducationLevel, FieldMatch
from app.extensions import db
from app.organisations.enums import AffiliationLevel, EmployerKind, OrganisationKind
from app.organisations.models import Organisation
from seed.pictures import portrait, signature


def add_account(username: str, role: Role, **columns: Any) -> int:
    """An account without a password, flushed; its person is called like the account."""
    from flask import current_app

    manager = current_app.appbuilder.sm  # type: ignore[attr-defined]
    account = Account(
        username=username,
        first_name=username,
        last_name="",
        email=f"{username}@example.test",
        active=True,
        password="",
        roles=[manager.find_role(role.name) or manager.role_model(name=role.name)],
        **columns,
    )
    db.session.add(account)
    db.session.flush()
    return account.id


@functools.cache
def photo() -> bytes:
    """A portrait that satisfies the plan's limits."""
    return portrait(1)


@functools.cache
def signed() -> bytes:
    """A drawn signature."""
    return signature(1)


@functools.cache
def pdf() -> bytes:
    """An empty page."""
    document, buffer = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(buffer)
    return buffer.getvalue()


def employer_row(code: str, name: str, region_id: int) -> Organisation:
    """A private company."""
    return Organisation(
        code=code,
        name=name,
        kind=OrganisationKind.EMPLOYER,
        employer_kind=EmployerKind.NON_PUBLIC_ENTERPRISE,
        affiliation=AffiliationLevel.COUNTY,
        region_id=region_id,
        phone="0575-12345678",
        mailbox="hr@example.test",
        address="示例路1号",
    )


def applicant_row(
    name: str, number: int, employer_id: int, region_id: int, confirmed_at: dt.datetime, columns: dict[str, Any]
) -> Applicant:
    """A person with schooling, work since 2015 and an appraisal, whose employer confirmed them."""
    began = columns.get("work_started_on", dt.date(2015, 3, 1))
    insured = columns.pop("insured_since", began)
    body = f"99990019900312{number:03d}"
    values = {
        "name": name,
        "identity_number": body + ric.calc_check_digit(body + "0"),
        "sex": Sex.MALE if number % 2 else Sex.FEMALE,
        "birth_date": dt.date(1990, 3, 12),
        "ethnic_group": "汉族",
        "phone": "13800000000",
        "work_started_on": began,
        "employer_id": employer_id,
        "employer_confirmed_at": confirmed_at,
        "insurance_region_id": region_id,
        "file_region_id": region_id,
        "labour_region_id": region_id,
        **columns,
    }
    applicant = Applicant(**values)
    applicant.education = [
        EducationRecord(
            level=EducationLevel.COLLEGE,
            degree=Degree.NONE,
            school="示例职业学院",
            field_of_study="市场营销",
            started_on=dt.date(2009, 9, 1),
            graduated_on=dt.date(2012, 6, 30),
            match=FieldMatch.UNMATCHED,
        )
    ]
    applicant.employment = [
        EmploymentRecord(
            employer_name="上虞建设示例有限公司", post="技术员", specialty_work="施工技术", started_on=began
        )
    ]
    applicant.appraisals = [AnnualAppraisal(year=2022, result=AppraisalResult.QUALIFIED)]
    applicant.insurance = [InsurancePeriod(region_id=region_id, started_on=insured)]
    return applicant
