"""A small world for tests of whole screens, made through the services: the Shangyu plan, its offices, applications.

Days are fixed: the plan opens on 21 February 2023, applicants have until 31 March, employers until 21 April. Whoever
uses the world stops the clock; `World.at` does it for one step.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

import app.models  # noqa: F401
from app.access.models import Account
from app.access.scoping import act_as
from app.accounts.security import actor_of
from app.applications import queries as applications
from app.applications import services
from app.applications.services.outcomes import record_outcome
from app.applications.services.papers import receive
from app.archives import queries as archives
from app.archives import services as archive_services
from app.archives.enums import PersonalRole
from app.archives.services import load_entry_kinds
from app.catalog.models import Region
from app.catalog.services import load_catalog
from app.committees.services import load_committees
from app.core import clock
from app.core.actor import Actor, Role
from app.core.tally import Ballot
from app.core.workflow import Decision, Defect, StageOutcomeInput, StageResult
from app.extensions import db
from app.fees import queries as fees
from app.fees import services as fee_services
from app.fees.enums import PaymentMethod
from app.organisations.models import Organisation
from app.organisations.services import load_organisations
from app.plans import services as plans
from app.public_notices import queries as notices
from app.public_notices import services as notice_services
from app.public_notices.enums import NoticeOutcome
from app.reviews import services as reviews
from seed.loading import CATALOG, PLANS
from tests.helpers import office_moment
from tests.persons import add_account, applicant_row, employer_row, pdf, photo, signed

if TYPE_CHECKING:
    from flask import Flask

PLAN = "shangyu-2023-engineering-junior-1"
REGION = "330604"
CITY = "330600"
EMPLOYER, OTHER_EMPLOYER = "builders", "neighbours"
HRSS, OFFICE = "shangyu-hrss", "shangyu-engineering-junior-office"

# The days of an application's usual way.
OPENED = "2023-02-21 09:00"
SUBMITTED = "2023-03-01 09:00"
AUDITED = "2023-03-02 09:00"
NOTICED = "2023-03-06 09:00"  # a Monday: five working days end on Friday the 10th
FORWARDED = "2023-03-11 09:00"  # Saturday, the first possible day
PASSED = "2023-03-13 09:00"  # a Monday: papers are due on Monday the 20th
PAID = "2023-03-14 09:00"
HANDED_IN = "2023-03-15 09:00"
CONCLUDED = "2023-03-30 09:00"
ANNOUNCED = "2023-04-06 09:00"

STATEMENT = "本人从事建筑施工技术工作八年，先后参与厂房改造、管网更新等项目，负责施工组织与质量检查。"
YES, NO = Ballot(9, 9, 8, 1, 0), Ballot(9, 9, 3, 6, 0)


@dataclass
class World:
    """What was built, by id; accounts by a short name: employer, neighbour, hrss, office, finance, viewer, planner."""

    flask_app: Flask
    plan_id: int
    accounts: dict[str, int]
    organisations: dict[str, int]
    applicants: dict[str, int] = field(default_factory=dict)

    # -- acting

    @contextmanager
    def acting(self, name: str, at: str) -> Iterator[Actor]:
        """Act as an account at a moment of the office's clock; committed at the end."""
        with clock.frozen(office_moment(at)), self.acting_now(name) as actor:
            yield actor

    @contextmanager
    def acting_now(self, name: str) -> Iterator[Actor]:
        """Act as an account at the present moment; for threads, of which none may stop the clock of all."""
        with self.flask_app.app_context():
            act_as(db.session, Actor.system("tests"))
            account = db.session.scalars(select(Account).where(Account.id == self.accounts[name])).one()
            actor = actor_of(account)
            act_as(db.session, actor)
            yield actor
            db.session.commit()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Look at everything, as it is in the database."""
        with self.flask_app.app_context():
            act_as(db.session, Actor.system("tests"))
            yield

    def account(self, name: str) -> Account:
        """A stored account, detached, for `sign_in`."""
        with self.reading():
            account = db.session.scalars(select(Account).where(Account.id == self.accounts[name])).one()
            db.session.expunge(account)
            return account

    def version(self, application_id: int) -> int:
        """The version that a page drawn now would carry."""
        with self.reading():
            return applications.load(application_id).version

    # -- people

    def person(self, name: str, employer: str = EMPLOYER, **columns: Any) -> int:
        """An applicant with education, work, appraisals, an account under their name, and one approved archive entry.

        A college diploma that does not match the work, eight years of it. `columns` overwrite those of
        Applicant; all work and insurance begin on `work_started_on`, the insurance on `insured_since` where given.
        """
        number = len(self.applicants) + 1
        with self.flask_app.app_context():
            act_as(db.session, Actor.system("tests"))
            region = db.session.scalars(select(Region).where(Region.code == REGION)).one()
            confirmed_at = office_moment(OPENED)
            applicant = applicant_row(name, number, self.organisations[employer], region.id, confirmed_at, columns)
            db.session.add(applicant)
            db.session.flush()
            self.applicants[name] = applicant.id
            self.accounts[name] = add_account(name, Role.APPLICANT, applicant_id=applicant.id)
            db.session.commit()
        with self.acting(name, OPENED):
            entry = archive_services.save(
                None,
                None,
                kind="project",
                title=f"{name}的厂房改造工程",
                started_on=dt.date(2021, 3, 1),
                ended_on=dt.date(2022, 3, 28),
                role=PersonalRole.LEADER,
                contribution="本人为项目负责人，见证明材料署名。",
                effect="负责施工组织，工程一次验收合格。",
                evidence=[(io.BytesIO(pdf()), "竣工验收证明.pdf")],
            )
            entry_id = archive_services.submit(entry.id, entry.version).id
        with self.acting(_operator(employer), OPENED):
            entry = archives.load(entry_id)
            archive_services.audit(entry.id, entry.version, Decision.PASS, opinion="材料属实。")
        return self.applicants[name]

    # -- the steps of an application, each at its usual moment

    def drafted(self, name: str, employer: str = EMPLOYER, at: str = SUBMITTED, **columns: Any) -> int:
        """The id of an application that lacks nothing and was not submitted."""
        if name not in self.applicants:
            self.person(name, employer, **columns)
        with self.acting(name, at):
            own = services.start(self.plan_id)
            services.save_photo(own.id, own.version, io.BytesIO(photo()), "证件照.jpg")
            services.sign_commitment(own.id, applications.load(own.id).version, signed())
            own = applications.load(own.id)
            plan = own.plan
            answers = {
                "title_id": next(row.title_id for row in plan.titles if row.title.code == "assistant-engineer"),
                "mode": plan.modes[0].mode,
                "specialty_id": plan.specialties[0].specialty_id,
                "committee_id": plan.committees[0].committee_id,
                "appraisal_summary": "2022年度考核合格。",
                "work_statement": STATEMENT,
            }
            services.save_data(own.id, own.version, answers)
            chosen = [entry.id for entry in archives.of_applicant(own.applicant_id)]
            services.choose_entries(own.id, applications.load(own.id).version, chosen)
            services.leave_attachments(own.id, applications.load(own.id).version)
            return own.id

    def submitted(self, name: str, employer: str = EMPLOYER, at: str = SUBMITTED, **columns: Any) -> int:
        """The id of an application that waits for the employer's audit."""
        own_id = self.drafted(name, employer, at, **columns)
        with self.acting(name, at):
            services.submit(own_id, applications.load(own_id).version)
        return own_id

    def resubmitted(self, name: str, application_id: int, at: str, statement: str = "", specialty: int = 0) -> None:
        """Hand in a returned application again, with another statement or the plan's n-th specialty."""
        with self.acting(name, at):
            own = applications.load(application_id)
            answers = {
                "title_id": own.title_id,
                "mode": own.mode,
                "specialty_id": own.plan.specialties[specialty].specialty_id,
                "committee_id": own.committee_id,
                "appraisal_summary": own.appraisal_summary,
                "work_statement": statement or own.work_statement,
            }
            services.save_data(own.id, own.version, answers)
            services.submit(own.id, applications.load(own.id).version)

    def decided(self, application_id: int, decision: Decision, by: str, at: str) -> None:
        """通过, 退回 or 不通过 with a plain opinion, defect or reason."""
        words: dict[str, Any] = {
            "opinion": "材料齐全，同意。" if decision is Decision.PASS else "",
            "reason": "从事专业工作年限不足。" if decision is Decision.REJECT else "",
            "defects": [Defect("statement", "请补充近两年的业绩。")] if decision is Decision.RETURN else [],
        }
        with self.acting(by, at):
            own = applications.load(application_id)
            services.advance(own, decision, seen_version=own.version, **words)

    def audited(self, name: str, employer: str = EMPLOYER) -> int:
        """The id of an application that waits for a public notice."""
        own_id = self.submitted(name, employer)
        self.decided(own_id, Decision.PASS, _operator(employer), AUDITED)
        return own_id

    def notice(self, application_ids: Iterable[int], at: str = NOTICED, by: str = "employer") -> int:
        """The id of a public notice that starts on the day of `at`."""
        with self.acting(by, at):
            return notice_services.start(
                self.plan_id,
                list(application_ids),
                starts_on=clock.today(),
                place="单位公告栏",
                phone="0575-12345678",
                mailbox="hr@example.test",
            ).id

    def complete(self, notice_id: int, at: str = FORWARDED, by: str = "employer") -> None:
        """Forward everybody on the notice without objection."""
        with self.acting(by, at):
            notice = notices.load(notice_id)
            outcomes = {entry.id: (NoticeOutcome.NO_OBJECTION, "") for entry in notice.entries}
            notice_services.forward(notice.id, notice.version, outcomes, "公示期满无异议，同意报送。")

    def forwarded(self, name: str) -> int:
        """The id of an application that waits for the HRSS."""
        own_id = self.audited(name)
        self.complete(self.notice([own_id]))
        return own_id

    def owing(self, name: str) -> int:
        """The id of an application that the HRSS has passed: fee open, papers due, held by the committee office."""
        own_id = self.forwarded(name)
        self.decided(own_id, Decision.PASS, "hrss", PASSED)
        return own_id

    def paid(self, application_id: int, at: str = PAID, voucher: str = "") -> None:
        """Record the whole fee."""
        with self.acting("finance", at):
            order = fees.of_application(application_id)
            assert order is not None
            fee_services.record_payment(
                order.id,
                order.version,
                amount_fen=order.amount_fen,
                method=PaymentMethod.TRANSFER,
                voucher_number=voucher or f"V{application_id:06d}",
                paid_on=clock.today(),
            )

    def handed_in(self, application_id: int, at: str = HANDED_IN) -> None:
        """Take two printed copies."""
        with self.acting("hrss", at):
            receive(application_id, applications.load(application_id).version, copies=2, received_on=clock.today())

    def ready(self, name: str) -> int:
        """The id of an application that can be reviewed."""
        own_id = self.owing(name)
        self.paid(own_id)
        self.handed_in(own_id)
        return own_id

    def outcome(
        self, application_id: int, result: StageResult, by: str, at: str, number: str = "", day: dt.date | None = None
    ) -> None:
        """Record what came of the stage where the application waits."""
        with self.acting(by, at):
            given = StageOutcomeInput(result, day or clock.today(), number)
            record_outcome(application_id, applications.load(application_id).version, given)

    def concluded(self, name: str, ballot: Ballot = YES) -> int:
        """The id of an application whose ballot was recorded."""
        own_id = self.ready(name)
        with self.acting("office", CONCLUDED):
            version = applications.load(own_id).version
            reviews.record_result(own_id, version, ballot, met_on=clock.today())
        return own_id


def build_world(flask_app: Flask) -> World:
    """The catalog, the published Shangyu plan, two employers and an account for every office; no applicants yet."""
    with flask_app.app_context(), clock.frozen(office_moment(OPENED)):
        act_as(db.session, Actor.system("tests"))
        load_catalog(CATALOG)
        load_organisations(CATALOG)
        load_committees(CATALOG)
        load_entry_kinds(CATALOG)
        region = db.session.scalars(select(Region).where(Region.code == REGION)).one()
        for code, name in ((EMPLOYER, "上虞建设示例有限公司"), (OTHER_EMPLOYER, "上虞机械示例有限公司")):
            db.session.add(employer_row(code, name, region.id))
        db.session.flush()
        plan = plans.import_pack(plans.load_pack(PLANS / f"{PLAN}.yaml"))
        plans.publish(plan.id, plan.version)
        codes = (EMPLOYER, OTHER_EMPLOYER, HRSS, OFFICE)
        rows = db.session.scalars(select(Organisation).where(Organisation.code.in_(codes)))
        organisations = {row.code: row.id for row in rows}
        accounts = {
            name: add_account(name, role, organisation_id=organisations.get(code))
            for name, role, code in (
                ("employer", Role.EMPLOYER_OPERATOR, EMPLOYER),
                ("neighbour", Role.EMPLOYER_OPERATOR, OTHER_EMPLOYER),
                ("hrss", Role.HRSS_AUDITOR, HRSS),
                ("office", Role.COMMITTEE_OFFICE, OFFICE),
                ("finance", Role.FINANCE, HRSS),
                ("planner", Role.PLAN_ADMINISTRATOR, HRSS),
                ("viewer", Role.AUDIT_VIEWER, ""),
            )
        }
        plan_id = plan.id
        db.session.commit()
    return World(flask_app, plan_id, accounts, organisations)


def _operator(employer: str) -> str:
    return "employer" if employer == EMPLOYER else "neighbour"
