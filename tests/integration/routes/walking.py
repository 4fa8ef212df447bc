"""One application on its way through the services, with every branch at every stage looked into and undone again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import select

from app.access.scoping import act_as
from app.applications import queries as applications
from app.applications import services
from app.applications.facts import subject_of
from app.applications.models import Application
from app.applications.services.naming import lists_open, name_many
from app.applications.services.outcomes import asked_of, record_outcome
from app.applications.services.papers import receive
from app.audits import services as audits
from app.core import clock
from app.core.actor import Actor, Role
from app.core.clock import OFFICE_ZONE
from app.core.eligibility import Outcome
from app.core.tally import Ballot
from app.core.workflow import (
    PERMITTED,
    RESULT_KINDS,
    Decision,
    Defect,
    Gate,
    ResumeAt,
    ReturnTo,
    StageKind,
    StageOutcomeInput,
    StageResult,
    Status,
)
from app.decisions import queries as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import db
from app.fees import queries as fees
from app.fees import services as fee_services
from app.fees.enums import PaymentMethod
from app.organisations.models import Organisation
from app.plans.models import PlanRoute, RouteStage
from app.public_notices import queries as notices
from app.public_notices import services as notice_services
from app.public_notices.enums import NoticeOutcome
from app.reviews import services as reviews

OFFICES = frozenset({Role.EMPLOYER_OPERATOR, Role.DEPARTMENT_AUDITOR, Role.HRSS_AUDITOR, Role.COMMITTEE_OFFICE})
YES = Ballot(9, 9, 8, 1, 0)
NO = Ballot(9, 9, 1, 8, 0)
GOOD = (
    StageResult.PASSED,
    StageResult.RECOMMENDED,
    StageResult.APPROVED,
    *(StageResult.REPORTED,),
    StageResult.ANNOUNCED,
    StageResult.ISSUED,
)


@dataclass
class Walk:
    """An application that was submitted; `passed` names the stages it went through, in order."""

    id: int
    applicant_id: int
    opens_on: dt.date
    passed: list[str] = field(default_factory=list)

    # -- acting

    @property
    def own(self) -> Application:
        act_as(db.session, Actor.system("tests"))
        return applications.load(self.id)

    @property
    def stage(self) -> RouteStage:
        stage = self.own.stage
        assert stage is not None
        return stage

    @contextmanager
    def holder(self, days: int = 1, organisation_id: int | None = None) -> Iterator[Application]:
        """Act as the office that has the application, so many days after the plan's opening."""
        own = self.own
        office = db.session.scalars(
            select(Organisation).where(Organisation.id == (organisation_id or own.holder_id))
        ).one()
        moment = dt.datetime.combine(self.opens_on, dt.time(10), OFFICE_ZONE) + dt.timedelta(days=days)
        with clock.frozen(moment):
            act_as(db.session, Actor(None, "经办", OFFICES, office.id, office.name))
            yield applications.load(self.id)
        act_as(db.session, Actor.system("tests"))

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Whatever is done inside is not done."""
        db.session.commit()
        passed = list(self.passed)
        try:
            yield
        finally:
            self.passed = passed
            act_as(db.session, Actor.system("tests"))
            db.session.rollback()

    def submit(self) -> None:
        own = self.own
        moment = dt.datetime.combine(self.opens_on, dt.time(9), OFFICE_ZONE) + dt.timedelta(days=1)
        with clock.frozen(moment):
            act_as(
                db.session, Actor(None, own.applicant_name, frozenset({Role.APPLICANT}), applicant_id=self.applicant_id)
            )
            services.submit(own.id, own.version)

    # -- what a holder does

    def decide(self, decision: Decision) -> None:
        with self.holder() as own:
            services.advance(
                own,
                decision,
                seen_version=own.version,
                reason="不符合条件。" if decision is Decision.REJECT else "",
                defects=[Defect("statement", "请补充。")] if decision is Decision.RETURN else [],
            )

    def confirm_evidence(self) -> None:
        """As an auditor does where no data decides."""
        with self.holder() as own:
            if not audits.may_rule(own):
                return
            for finding in audits.findings(own):
                if finding.outcome is Outcome.EVIDENCE_NEEDED:
                    subject = finding.details[0].subject if finding.details else finding.subject
                    if finding.details:
                        waiting = [one for one in finding.details if one.outcome is Outcome.EVIDENCE_NEEDED]
                        subject = waiting[0].subject
                    audits.rule(own.id, applications.load(own.id).version, subject, "已核对原件。")

    def meet_gates(self) -> None:
        """What the stage waits for comes: the notice ends, the fee is paid, the papers arrive."""
        stage = self.stage
        if stage.kind is StageKind.PUBLIC_NOTICE or Gate.NOTICE_COMPLETED.name in stage.gates:
            return
        order = fees.of_application(self.id)
        if Gate.FEE_PAID.name in stage.gates and order is not None and order.payment is None:
            with clock.frozen(self._moment()):
                act_as(db.session, Actor(None, "财务", frozenset({Role.FINANCE}), order.payee_id, "财务"))
                fee_services.record_payment(
                    order.id,
                    order.version,
                    amount_fen=order.amount_fen,
                    method=PaymentMethod.TRANSFER,
                    voucher_number=f"V{self.id}",
                    paid_on=clock.today(),
                )
        if Gate.PAPER_RECEIVED.name in stage.gates and applications.paper_receipt(self.id) is None:
            with self.holder(organisation_id=self.own.plan.paper_receiver_id) as own:
                copies = own.plan.paper_copies
                receive(own.id, own.version, copies=copies, received_on=clock.today())

    def _moment(self) -> dt.datetime:
        return dt.datetime.combine(self.opens_on, dt.time(10), OFFICE_ZONE) + dt.timedelta(days=1)

    def run_notice(self) -> None:
        """Start a notice on the first working day and forward once its days are over."""
        stage = self.stage
        with self.holder(days=1) as own:
            start = clock.today() + dt.timedelta(days=0)
            notice = notice_services.start(
                own.plan_id, [own.id], starts_on=start, place="公告栏", phone="0570-1", mailbox="a@example.test"
            )
        with self.holder(days=3 * stage.min_working_days + 12) as own:
            notice = notices.load(notice.id)
            outcomes = {entry.id: (NoticeOutcome.NO_OBJECTION, "") for entry in notice.entries}
            notice_services.forward(notice.id, notice.version, outcomes, "公示期满无异议。")

    def good(self, *, yes: bool = True) -> None:
        """Pass the stage as its kind asks for, or conclude it with no."""
        stage = self.stage
        self.meet_gates()
        if stage.kind is StageKind.PUBLIC_NOTICE:
            self.run_notice()
        elif stage.kind is StageKind.AUDIT:
            with self.holder() as own:
                services.advance(own, Decision.PASS, seen_version=own.version, opinion="同意。")
        elif stage.kind is StageKind.REVIEW:
            with self.holder() as own:
                reviews.record_result(own.id, own.version, YES if yes else NO, met_on=clock.today())
        else:
            while self.own.stage_id == stage.id:
                self.record(yes)
        self.passed.append(stage.name)

    def record(self, yes: bool) -> None:
        """The good outcome that the stage asks for now, or its no."""
        with self.holder() as own:
            results = asked_of(own).results
            negative = [one for one in results if one.name.startswith("NOT_")]
            result = next(one for one in results if (one in GOOD) is yes or not negative) if yes else negative[0]
            given = StageOutcomeInput(result, clock.today(), f"文〔{self.id}〕{own.stage_id}号", "同意。")
            record_outcome(own.id, own.version, given)

    # -- branches

    def look_into_branches(self, route: PlanRoute) -> None:
        """Reject, return with resubmission, conclude no: each done here and taken back."""
        stage = self.stage
        if Decision.REJECT in PERMITTED[stage.kind]:
            with self.looking():
                self.decide(Decision.REJECT)
                assert self.own.status is Status.REJECTED
        if Decision.RETURN in PERMITTED[stage.kind]:
            with self.looking():
                self.look_into_return(stage, route)
        if Decision.CONCLUDE in PERMITTED[stage.kind]:
            with self.looking():
                self.look_into_no(route)
        if stage.recipient:
            with self.looking():
                self.look_into_body_outside(stage)
        if stage.kind is StageKind.INTERVIEW:
            for result in (StageResult.FAILED, StageResult.ABSENT):
                with self.looking():
                    self.meet_gates()
                    with self.holder() as own:
                        record_outcome(own.id, own.version, StageOutcomeInput(result, clock.today()))
                    assert self.own.status is Status.REJECTED

    def look_into_return(self, stage: RouteStage, route: PlanRoute) -> None:
        subject = subject_of(self.own)
        self.decide(Decision.RETURN)
        own = self.own
        if stage.return_to is ReturnTo.PREVIOUS_STAGE:
            assert own.status is Status.UNDER_WAY
            assert own.stage is not None
            assert own.stage.position < stage.position
            return
        assert (own.status, own.holder_id) == (Status.RETURNED, None)
        self.submit()
        first = next(one for one in route.stages if one.id in applying_ids(route, subject))
        expected = stage if stage.resume_at is ResumeAt.RETURNING_STAGE else first
        assert self.stage.id == expected.id

    def look_into_no(self, route: PlanRoute) -> None:
        here = route.stages.index(next(one for one in route.stages if one.id == self.stage.id))
        self.good(yes=False)
        carried = []
        for stage in route.stages[here + 1 :]:
            if stage.id not in applying_ids(route, subject_of(self.own)):
                continue
            if stage.kind not in RESULT_KINDS:
                break
            carried.append(stage.name)
        for name in carried:
            assert self.stage.name == name
            self.good()
        assert (self.own.status, self.own.approved) == (Status.NOT_APPROVED, False)

    def look_into_body_outside(self, stage: RouteStage) -> None:
        """Recommended, it waits for the result of the body outside; its no closes the application."""
        self.meet_gates()
        self.record(yes=True)
        own = self.own
        assert (own.status, own.stage_id, own.approved) == (Status.UNDER_WAY, stage.id, None)
        with self.holder() as own:
            assert asked_of(own).from_outside
        with self.holder() as own:
            services.undo(own, seen_version=own.version)
        with self.holder() as own:
            assert not asked_of(own).from_outside
        self.record(yes=True)
        self.record(yes=False)
        assert (self.own.status, self.own.approved) == (Status.NOT_APPROVED, False)

    def look_into_not_named(self, list_name: str, stage: RouteStage) -> None:
        """Who is not named skips the stage, and the log says so."""
        with self.looking():
            self.good()
            assert self.own.stage_id != stage.id
            last = decisions.latest(SubjectKind.APPLICATION, self.id, Action.PASS, Action.CONCLUDE)
            assert last is not None
            assert stage.name in last.details["skipped"]

    def name_for_what_comes(self) -> None:
        """Named in every list that the holder can name in here, after a look at what happens otherwise."""
        with self.holder() as own:
            names = lists_open(own)
        for name in names:
            stages = self.own.route.stages
            asked = next(one for one in stages if name in one.applies_when.get("named_in", ()))
            self.look_into_not_named(name, asked)
            with self.holder() as own:
                assert name_many({own.id: own.version}, name, True) == {own.id: None}
            db.session.commit()


def applying_ids(route: PlanRoute, subject) -> set[int]:
    from app.plans.rules import core_route

    return {one.id for one in core_route(route).stages if one.applies_to(subject)}
