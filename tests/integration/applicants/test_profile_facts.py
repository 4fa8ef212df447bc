"""From the rows of the record to facts, in the draft and in what was frozen; and how complete the record is."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import insert

from app.applicants import queries
from app.applicants.completeness import meter
from app.applicants.enums import AuditState, PostStanding, SanctionKind, Verification
from app.applicants.models import (
    Applicant,
    AppointmentLetter,
    InsurancePeriod,
    Profile,
    Sanction,
    SkillCertificate,
    TitleHeld,
    VocationalQualification,
)
from app.applicants.process import Aim
from app.applications import queries as applications
from app.applications.facts import applicant_facts, subject_of
from app.applications.rules import facts_from_submission, subject_from_submission
from app.core import eligibility as rules
from app.core.eligibility import Outcome, RequirementKind, RequirementRule, Rules, SchoolClass, SkillLevel, assess
from app.extensions import db
from app.plans.models import PlanRequirement
from tests.builders import World
from tests.helpers import Browser
from tests.integration.applicants.test_profile import save
from tests.integration.applicants.wizard import PERSON, Wizard, words

EARLY, DAY, LATER = dt.date(2010, 1, 1), dt.date(2016, 1, 1), dt.date(2018, 12, 31)


def filled(world: World) -> None:
    """Give the person something of everything."""
    with world.reading():
        person = queries.load(world.applicants[PERSON])
        person.post_standing = PostStanding.ON_LEAVE
        person.education[0].school_class = SchoolClass.SENIOR_WORKER_CLASS
        person.education[0].verification = Verification.REGISTRY
        person.titles_held = [TitleHeld(title_code="technician", title_name="技术员", obtained_on=DAY)]
        person.letters = [
            AppointmentLetter(title_code="technician", title_name="技术员", started_on=DAY, ended_on=LATER),
            AppointmentLetter(title_code="technician", title_name="技术员", started_on=dt.date(2020, 1, 1)),
        ]
        person.vocational = [VocationalQualification(qualification="二级建造师", obtained_on=DAY)]
        person.skills = [SkillCertificate(skill_level=SkillLevel.SENIOR_WORKER, obtained_on=DAY)]
        region_id = person.insurance_region_id
        assert region_id is not None
        person.insurance.append(InsurancePeriod(region_id=region_id, started_on=EARLY, ended_on=dt.date(2012, 1, 31)))
        ban = {"kind": SanctionKind.APPLICATION_BAN, "issuing_body": "示例机关", "started_on": DAY, "ended_on": LATER}
        case = {"kind": SanctionKind.OPEN_CASE, "issuing_body": "示例机关", "started_on": DAY}
        person.sanctions = [Sanction(**ban), Sanction(**case)]
        person.integrity_declared_on = LATER
        person.profile = Profile(
            employer_id=world.organisations["builders"],
            status=AuditState.APPROVED,
            submitted_at=dt.datetime(2023, 2, 1, tzinfo=dt.UTC),
        )
        db.session.commit()


def test_what_is_frozen_says_the_same_as_the_rows(world: World, wizard: Wizard) -> None:
    filled(world)
    assert wizard.reach("preview").post("submit").status_code == 303
    with world.reading():
        application = applications.load(wizard.id)
        live, subject = applicant_facts(application.applicant, application), subject_of(application)
        content = json.loads(json.dumps(applications.newest_submission(wizard.id).content))
    assert facts_from_submission(content) == live
    assert subject_from_submission(content) == subject
    assert (subject.established, subject.on_leave) == (True, True)
    assert live.titles == (
        rules.TitleHeld(code="technician", obtained_on=DAY, appointed_on=DAY, appointment_ended_on=LATER),
        rules.TitleHeld(code="technician", obtained_on=DAY, appointed_on=dt.date(2020, 1, 1)),
    )
    assert live.skills == (rules.SkillRecord(SkillLevel.SENIOR_WORKER, DAY),)
    assert live.vocational == (rules.VocationalRecord("二级建造师", DAY),)
    assert live.bans == (rules.Ban(DAY, LATER),)
    assert [one.started_on for one in live.insurance or ()] == [EARLY, dt.date(2015, 3, 1)]
    diplomas = [(one.school_class, one.in_registry) for one in live.education or ()]
    assert diplomas == [(SchoolClass.SENIOR_WORKER_CLASS, True)]
    assert (live.profile_approved, live.present_post_since) == (True, DAY)
    assert content["titles"][0]["appointed_on"] == "2016-01-01"
    assert len(content["letters"]) == 2


def test_the_frozen_lists_are_shown_to_the_reader(world: World, wizard: Wizard, applicant: Browser) -> None:
    filled(world)
    wizard.reach("preview")
    page = words(wizard.get("preview"))
    for text in ("二级建造师", "高级工", "2018年12月31日", "不得申报职称", "离岗创业", "技工院校高级工班"):
        assert text in page, text


def test_what_was_never_entered_is_not_known(world: World) -> None:
    with world.reading():
        facts = applicant_facts(queries.load(world.applicants[PERSON]))
    assert (facts.skills, facts.vocational, facts.bans, facts.established_post) == (None, None, None, None)
    assert (facts.titles, facts.profile_approved, facts.credit_clear, facts.post_vacancies) == ((), False, None, None)


def test_a_page_saved_empty_says_that_there_is_none(world: World, applicant: Browser) -> None:
    for key in ("skills", "vocational", "integrity"):
        assert save(applicant, key).status_code == 303
    with world.reading():
        facts = applicant_facts(queries.load(world.applicants[PERSON]))
    assert (facts.skills, facts.vocational, facts.bans) == ((), (), None)
    save(applicant, "integrity", integrity_declared="y")
    with world.reading():
        assert applicant_facts(queries.load(world.applicants[PERSON])).bans == ()


@pytest.mark.parametrize(
    ("standing", "established", "on_leave"),
    [
        (None, None, None),
        (PostStanding.ESTABLISHED, True, False),
        (PostStanding.NOT_ESTABLISHED, False, False),
        (PostStanding.ON_LEAVE, True, True),
    ],
)
def test_who_is_on_leave_keeps_the_post(
    standing: PostStanding | None, established: bool | None, on_leave: bool | None
) -> None:
    person = Applicant(post_standing=standing)
    assert (person.established_post, person.on_leave) == (established, on_leave)


@pytest.mark.parametrize(
    ("approved", "outcome"), [(True, Outcome.PASS), (False, Outcome.FAIL), (None, Outcome.EVIDENCE_NEEDED)]
)
def test_a_plan_may_ask_for_an_approved_profile(approved: bool | None, outcome: Outcome) -> None:
    row = RequirementRule(key="profile", kind=RequirementKind.PROFILE_APPROVED)
    held_against = Rules(title_code="t", mode="NORMAL", cutoff_date=DAY, submitted_on=DAY, requirements=(row,))
    findings = assess(rules.ApplicantFacts(profile_approved=approved), held_against)
    assert [one.outcome for one in findings if one.kind is RequirementKind.PROFILE_APPROVED] == [outcome]


@pytest.mark.parametrize("approved", [True, False])
def test_a_plan_that_asks_for_it_is_begun_with_an_approved_profile(
    world: World, applicant: Browser, approved: bool
) -> None:
    with world.reading():
        row = {"plan_id": world.plan_id, "position": 99, "key": "profile", "kind": RequirementKind.PROFILE_APPROVED}
        statement = insert(PlanRequirement.__table__).values(
            clause="", decided="", inherited=False, waivable=False, **row
        )
        db.session.connection().execute(statement.values(parameters={}, applies_when={}))
        db.session.commit()
    if approved:
        filled(world)
    answer = applicant.post(f"/plans/{world.plan_id}/apply")
    assert answer.status_code == (303 if approved else 400)
    assert approved or "该计划要求个人基本信息先经单位审核通过" in words(answer)


def test_what_a_register_said_holds_for_the_row_as_it_was(world: World, applicant: Browser) -> None:
    filled(world)
    assert save(applicant, "education").status_code == 303
    with world.reading():
        assert queries.load(world.applicants[PERSON]).education[0].verification is Verification.REGISTRY
    assert save(applicant, "education", **{"education-0-level": "BACHELOR"}).status_code == 303
    with world.reading():
        assert queries.load(world.applicants[PERSON]).education[0].verification is Verification.NONE


def test_the_meter_names_what_the_plan_asks_and_the_record_lacks() -> None:
    person = Applicant(phone="1", employer_id=1)
    bare = meter(person, None)
    assert [part.anchor for part in bare.missing] == ["education", "employment", "integrity_declared"]
    assert bare.percent == 40
    needed = frozenset({"education", "skills", "affiliation", "employer_kind"})
    aim = Aim("p", "计划", needed, frozenset({"education", "skills"}))
    with_plan = meter(person, aim)
    assert [part.anchor for part in with_plan.missing] == ["education", "employment", "skills", "integrity_declared"]
    assert with_plan.percent == 100 * 3 // 7
    person.integrity_declared_on = DAY
    assert meter(person, None).percent == 60


def test_the_overview_measures_the_plan_of_the_draft_or_the_one_picked(
    world: World, applicant: Browser, wizard: Wizard
) -> None:
    page = words(applicant.get("/profile/"))
    assert "2023年度上虞区" in page.replace(" ", "") or "上虞区工程技术初级" in page
    assert "还缺：" in page
    with world.reading():
        from app.plans import queries as plans

        code = plans.plan_by_id(world.plan_id).code
    assert applicant.get(f"/profile/?plan={code}").status_code == 200
    assert applicant.get("/profile/?plan=nothing").status_code == 200
    page = applicant.get("/profile/").get_data(as_text=True)
    assert 'value="100"' not in page.split("<progress")[1].split(">")[0]
    assert 'href="/profile/integrity#integrity_declared"' in page
