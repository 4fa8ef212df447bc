"""What may still change in a published plan, with its reason; fees before the first order; closing and archiving."""

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.scoping import act_as
from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import Conflict, Invalid, OutOfScope, Refused
from app.decisions.enums import Action, SubjectKind
from app.decisions.models import DecisionRecord
from app.organisations.enums import OrganisationKind
from app.plans import process, queries, services
from app.plans.enums import PlanStatus
from app.plans.models import PlanDeadline
from app.plans.packs import document_of
from tests.helpers import office_moment, review_early

REASON = "系统故障，顺延三日"


@pytest.fixture
def asked():
    """What plans asked of the packages above them; nothing is open and nobody was asked to pay."""
    known = {"open": 0, "orders": False, "told": []}
    before = process.installed()
    process.install(
        process.Process(
            open_applications=lambda _plan_id: known["open"],
            has_orders=lambda _plan_id: known["orders"],
            tell=lambda _plan, changes, reason: known["told"].append((list(changes), reason)),
        )
    )
    yield known
    process.install(before)


@pytest.fixture
def auditor(session, administrator):
    """`auditor(code)`: an HRSS auditor of the organisation."""

    def of(code):
        planner = administrator(code)
        return Actor(None, "王审核", frozenset({Role.HRSS_AUDITOR}), planner.organisation_id, planner.organisation_name)

    return of


def log(session, plan):
    act_as(session, Actor.system("tests"))
    statement = select(DecisionRecord).where(
        DecisionRecord.subject_kind == SubjectKind.PLAN, DecisionRecord.subject_id == plan.id
    )
    return session.scalars(statement.order_by(DecisionRecord.sequence.desc())).first()


def test_a_deadline_moves_with_its_reason_and_is_logged_before_and_after(session, published, asked, administrator):
    act_as(session, administrator("shangyu-hrss"))
    with clock.frozen(office_moment("2023-03-30 09:00")):
        services.amend(published.id, 2, {"applicant_deadline": dt.date(2023, 4, 3)}, f"  {REASON} ")
    session.commit()
    plan = queries.plan_with_rows(published.id)
    assert (plan.applicant_deadline, plan.version, plan.status) == (dt.date(2023, 4, 3), 3, PlanStatus.PUBLISHED)
    change = {
        "section": "plan",
        "row": "",
        "column": "applicant_deadline",
        "before": "2023-03-31",
        "after": "2023-04-03",
    }
    row = log(session, plan)
    assert (row.action, row.reason, row.details["amended"]) == (Action.EDIT, REASON, [change])
    assert asked["told"] == [([change], REASON)]
    [one] = services.amendments(plan)
    assert (one.at, one.organisation, one.name, one.reason) == (
        office_moment("2023-03-30 09:00"),
        "绍兴市上虞区人力资源和社会保障局",
        "李经办",
        REASON,
    )


def test_rows_of_further_days_and_contacts_change_and_notes_are_added(session, published, asked):
    document = document_of(published)
    day = {**document["deadlines"][0], "due_on": dt.date(2023, 5, 8)}
    window = {**day, "key": "window", "name": "申报", "kind": "WINDOW", "starts_on": published.opens_on}
    window["due_on"] = published.applicant_deadline
    contacts = [{**document["contacts"][0], "subject": "材料报送"}]
    values = {"notes": "请提前准备材料。", "deadlines": [window, day], "contacts": contacts}
    services.amend(published.id, 2, values, REASON)
    session.commit()
    session.expire_all()
    plan = queries.plan_with_rows(published.id)
    assert (plan.notes, plan.contacts[0].subject) == ("请提前准备材料。", "材料报送")
    assert [(row.key, row.due_on) for row in plan.deadlines] == [
        ("window", dt.date(2023, 3, 31)),
        ("meeting", dt.date(2023, 5, 8)),
    ]
    assert [(one["section"], one["row"], one["column"]) for one in log(session, plan).details["amended"]] == [
        ("plan", "", "notes"),
        ("deadlines", "meeting", "due_on"),
        ("deadlines", "window", ""),
        ("contacts", "shangyu-hrss-professionals", "subject"),
    ]


def test_nothing_else_of_the_plan_changes_with_it(session, published, asked):
    values = {"name": "改名", "fees": [], "paper_copies": 9, "notes": "说明"}
    before = document_of(published)
    services.amend(published.id, 2, values, REASON)
    session.commit()
    assert document_of(queries.plan_with_rows(published.id)) == {**before, "notes": "说明"}


NO_CHANGES = [
    ({"notes": "说明"}, " ", "reason"),
    ({"notes": "说明"}, "长" * 501, "reason"),
    ({"applicant_deadline": dt.date(2023, 4, 22)}, REASON, "employer_deadline"),
    ({"applicant_deadline": dt.date(2023, 2, 20)}, REASON, "applicant_deadline"),
    (
        {"applicant_deadline": dt.date(2023, 5, 2), "employer_deadline": dt.date(2023, 5, 2)},
        REASON,
        "deadlines.0.due_on",
    ),
    ({"deadlines": [{"key": "x"}]}, REASON, "deadlines.0.name"),
]


@pytest.mark.parametrize(("values", "reason", "field"), NO_CHANGES)
def test_a_change_without_a_reason_or_against_the_plan_is_refused(session, published, asked, values, reason, field):
    with pytest.raises(Invalid) as refused:
        services.amend(published.id, 2, values, reason)
    assert field in [fault.field for fault in refused.value.violations]
    session.rollback()
    assert queries.plan_by_id(published.id).version == 2
    assert asked["told"] == []


def test_a_reason_has_at_most_500_characters(session, published, asked):
    services.amend(published.id, 2, {"notes": "说明"}, "长" * 500)
    assert log(session, published).reason == "长" * 500


def test_what_was_wrong_before_the_change_does_not_keep_it_back(session, published, asked):
    published.titles[0].title.active = False
    session.commit()
    services.amend(published.id, 2, {"notes": "说明"}, REASON)
    assert queries.plan_by_id(published.id).notes == "说明"


def test_a_change_that_changes_nothing_or_comes_from_a_stale_page_is_refused(session, published, asked):
    with pytest.raises(Refused, match="Nothing is different"):
        services.amend(published.id, 2, {"notes": ""}, REASON)
    session.rollback()
    with pytest.raises(Conflict):
        services.amend(published.id, 1, {"notes": "说明"}, REASON)


def test_a_draft_an_archived_plan_and_another_offices_plan_are_not_amended(session, published, asked, administrator):
    draft = services.clone(published.id, published.opens_on, "副本", "copy")
    session.commit()
    with pytest.raises(Refused, match="published and not archived"):
        services.amend(draft.id, draft.version, {"notes": "说明"}, REASON)
    session.rollback()
    services.close(published.id, 2)
    services.amend(published.id, 3, {"notes": "关闭后说明"}, REASON)
    services.archive(published.id, 4)
    session.commit()
    with pytest.raises(Refused, match="published and not archived"):
        services.amend(published.id, 5, {"notes": "说明"}, REASON)
    session.rollback()
    act_as(session, administrator("shaoxing-hrss"))
    with pytest.raises(OutOfScope):
        services.amend(published.id, 5, {"notes": "说明"}, REASON)


def test_what_was_permitted_once_is_frozen_again(session, published, asked):
    services.amend(published.id, 2, {"notes": "说明"}, REASON)
    session.commit()
    session.scalars(select(PlanDeadline)).one().due_on = dt.date(2023, 9, 1)
    with pytest.raises(Refused, match="can no longer be changed"):
        session.flush()


def test_inherited_rows_stay_marked_when_days_change(session, published, asked):
    draft = services.clone(published.id, published.opens_on, "副本", "copy")
    services.revise(draft.id, 1, {"parent": published.code, "deadlines": [], "contacts": []})
    services.publish(draft.id, 2)
    session.commit()
    plan = queries.plan_with_rows(draft.id)
    rows = [{**row, "name": "评审会议"} for row in document_of(plan, published=True)["deadlines"]]
    services.amend(plan.id, plan.version, {"deadlines": rows}, REASON)
    session.commit()
    plan = queries.plan_with_rows(draft.id)
    assert [(row.name, row.inherited) for row in plan.deadlines] == [("评审会议", True)]
    assert [row.inherited for row in plan.contacts] == [True] * len(plan.contacts)


# -- fees


FEES = {"review": (26_000, "浙价费〔2002〕229号")}


def test_the_office_that_audits_before_the_fee_sets_it(session, published, asked, auditor):
    act_as(session, auditor("shangyu-hrss"))
    assert services.may_set_fees(queries.plan_with_rows(published.id))
    services.set_fees(published.id, 2, FEES, REASON)
    session.commit()
    fee = queries.plan_with_rows(published.id).fees[0]
    assert (fee.amount_fen, fee.source) == FEES["review"]
    act_as(session, Actor.system("tests"))
    amended = log(session, published).details["amended"]
    assert [(one["section"], one["row"], one["column"], one["before"], one["after"]) for one in amended] == [
        ("fees", "review", "amount_fen", 10_000, 26_000),
        ("fees", "review", "source", "浙价费〔2002〕229号：推荐评审费初级为100元/人", "浙价费〔2002〕229号"),
    ]


@pytest.mark.parametrize("code", ["shaoxing-hrss", "zhejiang-hrss", "shangyu-engineering-junior-office"])
def test_offices_that_audit_nothing_before_the_fee_do_not_set_it(session, published, asked, auditor, code):
    act_as(session, auditor(code))
    assert not services.may_set_fees(queries.plan_with_rows(published.id))
    with pytest.raises(OutOfScope):
        services.set_fees(published.id, 2, FEES, REASON)


def test_fees_are_frozen_from_the_first_order_on(session, published, asked, auditor):
    asked["orders"] = True
    act_as(session, auditor("shangyu-hrss"))
    with pytest.raises(Refused, match="asked for already"):
        services.set_fees(published.id, 2, FEES, REASON)


@pytest.mark.parametrize(
    ("fee", "field"),
    [
        ((None, "文件"), "fees.0.amount_fen"),
        ((-1, "文件"), "fees.0.amount_fen"),
        ((2**31, "文件"), "fees.0.amount_fen"),
        ((100, " "), "fees.0.source"),
        ((100, "字" * 201), "fees.0.source"),
    ],
)
def test_a_fee_needs_an_amount_and_its_price_document(session, published, asked, auditor, fee, field):
    act_as(session, auditor("shangyu-hrss"))
    with pytest.raises(Invalid) as refused:
        services.set_fees(published.id, 2, {"review": fee}, REASON)
    assert [fault.field for fault in refused.value.violations] == [field]


def test_departments_set_the_fee_where_they_audit_before_it(session, draft, asked, auditor, organisation):
    from app.core.workflow import HolderKind
    from app.organisations.enums import EmployerKind

    department = organisation("bureau", OrganisationKind.COMPETENT_DEPARTMENT)
    other = organisation("idle-bureau", OrganisationKind.COMPETENT_DEPARTMENT)
    kind = {"employer_kind": EmployerKind.NON_PUBLIC_ENTERPRISE, "department": department}
    organisation("mill", OrganisationKind.EMPLOYER, **kind)
    draft.routes[0].stages[2].holder = HolderKind.COMPETENT_DEPARTMENT
    draft.sheet = {**draft.sheet, "opinions": []}
    services.publish(draft.id, draft.version)
    session.commit()
    found = {}
    for office in (department, other):
        act_as(session, auditor(office.code))
        found[office.code] = services.may_set_fees(queries.plan_with_rows(draft.id))
    act_as(session, auditor("shangyu-hrss"))
    found["shangyu-hrss"] = services.may_set_fees(queries.plan_with_rows(draft.id))
    assert found == {"bureau": True, "idle-bureau": False, "shangyu-hrss": False}


# -- closed and archived


def test_only_a_closed_plan_without_open_applications_is_archived_and_none_comes_back(session, published, asked):
    with pytest.raises(Refused, match="Only a closed plan"):
        services.archive(published.id, 2)
    session.rollback()
    services.close(published.id, 2)
    session.commit()
    asked["open"] = 1
    with pytest.raises(Refused, match="1 applications under this plan are still open"):
        services.archive(published.id, 3)
    session.rollback()
    asked["open"] = 0
    with pytest.raises(Conflict):
        services.archive(published.id, 2)
    session.rollback()
    plan = services.archive(published.id, 3)
    session.commit()
    assert (plan.status, plan.version) == (PlanStatus.ARCHIVED, 4)
    assert log(session, plan).details == {"code": plan.code, "archived": True}
    for status in (PlanStatus.CLOSED, PlanStatus.PUBLISHED, PlanStatus.DRAFT):
        plan.status = status
        with pytest.raises(Refused, match="can no longer be changed"):
            session.flush()
        session.rollback()


def test_an_archived_plan_is_read_and_not_open(session, published, asked):
    services.close(published.id, 2)
    services.archive(published.id, 3)
    session.commit()
    act_as(session, Actor(None, "", frozenset({Role.PUBLIC})))
    assert queries.published_with_rows(published.code).id == published.id
    assert list(queries.open_plans(dt.date(2023, 3, 1))) == []


# -- warnings at publication


def test_a_person_confirms_each_warning_and_the_log_keeps_which(session, draft, administrator):
    from app.plans.rules import warning_key

    review_early(draft)
    session.commit()
    act_as(session, administrator("shangyu-hrss"))
    [warning] = services.findings_of(queries.plan_with_rows(draft.id)).warnings
    for accepted in ((), ("0" * 16,)):
        with pytest.raises(services.Unconfirmed) as refused:
            services.publish(draft.id, 1, accepted)
        assert list(refused.value.violations) == [warning]
        session.rollback()
    plan = services.publish(draft.id, 1, [warning_key(warning)])
    session.commit()
    assert plan.status is PlanStatus.PUBLISHED
    act_as(session, Actor.system("tests"))
    accepted = log(session, plan).details["accepted"]
    assert [one["field"] for one in accepted] == ["deadlines.0"]
    assert "2023-04-20" in accepted[0]["warning"]


def test_offices_of_the_old_region_keep_a_clone_from_being_published(session, published, region):
    copy = services.clone(published.id, published.opens_on, "安吉", "anji", region="330523")
    session.commit()
    plan = queries.plan_with_rows(copy.id)
    assert (plan.region.code, plan.issuer_id) == ("330523", published.issuer_id)
    fields = {fault.field for fault in services.faults_of(plan)}
    assert fields == {"paper_receiver", "committees.0.committee", "contacts.0.contact", "fees.0.payee"}


def test_a_clone_for_other_titles_is_refused_where_they_are_unknown_or_stand_twice(session, published):
    for titles in ({"technician": "nothing"}, {"technician": "assistant-engineer"}):
        with pytest.raises(Invalid) as refused:
            services.clone(published.id, published.opens_on, "副本", "copy", titles=titles)
        assert [fault.field for fault in refused.value.violations] == ["titles"]
        session.rollback()
    with pytest.raises(Invalid) as refused:
        services.clone(published.id, published.opens_on, "副本", "copy", region="999999")
    assert [fault.field for fault in refused.value.violations] == ["region"]
