"""Before publication: every employer of the region has somebody to hold each stage."""

import pytest

from app.catalog.models import TitleSeries
from app.committees.enums import CommitteeLevel
from app.committees.models import ReviewCommittee
from app.core.workflow import HolderKind
from app.organisations.enums import AffiliationLevel, EmployerKind, OrganisationKind
from app.organisations.models import Organisation
from app.plans import queries, services
from app.plans.packs import document_of
from tests.helpers import count_statements

NON_PUBLIC, PUBLIC = EmployerKind.NON_PUBLIC_ENTERPRISE, EmployerKind.PUBLIC_INSTITUTION


@pytest.fixture
def employer(organisation):
    """`employer(code, region_code, **columns)`: a stored employer."""

    def made(code, region_code="330604", employer_kind=NON_PUBLIC, **columns):
        return organisation(code, OrganisationKind.EMPLOYER, region_code, employer_kind=employer_kind, **columns)

    return made


@pytest.fixture
def told(draft):
    """`told(holder, region, stage_when, route_when)`: (field, count, names) when the third stage is held so."""

    def asked(holder, region="330604", stage_when=None, route_when=None):
        document = document_of(draft)
        document["region"] = region
        document["routes"][0]["applies_when"] = route_when or {}
        del document["routes"][0]["stages"][3:]
        stage = document["routes"][0]["stages"][2]
        stage["holder"], stage["applies_when"] = holder.name, stage_when or {}
        faults = queries.unresolved(document, queries.catalog())
        return [(one.field, one.params["count"], one.params["names"]) for one in faults]

    return asked


def test_without_employers_nobody_lacks_anything(told):
    assert [told(holder) for holder in HolderKind if holder is not HolderKind.NAMED_ORGANISATION] == [[]] * 8


def test_employers_without_a_department_are_counted_and_the_first_named(told, employer, organisation):
    department = organisation("construction-bureau", OrganisationKind.COMPETENT_DEPARTMENT)
    employer("d", department=department)
    assert told(HolderKind.COMPETENT_DEPARTMENT) == []
    rows = [employer(code) for code in ("c", "a", "b", "e")]
    employer("closed", active=False)
    employer("elsewhere", "330523")
    assert told(HolderKind.COMPETENT_DEPARTMENT) == [(f"employers.{rows[1].id}", 4, "“a”, “b”, “c”")]


def test_a_plan_of_a_province_is_for_all_employers_below_it(told, employer):
    employer("a")
    employer("b", "330523")
    employer("c", "330000")
    for region, count in (("330604", 1), ("330600", 1), ("330000", 3), ("330500", 1)):
        assert told(HolderKind.COMPETENT_DEPARTMENT, region)[0][1] == count, region
    assert told(HolderKind.COMPETENT_DEPARTMENT, "331000") == []


def test_a_condition_leaves_employers_out_whom_it_does_not_concern(told, employer, organisation):
    department = organisation("construction-bureau", OrganisationKind.COMPETENT_DEPARTMENT)
    employer("a", department=None)
    employer("b", employer_kind=PUBLIC, affiliation=AffiliationLevel.CITY)
    employer("c", department=department)
    lacking = HolderKind.COMPETENT_DEPARTMENT
    assert told(lacking)[0][1:] == (2, "“a”, “b”")
    for condition, names in (
        ({"employer_kinds": ["PUBLIC_INSTITUTION"]}, "“b”"),
        ({"affiliation_levels": ["CITY"]}, "“b”"),
        ({"affiliation_levels": ["COUNTY"]}, "“a”"),
        ({"regions": ["3306"]}, "“a”, “b”"),
        ({"titles": ["technician"]}, "“a”, “b”"),
    ):
        assert [row[2] for row in told(lacking, stage_when=condition)] == [names], condition
        assert [row[2] for row in told(lacking, route_when=condition)] == [names], condition
    for condition in ({"departments": ["construction-bureau"]}, {"regions": ["3305"]}):
        assert told(lacking, stage_when=condition) == [], condition


def test_an_employer_whom_an_earlier_route_takes_is_not_asked_of_a_later_one(draft, employer):
    employer("a")
    employer("b", employer_kind=PUBLIC)
    document = document_of(draft)
    later = {**document["routes"][0], "name": "另一条"}
    later["stages"] = [{**later["stages"][0], "holder": "COMPETENT_DEPARTMENT"}]
    for condition, names in (
        ({"employer_kinds": ["PUBLIC_INSTITUTION"]}, ["“a”"]),
        ({"employer_kinds": ["PUBLIC_INSTITUTION"], "titles": ["technician"]}, ["“a”, “b”"]),
        ({}, []),
    ):
        document["routes"] = [{**document["routes"][0], "applies_when": condition}, later]
        faults = queries.unresolved(document, queries.catalog())
        assert [one.params["names"] for one in faults] == names, condition


def test_hrss_departments_and_talent_exchange_centres_are_those_of_the_employers_region(told, employer, organisation):
    employer("a")
    assert told(HolderKind.HRSS_COUNTY) == told(HolderKind.HRSS_CITY) == told(HolderKind.HRSS_PROVINCE) == []
    other = employer("b", "330602")
    assert told(HolderKind.HRSS_COUNTY, "330000") == [(f"employers.{other.id}", 1, "“b”")]
    assert told(HolderKind.HRSS_PROVINCE, "330000") == []
    assert told(HolderKind.TALENT_EXCHANGE_CENTRE, "330000")[0][1] == 2
    organisation("centre", OrganisationKind.TALENT_EXCHANGE_CENTRE)
    closed = organisation("other-hrss", OrganisationKind.HRSS_DEPARTMENT, "330602", active=False)
    assert told(HolderKind.TALENT_EXCHANGE_CENTRE, "330000") == [(f"employers.{other.id}", 1, "“b”")]
    assert told(HolderKind.HRSS_COUNTY, "330000")[0][1] == 1
    closed.active = True
    assert told(HolderKind.HRSS_COUNTY, "330000") == []


def test_a_recommending_committee_lies_below_each_committee_of_the_plan(session, draft, told, employer, region):
    employer("a")
    assert told(HolderKind.RECOMMENDING_COMMITTEE_OFFICE)[0][1] == 1
    draft.committees[0].committee.level = CommitteeLevel.INTERMEDIATE
    session.flush()
    assert told(HolderKind.RECOMMENDING_COMMITTEE_OFFICE)[0][1] == 1
    below = ReviewCommittee(
        code="below",
        name="below",
        level=CommitteeLevel.JUNIOR,
        series=session.query(TitleSeries).first(),
        region=region("330600"),
        office=session.query(Organisation).first(),
    )
    session.add(below)
    session.flush()
    assert told(HolderKind.RECOMMENDING_COMMITTEE_OFFICE) == []
    below.region = region("330500")
    session.flush()
    assert told(HolderKind.RECOMMENDING_COMMITTEE_OFFICE)[0][1] == 1


def test_an_employer_without_a_department_keeps_the_plan_from_being_published(session, draft, employer):
    draft.routes[0].stages[2].holder = HolderKind.COMPETENT_DEPARTMENT
    draft.sheet = {**draft.sheet, "opinions": []}
    session.commit()
    assert services.faults_of(draft) == []
    made = employer("a")
    assert [fault.field for fault in services.faults_of(draft)] == [f"employers.{made.id}"]


def test_many_employers_are_asked_for_by_as_many_statements_as_one(session, draft, told, employer):
    employer("a")
    told(HolderKind.HRSS_COUNTY)
    with count_statements(session.get_bind()) as few:
        told(HolderKind.HRSS_COUNTY)
    for number in range(20):
        employer(f"e{number}")
    session.flush()
    with count_statements(session.get_bind()) as many:
        told(HolderKind.HRSS_COUNTY)
    assert few.count == many.count > 0
