"""Demo data: invented people whose applications stand at every stage, each made through the services.

Days are counted from today, so that the demo plan is open whenever the program is first started.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from app.access.models import Account
from app.access.scoping import act_as
from app.accounts.security import actor_of
from app.applicants import services as applicants
from app.applicants.models import (
    AnnualAppraisal,
    Applicant,
    EducationRecord,
    EmploymentRecord,
    InsurancePeriod,
    SkillCertificate,
)
from app.applications import queries as applications
from app.applications import services
from app.applications.facts import applicant_facts, subject_of
from app.applications.models import Application
from app.applications.services.outcomes import record_outcome
from app.applications.services.papers import receive
from app.archives import queries as archives
from app.archives import services as archive_services
from app.archives.enums import EntryStatus, PersonalRole
from app.catalog.models import Region
from app.catalog.queries import working_calendar
from app.core import clock
from app.core.actor import Actor, Role
from app.core.eligibility import AppraisalResult, SkillLevel
from app.core.tally import Ballot
from app.core.workflow import Decision, Defect, StageOutcomeInput, StageResult
from app.dry_runs import services as dry_runs
from app.extensions import db
from app.fees import queries as fees
from app.fees import services as fee_services
from app.fees.enums import PaymentMethod
from app.organisations.enums import AffiliationLevel, EmployerKind, OrganisationKind
from app.organisations.models import Organisation
from app.plans import services as plans
from app.plans.models import ReviewPlan
from app.plans.rules import attachments_for
from app.public_notices import queries as notices
from app.public_notices import services as notice_services
from app.public_notices.enums import NoticeOutcome
from app.reviews import services as reviews
from seed.accounts import ACCOUNTS, DEMO_PASSWORD, EMPLOYER, OTHER_EMPLOYER
from seed.committees import add_committees
from seed.employers import add_centre, add_requests
from seed.people import PEOPLE, Person, Stop
from seed.pictures import paper, portrait, signature
from seed.posts import add_hours_and_posts, add_institution

SOURCE_PLAN = "shangyu-2023-engineering-junior-1"
DEMO_PLAN = "demo-engineering-junior"
OPENED_DAYS_AGO = 20
NOTICE_DAY = 4
DAYS_AFTER_NOTICE = 6
REGION = "330604"
STATEMENT = (
    "本人从事工程技术工作{years}年，先后参与厂房改造、设备安装与工艺改进等项目，"
    "负责现场施工组织、质量检查与技术资料整理。在项目中独立完成施工图深化与工程量核算，"
    "提出的管线综合排布方案减少返工约一成。坚持学习本专业规范与标准，指导两名新入职技术人员。"
    "（演示数据，内容均为虚构。）"
)
ANNOUNCED = (Stop.ANNOUNCED, Stop.COMPLETED, Stop.NOT_APPROVED)
REVIEWED = (Stop.CONCLUDED, *ANNOUNCED)
CHANGING = "03"
AUDITED = (Stop.READY_FOR_REVIEW, *REVIEWED)
BALLOT = {True: Ballot(9, 9, 8, 1, 0), False: Ballot(9, 9, 3, 6, 0)}


class Demo:
    """The actors of the demo and the days on which they act."""

    def __init__(self, cutoff: dt.date) -> None:
        self.today = clock.today()
        self.opened = self._opening_day()
        self.cutoff = cutoff
        self.plan_id = 0
        self.accounts: dict[str, Account] = {}
        self.applicants: dict[str, Applicant] = {}
        self.evidence = b""

    def _opening_day(self) -> dt.date:
        """Late enough that the plan is open today, early enough that the first notices are over."""
        opened = self.today - dt.timedelta(days=OPENED_DAYS_AGO)
        while self._after_notice(opened, DAYS_AFTER_NOTICE) > self.today:
            opened -= dt.timedelta(days=1)
        return opened

    def _after_notice(self, opened: dt.date, days: int) -> dt.date:
        start = opened + dt.timedelta(days=NOTICE_DAY)
        return working_calendar().first_forwarding_day(start, 5).day + dt.timedelta(days=days)

    def after_notice(self, number: int) -> dt.date:
        """The day `number` days after the first notices could be forwarded."""
        return self._after_notice(self.opened, number)

    def day(self, number: int) -> dt.date:
        """The day `number` days after the plan was opened."""
        return self.opened + dt.timedelta(days=number)

    def moment(self, number: int) -> dt.datetime:
        """Ten o'clock on that day."""
        return _moment(self.day(number))

    @contextmanager
    def acting(self, username: str, day: dt.date | None = None) -> Iterator[Actor]:
        """Act as an account, on a day in the past or today."""
        actor = actor_of(self.accounts[username])
        act_as(db.session, actor)
        with clock.frozen(_moment(day or self.today)):
            yield actor


def load_demo() -> None:
    """Employers, accounts, people, archives, and one application at every stage."""
    source = db.session.scalars(select(ReviewPlan).where(ReviewPlan.code == SOURCE_PLAN)).one()
    demo = Demo(source.seniority_cutoff_date)
    plan = _open_plan(source, demo)
    demo.plan_id, demo.cutoff = plan.id, plan.seniority_cutoff_date
    demo.evidence = paper("业绩佐证材料", "项目竣工验收证明（演示）。", str(current_app.config["ZHIPING"].fonts_dir))
    add_employers()
    add_institution(demo)
    add_centre()
    for person in PEOPLE:
        demo.applicants[person.key] = add_person(demo, person)
    add_accounts(demo)
    for person in PEOPLE:
        _fill_archive(demo, person)
        _submit_profile(demo, person)
    for person in PEOPLE:
        if person.stop is not Stop.NONE:
            _apply(demo, person)
    _change_approved(demo, CHANGING)
    _audit_by_employer(demo)
    _publish_notices(demo)
    _audit_by_hrss(demo)
    _pay_and_hand_in(demo)
    _review(demo)
    add_committees(demo.today)
    add_hours_and_posts(demo)
    add_requests(demo)
    _try_rules(demo)


def _open_plan(source: ReviewPlan, demo: Demo) -> ReviewPlan:
    name = f"{demo.today.year}年度绍兴市上虞区工程技术初级专业技术职务任职资格评审申报计划（演示）"
    plans.publish(source.id, source.version)
    with clock.frozen(_moment(demo.opened)):
        plan = plans.clone(source.id, demo.opened, name, DEMO_PLAN)
        return plans.publish(plan.id, plan.version)


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(10, 0), clock.OFFICE_ZONE)


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


def _fill_archive(demo: Demo, person: Person) -> None:
    """Works of three kinds, two of them audited."""
    done = person.stop is not Stop.NONE
    works: tuple[tuple[str, str, str, dict[str, Any], bool], ...] = (
        (
            "project",
            "示例厂房改造工程",
            "参与施工组织与质量验收，工程一次验收合格。",
            {
                "number": f"SF-2021-{person.key}",
                "source": "示例业主单位",
                "level": "县（区）级",
                "funds": "860",
                "accepted": True,
            },
            True,
        ),
        (
            "transfer",
            "示例设备安装工艺改进",
            "提出安装工艺改进方案并在两个项目推广，缩短工期12天。",
            {"receiver": "示例设备制造单位", "amount": "35"},
            True,
        ),
        (
            "patent",
            "一种示例管线综合支架",
            "提出支架结构方案，绘制全部图样。",
            {"type": "实用新型专利", "number": _patent_number(person), "transferred": False},
            done,
        ),
    )
    for number, (kind, title, effect, details, audited) in enumerate(works):
        with demo.acting(person.key, demo.day(1)):
            entry = archive_services.save(
                None,
                None,
                kind=kind,
                title=title,
                started_on=dt.date(demo.today.year - 2, 3 + number, 1),
                ended_on=dt.date(demo.today.year - 1, 3 + number, 28),
                role=PersonalRole.PARTICIPANT,
                rank=3,
                people=6,
                contribution="负责现场施工组织与质量检查，佐证材料中有署名。",
                effect=effect,
                details=details,
                evidence=[(io.BytesIO(demo.evidence), f"{title}佐证.pdf")],
            )
            archive_services.submit(entry.id, entry.version)
        if audited:
            with demo.acting(_operator(person), demo.day(2)):
                entry = archives.load(entry.id)
                archive_services.audit(entry.id, entry.version, Decision.PASS, opinion="材料属实。")


def _patent_number(person: Person) -> str:
    """A number of one's own; three people, one of them elsewhere, name the same patent."""
    return {"01": "ZL 2021 2 0000000.1", "02": "ZL202120000000.1", "16": "zl2021-2-0000000.1"}.get(
        person.key, f"ZL 2021 2 00000{person.key}.X"
    )


def _change_approved(demo: Demo, key: str) -> None:
    """A person writes a new version of an approved entry; the employer has not audited it yet."""
    applicant_id = demo.applicants[key].id
    with demo.acting(key, demo.day(4)):
        chosen = next(one for one in archives.of_applicant(applicant_id) if one.title.startswith("示例厂房"))
        entry = archive_services.revise(chosen.id, chosen.version)
        entry = archives.load(entry.id)
        entry = archive_services.save(
            entry.id,
            entry.version,
            kind=entry.kind.code,
            title=entry.title,
            grade="县级优质工程",
            started_on=entry.started_on,
            ended_on=entry.ended_on,
            role=entry.role,
            rank=2,
            people=entry.people,
            contribution=entry.contribution,
            effect=f"{entry.effect}工程其后获评县级优质工程。",
            details=entry.details,
            evidence=[(io.BytesIO(demo.evidence), "优质工程证书.pdf")],
        )
        archive_services.submit(entry.id, entry.version)


def _submit_profile(demo: Demo, person: Person) -> None:
    """Everybody's personal data is with the employer; that of people who have not applied still waits there."""
    with demo.acting(person.key, demo.day(1)):
        profile = applicants.submit(0)
    if person.stop is not Stop.NONE:
        with demo.acting(_operator(person), demo.day(2)):
            applicants.audit(profile.id, profile.version, Decision.PASS, opinion="经与人事档案核对，信息无误。")


def _operator(person: Person) -> str:
    return "employer" if person.employer == EMPLOYER else "employer2"


def _apply(demo: Demo, person: Person) -> None:
    with demo.acting(person.key, demo.day(2)):
        own = services.start(demo.plan_id)
        number = int(person.key)
        services.save_photo(own.id, own.version, io.BytesIO(portrait(number)), "证件照.jpg")
        own = applications.load(own.id)
        services.sign_commitment(own.id, own.version, signature(number))
        own = applications.load(own.id)
        title = next(row.title for row in own.plan.titles if row.title.code == person.title)
        answers = {
            "title_id": title.id,
            "mode": own.plan.modes[0].mode,
            "specialty_id": own.plan.specialties[number % 3].specialty_id,
            "committee_id": own.plan.committees[0].committee_id,
            "appraisal_summary": "近三年年度考核均为合格。",
            "work_statement": STATEMENT.format(years=person.years),
        }
        services.save_data(own.id, own.version, answers)
        own = applications.load(own.id)
        chosen = [one.id for one in archives.of_applicant(own.applicant_id) if one.status is EntryStatus.PASSED]
        services.choose_entries(own.id, own.version, chosen[:2])
        if person.stop is Stop.DRAFT:
            return
        own = applications.load(own.id)
        for kind, required in attachments_for(own.plan, applicant_facts(own.applicant, own), subject_of(own)):
            if required:
                name = f"{kind.name}.pdf"
                services.attach(own.id, own.version, kind.id, io.BytesIO(demo.evidence), name)
                own = applications.load(own.id)
        services.leave_attachments(own.id, own.version)
        own = applications.load(own.id)
        services.submit(own.id, own.version)


def _of(demo: Demo, person: Person) -> Application:
    found = applications.under_plan(demo.applicants[person.key].id, demo.plan_id)
    assert found is not None
    return applications.load(found.id)


def _beyond(*stops: Stop) -> list[Person]:
    return [person for person in PEOPLE if person.stop not in (Stop.NONE, Stop.DRAFT, *stops)]


def _audit_by_employer(demo: Demo) -> None:
    for person in _beyond(Stop.EMPLOYER_AUDIT):
        with demo.acting(_operator(person), demo.day(3)):
            own = _of(demo, person)
            if person.stop is Stop.RETURNED_BY_EMPLOYER:
                defects = [
                    Defect("statement", "请补充近两年的具体业绩。"),
                    Defect("entries", "请更换更有代表性的业绩。"),
                ]
                services.advance(own, Decision.RETURN, seen_version=own.version, defects=defects)
            elif person.stop is Stop.REJECTED:
                services.advance(
                    own, Decision.REJECT, seen_version=own.version, reason="经核实，从事专业工作年限不足。"
                )
            else:
                services.advance(own, Decision.PASS, seen_version=own.version, opinion="材料齐全，同意推荐。")


def _publish_notices(demo: Demo) -> None:
    resting = (Stop.EMPLOYER_AUDIT, Stop.RETURNED_BY_EMPLOYER, Stop.REJECTED, Stop.BEFORE_NOTICE)
    later = (Stop.NOTICE_RUNNING, Stop.NOTICE_OVER)
    for start, people, forwarded in (
        (demo.day(NOTICE_DAY), _beyond(*resting, *later), True),
        (demo.day(NOTICE_DAY), [one for one in PEOPLE if one.stop is Stop.NOTICE_OVER], False),
        (demo.today, [one for one in PEOPLE if one.stop is Stop.NOTICE_RUNNING], False),
    ):
        with demo.acting("employer", start):
            notice = notice_services.start(
                demo.plan_id,
                [_of(demo, person).id for person in people],
                starts_on=start,
                place="单位公告栏及内部网站",
                phone="0575-00000000",
                mailbox="demo@example.invalid",
            )
        if forwarded:
            with demo.acting("employer", notice_services.first_forwarding_day(notice).day):
                notice = notices.load(notice.id)
                outcomes = {entry.id: (NoticeOutcome.NO_OBJECTION, "") for entry in notice.entries}
                notice_services.forward(notice.id, notice.version, outcomes, "公示期满无异议，同意报送。")


def _audit_by_hrss(demo: Demo) -> None:
    yesterday = demo.today - dt.timedelta(days=1)
    for person in PEOPLE:
        if person.stop is Stop.RETURNED_BY_HRSS:
            with demo.acting("hrss", yesterday):
                own = _of(demo, person)
                defects = [Defect("education", "毕业证书扫描件不清晰，请重新核对学历信息。")]
                services.advance(own, Decision.RETURN, seen_version=own.version, defects=defects)
        elif person.stop is Stop.FEE_OPEN or person.stop in AUDITED:
            with demo.acting("hrss", demo.after_notice(0) if person.stop in AUDITED else yesterday):
                own = _of(demo, person)
                services.advance(own, Decision.PASS, seen_version=own.version, opinion="符合申报条件，同意提交评审。")


def _pay_and_hand_in(demo: Demo) -> None:
    for number, person in enumerate((one for one in PEOPLE if one.stop in AUDITED), start=1):
        own_id = _of_system(demo, person)
        with demo.acting("finance", demo.after_notice(1)):
            order = fees.of_application(own_id)
            assert order is not None
            fee_services.record_payment(
                order.id,
                order.version,
                amount_fen=order.amount_fen,
                method=PaymentMethod.TRANSFER,
                voucher_number=f"演示-{number:04d}",
                paid_on=demo.after_notice(1),
            )
        with demo.acting("hrss", demo.after_notice(2)):
            own = applications.load(own_id)
            receive(own.id, own.version, copies=own.plan.paper_copies, received_on=demo.after_notice(2))


def _of_system(demo: Demo, person: Person) -> int:
    act_as(db.session, Actor.system("seed"))
    return _of(demo, person).id


def _review(demo: Demo) -> None:
    for person in PEOPLE:
        if person.stop in REVIEWED:
            with demo.acting("committee", demo.after_notice(4)):
                own = _of(demo, person)
                ballot = BALLOT[person.stop is not Stop.NOT_APPROVED]
                reviews.record_result(own.id, own.version, ballot, met_on=demo.after_notice(4))
        if person.stop in ANNOUNCED:
            _record(demo, person, StageResult.ANNOUNCED, demo.after_notice(5), 1)
        if person.stop is Stop.COMPLETED:
            _record(demo, person, StageResult.ISSUED, demo.after_notice(6), 2)


def _record(demo: Demo, person: Person, result: StageResult, day: dt.date, number: int) -> None:
    with demo.acting("hrss", day):
        own = _of(demo, person)
        document = f"虞人社演示〔{day.year}〕{number}号"
        record_outcome(own.id, own.version, StageOutcomeInput(result, day, document))


def _try_rules(demo: Demo) -> None:
    """A dry run of the plan over those who applied; the server runs it once it has started."""
    with demo.acting("planner"):
        dry_runs.over_applications(demo.plan_id, [demo.plan_id], dry_runs.Asked(demo.cutoff))
