"""A plan that defers to a parent takes the rows it lacks when it is published, and keeps them (R-11)."""

import datetime as dt

import pytest

from app.core.errors import Invalid
from app.plans import queries, services
from app.plans.enums import PlanStatus
from app.plans.packs import SECTIONS, document_of, export_pack
from app.plans.services import read_pack

CHILD = """\
code: child
name: 下级计划
parent: {parent}
applicant_deadline: 2023-03-15
specialties:
  - specialty: mechanical
    decided: 测试
clauses:
  - key: title
    part: 标题
    text: 下级通知
"""


def imported(text):
    plan = services.import_pack(read_pack(text.encode(), "child.yaml"))
    return queries.plan_with_rows(plan.id)


@pytest.fixture
def child(session, published):
    plan = imported(CHILD.format(parent=published.code))
    session.commit()
    return plan


def names(rows):
    return [getattr(row, "key", None) or getattr(row, "name", "") or row.id for row in rows]


def test_a_pack_takes_the_values_it_leaves_out_from_its_parent(child, published):
    assert child.parent is published
    assert (child.applicant_deadline, child.employer_deadline) == (dt.date(2023, 3, 15), published.employer_deadline)
    assert (child.paper_copies, child.photo, child.issuer_id) == (2, published.photo, published.issuer_id)
    assert "employer_deadline" in child.decided
    assert "applicant_deadline" not in child.decided


def test_a_draft_has_no_row_of_its_parent_and_no_fault(child):
    assert (child.paths, child.routes, len(child.clauses)) == ([], [], 1)
    assert services.faults_of(child) == []


def test_published_rows_of_every_kind_are_copied_once_and_marked(session, child, published):
    plan = services.publish(child.id, child.version)
    session.commit()
    plan = queries.plan_with_rows(plan.id)
    for section in SECTIONS:
        own, theirs = getattr(plan, section.name), getattr(published, section.name)
        assert {row.id for row in own}.isdisjoint(row.id for row in theirs)
        if section.name == "specialties":
            assert [row.inherited for row in own] == [False]
        elif section.name == "clauses":
            assert [row.inherited for row in own] == [False] + [True] * (len(theirs) - 1)
            assert [row.key for row in own] == [row.key for row in theirs]
            assert own[0].text == "下级通知"
        else:
            assert len(own) == len(theirs) > 0, section.name
            assert all(row.inherited for row in own), section.name
        assert [row.position for row in own] == list(range(1, len(own) + 1)), section.name
    assert [stage.name for stage in plan.routes[0].stages] == [stage.name for stage in published.routes[0].stages]


def test_what_is_exported_leaves_the_parents_rows_out(session, child):
    before = export_pack(child)
    services.publish(child.id, child.version)
    session.commit()
    plan = queries.plan_with_rows(child.id)
    assert export_pack(plan) == before
    assert document_of(plan)["paths"] == []
    assert len(document_of(plan, published=True)["paths"]) == 11


def test_a_parent_that_changes_later_does_not_change_its_child(session, child, published):
    services.publish(child.id, child.version)
    session.commit()
    before = document_of(queries.plan_with_rows(child.id), published=True)
    rows = [{**row, "due_on": dt.date(2023, 6, 1)} for row in document_of(published)["deadlines"]]
    services.amend(published.id, published.version, {"deadlines": rows}, "会议延期")
    session.commit()
    session.expire_all()
    assert document_of(queries.plan_with_rows(child.id), published=True) == before
    assert queries.whole_document("child")["deadlines"][0]["due_on"] == dt.date(2023, 5, 1)


def test_a_grandchild_takes_from_the_child_what_that_has_from_its_own_parent(session, child):
    services.publish(child.id, child.version)
    grandchild = imported("code: grandchild\nname: 再下级\nparent: child\n")
    services.publish(grandchild.id, grandchild.version)
    plan = queries.plan_with_rows(grandchild.id)
    assert (len(plan.paths), [row.specialty.code for row in plan.specialties]) == (11, ["mechanical"])
    assert plan.clauses[0].text == "下级通知"


def test_a_parent_that_is_a_draft_keeps_its_child_from_being_published(session, published):
    draft = services.clone(published.id, published.opens_on, "上级草稿", "draft-parent")
    child = imported(CHILD.format(parent="draft-parent"))
    with pytest.raises(Invalid) as refused:
        services.publish(child.id, child.version)
    assert [fault.field for fault in refused.value.violations] == ["parent"]
    session.rollback()
    draft = services.clone(published.id, published.opens_on, "上级草稿", "draft-parent")
    child = imported(CHILD.format(parent="draft-parent"))
    services.publish(draft.id, draft.version)
    assert services.publish(child.id, child.version).status is PlanStatus.PUBLISHED


def test_plans_do_not_defer_to_each_other_in_a_circle(session, published):
    one = services.clone(published.id, published.opens_on, "甲", "one")
    services.clone(published.id, published.opens_on, "乙", "two")
    services.clone(published.id, published.opens_on, "丙", "three")
    session.commit()

    def defer(code, parent):
        plan = queries.plan_by_code(code)
        services.revise(plan.id, plan.version, {"parent": parent})
        session.commit()

    defer("two", "one")
    defer("three", "two")
    for parent in ("one", "two", "three"):
        with pytest.raises(Invalid) as refused:
            defer("one", parent)
        assert [fault.field for fault in refused.value.violations] == ["parent"], parent
        session.rollback()
    assert queries.plan_by_id(one.id).parent_id is None
    defer("one", published.code)
    assert queries.plan_by_id(one.id).parent_id == published.id


def test_a_notice_that_only_others_defer_to_is_not_open_to_applicants(session, published):
    draft = services.clone(published.id, published.opens_on, "县通知", "notice")
    draft.takes_applications = False
    services.publish(draft.id, draft.version)
    assert list(queries.open_plans(dt.date(2023, 3, 1))) == [published]
