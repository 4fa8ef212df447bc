"""Who holds a stage: the one organisation, or what the catalog lacks."""

import datetime as dt

import pytest
from sqlalchemy import select

from app.catalog.models import TitleSeries
from app.committees.enums import CommitteeLevel
from app.committees.models import ReviewCommittee
from app.core.errors import Refused
from app.core.workflow import HolderKind
from app.organisations.enums import EmployerKind, OrganisationKind
from app.organisations.models import Organisation
from app.plans import queries
from app.plans.models import RouteStage


@pytest.fixture
def employer(organisation):
    return organisation("mill", OrganisationKind.EMPLOYER, employer_kind=EmployerKind.NON_PUBLIC_ENTERPRISE)


@pytest.fixture
def committee(session, region):
    """`committee(code, level, region_code, office)`: a stored committee of the engineering series."""
    series = session.scalars(select(TitleSeries).where(TitleSeries.code == "engineering")).one()

    def made(code, level, region_code, office, **columns):
        row = ReviewCommittee(
            code=code,
            name=code,
            level=level,
            series=columns.pop("series", series),
            region=region(region_code),
            office=office,
            filed_until=dt.date(2030, 1, 1),
            **columns,
        )
        session.add(row)
        session.flush()
        return row

    return made


def holder(kind, employer, committee=None, **columns):
    return queries.resolve_holder(RouteStage(name="环节", holder=kind, **columns), employer, committee)


def junior_committee(session):
    return session.scalars(select(ReviewCommittee).where(ReviewCommittee.code == "shangyu-engineering-junior")).one()


def seeded(session, code):
    return session.scalars(select(Organisation.id).where(Organisation.code == code)).one()


def test_the_employer_holds_its_own_stage(employer):
    assert holder(HolderKind.EMPLOYER, employer) == employer.id


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (HolderKind.HRSS_COUNTY, "shangyu-hrss"),
        (HolderKind.HRSS_CITY, "shaoxing-hrss"),
        (HolderKind.HRSS_PROVINCE, "zhejiang-hrss"),
    ],
)
def test_the_hrss_department_is_that_of_the_employer_s_region(session, employer, kind, code):
    assert holder(kind, employer) == seeded(session, code)


def test_an_office_of_another_kind_or_out_of_use_in_the_region_is_not_taken(session, employer, organisation, region):
    organisation("bureau", OrganisationKind.COMPETENT_DEPARTMENT)
    office = session.get(Organisation, seeded(session, "shangyu-hrss"))
    office.active = False
    with pytest.raises(Refused, match="The catalog has no HRSS department for 上虞区"):
        holder(HolderKind.HRSS_COUNTY, employer)
    heir = organisation("new-hrss", OrganisationKind.HRSS_DEPARTMENT)
    assert holder(HolderKind.HRSS_COUNTY, employer) == heir.id


def test_a_region_without_hrss_department_is_named(session, organisation):
    for closed in session.scalars(select(Organisation).where(Organisation.code.in_(("anji-hrss", "huzhou-hrss")))):
        closed.active = False
    kind = EmployerKind.NON_PUBLIC_ENTERPRISE
    elsewhere = organisation("anji-mill", OrganisationKind.EMPLOYER, "330523", employer_kind=kind)
    with pytest.raises(Refused) as refused:
        holder(HolderKind.HRSS_COUNTY, elsewhere)
    assert str(refused.value) == "The catalog has no HRSS department for 安吉县. Please add it to the organisations."
    with pytest.raises(Refused, match="no HRSS department for 湖州市"):
        holder(HolderKind.HRSS_CITY, elsewhere)


def test_an_employer_of_a_city_has_no_county(session, organisation):
    kind = EmployerKind.PUBLIC_INSTITUTION
    of_city = organisation("city-institute", OrganisationKind.EMPLOYER, "330600", employer_kind=kind)
    with pytest.raises(Refused, match="“city-institute” lies in 绍兴市, which belongs to no region of the level"):
        holder(HolderKind.HRSS_COUNTY, of_city)
    assert holder(HolderKind.HRSS_CITY, of_city) == seeded(session, "shaoxing-hrss")


def test_the_competent_department_is_the_employer_s_own(employer, organisation):
    with pytest.raises(Refused, match="“mill” has no competent department"):
        holder(HolderKind.COMPETENT_DEPARTMENT, employer)
    bureau = organisation("bureau", OrganisationKind.COMPETENT_DEPARTMENT)
    employer.department_id = bureau.id
    assert holder(HolderKind.COMPETENT_DEPARTMENT, employer) == bureau.id


def test_the_talent_exchange_centre_is_that_of_the_region(employer, organisation):
    organisation("city-centre", OrganisationKind.TALENT_EXCHANGE_CENTRE, "330600")
    with pytest.raises(Refused, match="The catalog has no talent-exchange centre for 上虞区"):
        holder(HolderKind.TALENT_EXCHANGE_CENTRE, employer)
    centre = organisation("centre", OrganisationKind.TALENT_EXCHANGE_CENTRE)
    assert holder(HolderKind.TALENT_EXCHANGE_CENTRE, employer) == centre.id


def test_the_accepting_committee_s_office_holds_its_stage(session, employer):
    chosen = junior_committee(session)
    assert holder(HolderKind.ACCEPTING_COMMITTEE_OFFICE, employer, chosen) == chosen.office_id
    with pytest.raises(Refused, match="The application names no accepting committee"):
        holder(HolderKind.ACCEPTING_COMMITTEE_OFFICE, employer)


def test_the_committee_one_level_below_recommends_from_the_nearest_region(session, employer, organisation, committee):
    offices = [organisation(f"office-{number}", OrganisationKind.COMMITTEE_OFFICE) for number in range(4)]
    city = committee("city", CommitteeLevel.INTERMEDIATE, "330600", offices[0])
    province = committee("province", CommitteeLevel.SENIOR, "330000", offices[1])
    assert holder(HolderKind.RECOMMENDING_COMMITTEE_OFFICE, employer, province) == city.office_id
    assert holder(HolderKind.RECOMMENDING_COMMITTEE_OFFICE, employer, city) == seeded(
        session, "shangyu-engineering-junior-office"
    )
    medicine = TitleSeries(code="medicine", name="卫生")
    committee("county-medicine", CommitteeLevel.INTERMEDIATE, "330604", offices[3], series=medicine)
    committee("county-closed", CommitteeLevel.INTERMEDIATE, "330604", offices[3], active=False)
    assert holder(HolderKind.RECOMMENDING_COMMITTEE_OFFICE, employer, province) == city.office_id
    county = committee("county", CommitteeLevel.INTERMEDIATE, "330604", offices[2])
    assert holder(HolderKind.RECOMMENDING_COMMITTEE_OFFICE, employer, province) == county.office_id


def test_where_nobody_recommends_the_refusal_says_so(session, employer):
    junior = junior_committee(session)
    with pytest.raises(
        Refused, match="The catalog has no committee in 上虞区 that recommends to “上虞区工程技术初级评委会”"
    ):
        holder(HolderKind.RECOMMENDING_COMMITTEE_OFFICE, employer, junior)


def test_a_named_organisation_holds_its_stage(employer, organisation):
    association = organisation("association", OrganisationKind.COMMITTEE_OFFICE)
    assert holder(HolderKind.NAMED_ORGANISATION, employer, holder_organisation_id=association.id) == association.id
    with pytest.raises(Refused, match="The stage “环节” names no organisation"):
        holder(HolderKind.NAMED_ORGANISATION, employer)
