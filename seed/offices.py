"""What the offices do with demo applications: audit, fees and papers, reviews, announcements."""

from __future__ import annotations

import datetime as dt

from app.access.scoping import act_as
from app.applications import queries as applications
from app.applications import services
from app.applications.services.outcomes import record_outcome
from app.applications.services.papers import receive
from app.core.actor import Actor
from app.core.tally import Ballot
from app.core.workflow import Decision, Defect, StageOutcomeInput, StageResult
from app.extensions import db
from app.fees import queries as fees
from app.fees import services as fee_services
from app.fees.enums import PaymentMethod
from app.reviews import services as reviews
from seed.acting import Demo
from seed.applications import application_of
from seed.people import PEOPLE, Person, Stop

ANNOUNCED = (Stop.ANNOUNCED, Stop.COMPLETED, Stop.NOT_APPROVED)
REVIEWED = (Stop.CONCLUDED, *ANNOUNCED)
AUDITED = (Stop.READY_FOR_REVIEW, *REVIEWED)
BALLOT = {True: Ballot(9, 9, 8, 1, 0), False: Ballot(9, 9, 3, 6, 0)}


def audit_by_hrss(demo: Demo) -> None:
    """The bureau returns one, and passes those that go further."""
    yesterday = demo.today - dt.timedelta(days=1)
    for person in PEOPLE:
        if person.stop is Stop.RETURNED_BY_HRSS:
            with demo.acting("hrss", yesterday):
                own = application_of(demo, person)
                defects = [Defect("education", "毕业证书扫描件不清晰，请重新核对学历信息。")]
                services.advance(own, Decision.RETURN, seen_version=own.version, defects=defects)
        elif person.stop is Stop.FEE_OPEN or person.stop in AUDITED:
            with demo.acting("hrss", demo.after_notice(0) if person.stop in AUDITED else yesterday):
                own = application_of(demo, person)
                services.advance(own, Decision.PASS, seen_version=own.version, opinion="符合申报条件，同意提交评审。")


def pay_and_hand_in(demo: Demo) -> None:
    """Fees paid and papers received, for those who go to the review."""
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
    return application_of(demo, person).id


def review(demo: Demo) -> None:
    """The committee votes; results are announced, one certificate is issued."""
    for person in PEOPLE:
        if person.stop in REVIEWED:
            with demo.acting("committee", demo.after_notice(4)):
                own = application_of(demo, person)
                ballot = BALLOT[person.stop is not Stop.NOT_APPROVED]
                reviews.record_result(own.id, own.version, ballot, met_on=demo.after_notice(4))
        if person.stop in ANNOUNCED:
            _record(demo, person, StageResult.ANNOUNCED, demo.after_notice(5), 1)
        if person.stop is Stop.COMPLETED:
            _record(demo, person, StageResult.ISSUED, demo.after_notice(6), 2)


def _record(demo: Demo, person: Person, result: StageResult, day: dt.date, number: int) -> None:
    with demo.acting("hrss", day):
        own = application_of(demo, person)
        document = f"虞人社演示〔{day.year}〕{number}号"
        record_outcome(own.id, own.version, StageOutcomeInput(result, day, document))
