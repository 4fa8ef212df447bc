"""Packs in and out of a database, clones, publication, the end of a plan."""

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.scoping import act_as
from app.core import clock
from app.core.actor import Actor, Role
from app.core.eligibility import FieldMatch, Procedure, RequirementKind
from app.core.errors import Conflict, Invalid, OutOfScope, Refused
from app.core.workflow import Subject
from app.decisions.enums import Action, SubjectKind
from app.decisions.models import DecisionRecord
from app.plans import queries, services
from app.plans.enums import ApplicationMode, FeeKind, PlanStatus, WizardStep
from app.plans.models import ReviewPlan
from app.plans.packs import document_of, export_pack
from app.plans.rules import check_plan, rules_for
from config import PROJECT
from tests.helpers import office_moment

SHANGYU = PROJECT / "seed" / "plans" / "shangyu-2023-engineering-junior-1.yaml"
DATES = ("notice_date", "opens_on", "applicant_deadline", "employer_deadline", "seniority_cutoff_date")


def actions(session, plan):
    statement = select(DecisionRecord).where(
        DecisionRecord.subject_kind == SubjectKind.PLAN, DecisionRecord.subject_id == plan.id
    )
    return [row.action for row in session.scalars(statement.order_by(DecisionRecord.sequence))]


def pack(folder, text):
    path = folder / "pack.yaml"
    path.write_text(text, encoding="utf-8")
    return services.load_pack(path)


def test_the_imported_plan_is_a_draft_with_the_notice_s_figures(session, draft):
    assert (draft.status, draft.version, draft.published_at) == (PlanStatus.DRAFT, 1, None)
    assert draft.name == "2023年度绍兴市上虞区工程技术初级专业技术职务任职资格评审申报计划（1）"
    assert (draft.region.name, draft.series.name, draft.issuer.code) == ("上虞区", "工程技术", "shangyu-hrss")
    assert (draft.paper_copies, draft.paper_due_working_days, draft.paper_receiver.code) == (2, 5, "shangyu-hrss")
    assert draft.seniority_cutoff_date == dt.date(2023, 6, 30)
    assert draft.sheet["watermark"] == "浙江省专业技术任职资格申报与评审管理平台"
    assert [row.title.name for row in draft.titles] == ["技术员", "助理工程师"]
    assert [(row.mode, row.name) for row in draft.modes] == [(ApplicationMode.NORMAL, "正常申报")]
    assert [(fee.kind, fee.amount_fen, fee.payee.code) for fee in draft.fees] == [
        (FeeKind.REVIEW, 10_000, "shangyu-hrss")
    ]
    assert {row.step for row in draft.clauses if row.step} == set(WizardStep)
    assert [row.position for row in draft.paths] == list(range(1, 12))
    assert actions(session, draft) == [Action.IMPORT]


def test_its_rules_hold_every_row_and_the_days(session, draft):
    rules = rules_for(draft, Subject(mode="NORMAL", title_code="technician"), dt.date(2023, 3, 1))
    assert (rules.cutoff_date, rules.submitted_on) == (dt.date(2023, 6, 30), dt.date(2023, 3, 1))
    assert len(rules.paths) == 11
    assert [path.key for path in rules.applicable_paths] == [
        "technician-bachelor",
        "technician-college",
        "technician-school",
    ]
    college = rules.applicable_paths[1]
    assert (college.professional_years, college.unmatched_extra_years, college.procedure) == (1, 1, Procedure.REVIEW)
    assert college.clause == "technician-college"
    insurance = next(row for row in rules.requirements if row.kind is RequirementKind.SOCIAL_INSURANCE)
    assert dict(insurance.parameters) == {"months": 12, "in_payment": True, "region": "330604"}
    assert (insurance.waivable, insurance.clause) == (True, "social-insurance")
    assert {row.key for row in draft.requirements} - {row.key for row in rules.requirements} == {"ability-assistant"}


def test_export_import_export_gives_the_same_text(session, draft, tmp_path):
    text = export_pack(draft)
    renamed = text.replace("shangyu-2023-engineering-junior-1", "second").replace(
        "申报计划（1）\nyear", "申报计划（2）\nyear"
    )
    again = services.import_pack(pack(tmp_path, renamed))
    session.commit()
    session.expire_all()
    assert export_pack(again) == renamed != text


def test_every_kind_of_value_survives_the_way_out_and_in(session, draft, tmp_path):
    """Columns that the shipped plan leaves at their default are filled first."""
    path, stage, clause = draft.paths[0], draft.routes[0].stages[2], draft.clauses[0]
    path.current_title, path.tenure_years, path.appointed = "technician", 4, True
    path.skill_level, path.skill_years, path.vocational = "SENIOR_WORKER", 2, "一级建造师"
    path.major_match, path.procedure = FieldMatch.MATCHED.name, Procedure.INITIAL_CONFERMENT
    stage.due_working_days, stage.applies_when = 7, {"employer_kinds": ["NON_PUBLIC_ENTERPRISE"]}
    clause.decided, clause.step = "理由", WizardStep.PREVIEW
    draft.notice_number, draft.code, draft.name = "虞人社〔2023〕1号", "third", "第三计划"
    session.flush()
    text, before = export_pack(draft), document_of(draft)
    draft.code, draft.name = "renamed", "改名"
    session.flush()
    again = services.import_pack(pack(tmp_path, text))
    session.commit()
    session.expire_all()
    assert document_of(again) == before
    assert export_pack(again) == text


def test_a_code_or_name_that_is_taken_is_refused(session, draft, tmp_path):
    loaded = services.load_pack(SHANGYU)
    with pytest.raises(Conflict, match="There is already a plan with the code shangyu-2023-engineering-junior-1"):
        services.import_pack(loaded)
    other = SHANGYU.read_text(encoding="utf-8").replace("code: shangyu-2023", "code: other-2023", 1)
    with pytest.raises(Conflict, match="There is already a plan with the name “2023年度绍兴市上虞区"):
        services.import_pack(pack(tmp_path, other))
    assert session.scalars(select(ReviewPlan.code)).all() == [draft.code]


def test_a_taken_code_is_found_even_where_the_plan_cannot_be_seen(session, draft, administrator):
    act_as(session, administrator("shaoxing-hrss"))
    with pytest.raises(OutOfScope):
        queries.plan_by_id(draft.id)
    with pytest.raises(Conflict):
        services.import_pack(services.load_pack(SHANGYU))


def test_an_administrator_imports_plans_of_the_own_organisation_alone(session, administrator):
    loaded = services.load_pack(SHANGYU)
    act_as(session, administrator("shaoxing-hrss"))
    with pytest.raises(Refused, match="issued by another organisation"):
        services.import_pack(loaded)
    act_as(session, administrator("shangyu-hrss"))
    assert services.import_pack(loaded).id


def test_a_pack_with_faults_is_refused_with_all_of_them(session, tmp_path):
    text = SHANGYU.read_text(encoding="utf-8")
    text = text.replace("series: engineering\n", "series: medicine\n", 1).replace("paper_copies: 2", "paper_copies: x")
    with pytest.raises(services.PackError) as refused:
        pack(tmp_path, text)
    line = text[: text.index("series: medicine")].count("\n") + 1
    fields = [violation.field for violation in refused.value.violations]
    assert fields[0] == f"pack.yaml:{line}"
    assert "medicine is not in the catalog; add it there, or write one of: " in str(refused.value)
    assert "'x' is not a whole number." in str(refused.value)


def test_a_clone_moves_every_date_by_the_same_number_of_days(session, published):
    copy = services.clone(published.id, dt.date(2024, 2, 20), "2024年度计划", "shangyu-2024")
    session.commit()
    days = dt.timedelta(days=364)
    assert {name: getattr(copy, name) - getattr(published, name) for name in DATES} == dict.fromkeys(DATES, days)
    assert (copy.year, copy.code, copy.name) == (2024, "shangyu-2024", "2024年度计划")
    assert (copy.status, copy.version, copy.published_at, copy.clone_of_id) == (PlanStatus.DRAFT, 1, None, published.id)
    assert actions(session, copy) == [Action.CLONE]


def test_a_clone_copies_every_row_and_shares_none(session, published):
    copy = services.clone(published.id, published.opens_on, "副本", "copy")
    session.commit()
    before, after = document_of(published), document_of(copy)
    assert after == {**before, "code": "copy", "name": "副本"}
    assert {row.id for row in copy.clauses}.isdisjoint(row.id for row in published.clauses)
    copy.photo["min_width"] = 1
    copy.routes[0].stages[1].min_working_days = 9
    session.commit()
    session.expire_all()
    assert document_of(published) == before


def test_a_clone_can_be_published(session, published):
    copy = services.clone(published.id, dt.date(2024, 2, 20), "2024年度计划", "shangyu-2024")
    assert check_plan(copy, queries.catalog()) == []
    assert services.publish(copy.id, copy.version).status is PlanStatus.PUBLISHED


@pytest.mark.parametrize(
    ("name", "code", "error"),
    [("2024年度计划", "上虞", Invalid), ("", "shangyu-2024", Invalid), ("长" * 161, "shangyu-2024", Invalid)],
)
def test_a_clone_needs_a_name_and_a_code_that_can_be_used(session, published, name, code, error):
    with pytest.raises(error):
        services.clone(published.id, dt.date(2024, 2, 20), name, code)


def test_a_clone_under_a_taken_code_or_name_is_refused(session, published):
    with pytest.raises(Conflict):
        services.clone(published.id, dt.date(2024, 2, 20), "2024年度计划", published.code)
    with pytest.raises(Conflict):
        services.clone(published.id, dt.date(2024, 2, 20), published.name, "shangyu-2024")


def test_another_organisation_s_plan_is_read_but_neither_cloned_nor_closed(session, published, administrator):
    act_as(session, administrator("shaoxing-hrss"))
    assert queries.plan_by_code(published.code) is published
    with pytest.raises(OutOfScope):
        services.clone(published.id, dt.date(2024, 2, 20), "2024年度计划", "shangyu-2024")
    with pytest.raises(OutOfScope):
        services.close(published.id, published.version)


def test_publication_is_logged_with_its_moment(session, draft):
    with clock.frozen(office_moment("2023-02-21 09:00")):
        plan = services.publish(draft.id, 1)
    assert (plan.status, plan.version) == (PlanStatus.PUBLISHED, 2)
    assert plan.published_at == office_moment("2023-02-21 09:00")
    assert actions(session, plan) == [Action.IMPORT, Action.PUBLISH]


def test_a_plan_with_faults_is_not_published(session, draft):
    draft.paths[2].clause = "nothing"
    draft.routes[0].stages[1].min_working_days = 4
    session.commit()
    with pytest.raises(Invalid) as refused:
        services.publish(draft.id, draft.version)
    assert [violation.field for violation in refused.value.violations] == ["paths.2.clause", "routes.0.stages.1"]
    session.rollback()
    assert queries.plan_by_id(draft.id).status is PlanStatus.DRAFT


def test_values_that_only_a_screen_could_spoil_are_found_before_publication(session, draft):
    draft.photo = {**draft.photo, "min_width": "wide"}
    draft.requirements[5].parameters = {"years": 0}
    draft.sheet = {}
    session.commit()
    fields = [fault.field for fault in check_plan(draft, queries.catalog())]
    assert fields == [
        "photo.min_width",
        "sheet.watermark",
        "sheet.issuer",
        "sheet.opinions",
        "requirements.5.parameters.years",
    ]


def test_a_stale_page_is_told_who_acted_and_when(session, draft):
    with clock.frozen(office_moment("2023-02-21 09:00")):
        services.publish(draft.id, 1)
    with pytest.raises(Conflict) as refused:
        services.publish(draft.id, 1)
    assert refused.value.params == {"who": "tests", "time": office_moment("2023-02-21 09:00")}


def test_a_plan_is_published_once_and_closed_once(session, draft):
    with pytest.raises(Refused, match="Only a published plan can be closed"):
        services.close(draft.id, 1)
    session.rollback()
    services.publish(draft.id, 1)
    with pytest.raises(Refused, match="published already"):
        services.publish(draft.id, 2)
    session.rollback()
    services.publish(draft.id, 1)
    plan = services.close(draft.id, 2)
    session.commit()
    assert (plan.status, plan.version) == (PlanStatus.CLOSED, 3)
    assert actions(session, plan) == [Action.IMPORT, Action.PUBLISH, Action.CLOSE]
    with pytest.raises(Refused, match="Only a published plan can be closed"):
        services.close(draft.id, 3)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [("2023-02-20", False), ("2023-02-21", True), ("2023-03-31", True), ("2023-04-01", False)],
)
def test_a_plan_is_open_from_its_first_day_to_the_applicants_deadline(session, published, day, is_open):
    assert list(queries.open_plans(dt.date.fromisoformat(day))) == ([published] if is_open else [])


def test_drafts_and_closed_plans_are_not_open(session, published):
    services.clone(published.id, published.opens_on, "副本", "copy")
    assert list(queries.open_plans(dt.date(2023, 3, 1))) == [published]
    services.close(published.id, 2)
    assert list(queries.open_plans(dt.date(2023, 3, 1))) == []


def test_visitors_see_published_plans_alone(session, draft):
    act_as(session, Actor(None, "", frozenset({Role.PUBLIC})))
    with pytest.raises(OutOfScope):
        queries.plan_by_code(draft.code)
    act_as(session, Actor.system("tests"))
    services.publish(draft.id, 1)
    act_as(session, Actor(None, "", frozenset({Role.PUBLIC})))
    assert queries.plan_by_code(draft.code).id == draft.id
