"""Demo applications until their employer forwards them."""

from __future__ import annotations

import io

from app.applications import queries as applications
from app.applications import services
from app.applications.facts import applicant_facts, subject_of
from app.applications.models import Application
from app.archives import queries as archives
from app.archives.enums import EntryStatus
from app.core.workflow import Decision, Defect
from app.plans.rules import attachments_for
from app.public_notices import queries as notices
from app.public_notices import services as notice_services
from app.public_notices.enums import NoticeOutcome
from seed.acting import NOTICE_DAY, Demo
from seed.archives import operator_of
from seed.people import PEOPLE, Person, Stop
from seed.pictures import portrait, signature

STATEMENT = (
    "本人从事工程技术工作{years}年，先后参与厂房改造、设备安装与工艺改进等项目，"
    "负责现场施工组织、质量检查与技术资料整理。在项目中独立完成施工图深化与工程量核算，"
    "提出的管线综合排布方案减少返工约一成。坚持学习本专业规范与标准，指导两名新入职技术人员。"
    "（演示数据，内容均为虚构。）"
)


def apply_for_plan(demo: Demo, person: Person) -> None:
    """Walk through the steps of an application; send it unless it stops as a draft."""
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


def application_of(demo: Demo, person: Person) -> Application:
    """The person's application under the demo plan."""
    found = applications.under_plan(demo.applicants[person.key].id, demo.plan_id)
    assert found is not None
    return applications.load(found.id)


def _beyond(*stops: Stop) -> list[Person]:
    return [person for person in PEOPLE if person.stop not in (Stop.NONE, Stop.DRAFT, *stops)]


def audit_by_employer(demo: Demo) -> None:
    """The employer passes most on, returns one and rejects one."""
    for person in _beyond(Stop.EMPLOYER_AUDIT):
        with demo.acting(operator_of(person), demo.day(3)):
            own = application_of(demo, person)
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


def publish_notices(demo: Demo) -> None:
    """Three notices: one forwarded, one over and one running."""
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
                [application_of(demo, person).id for person in people],
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
